"""What every council publishes: its budget, its decisions, its contracts, its grants."""
from __future__ import annotations

from collections.abc import Sequence

from demo.catalogue.makers import (
    amount,
    association,
    code,
    company,
    day,
    each,
    pick,
    share,
    whole,
    year,
)
from demo.catalogue.nouns import Recipe
from demo.catalogue.words import COUNCIL_MATTERS, WORKS

__all__ = ["budget", "contracts", "decisions", "grants"]

CHAPTERS = (
    "Charges à caractère général", "Charges de personnel", "Autres charges de gestion courante", "Charges financières",
    "Dotations aux amortissements", "Impôts et taxes", "Dotations et participations", "Produits des services",
    "Immobilisations corporelles", "Immobilisations en cours", "Subventions d'équipement versées", "Emprunts et dettes",
    "Subventions d'investissement reçues", "Fonds de compensation pour la TVA",
)


def budget(of: str, years: Sequence[int], high: int) -> Recipe:
    """Return the recipe of a council's voted budget, ``high`` euros at most in a line."""
    return Recipe(
        title=f"Budget primitif {of} {{year}}",
        about=f"Budget primitif {of} voté pour l'exercice {{year}}, par section, chapitre et fonction. "
        "Les montants sont en euros, toutes taxes comprises. Seules les **opérations réelles** figurent dans le "
        "fichier.",
        theme="finances", tags=("budget", "finances locales", "comptabilité"), years=years, rows=(42, 70),
        columns={
            "Exercice": year(), "Section": pick("Fonctionnement", "Investissement"),
            "Sens": pick("Dépense", "Recette"), "Chapitre": each(CHAPTERS),
            "Fonction": pick("Services généraux", "Enseignement", "Culture", "Sports et jeunesse", "Action sociale",
                             "Aménagement", "Environnement", "Transports", "Économie"),
            "Montant voté (€)": amount(20_000, high, 1000), "Taux de réalisation N-1 (%)": share(),
        },
    )


def decisions(council: str, years: Sequence[int]) -> Recipe:
    """Return the recipe of a council's decisions."""
    return Recipe(
        title=f"Délibérations du {council} - {{year}}",
        about=f"Délibérations adoptées par le {council} en {{year}} : date de séance, objet, matière et résultat du "
        f"vote. "
        "Le schéma suit celui du *socle commun des données locales* (SCDL).",
        theme="administration", tags=("délibérations", "conseil", "SCDL"), years=years, rows=(36, 90),
        columns={
            "DELIB_ID": code("DEL-", 3), "DELIB_DATE": day(), "DELIB_OBJET": each(COUNCIL_MATTERS),
            "DELIB_MATIERE_NOM": pick("Finances", "Commande publique", "Urbanisme", "Domaines de compétence",
                                      "Personnel"),
            "VOTE_POUR": whole(38, 65), "VOTE_CONTRE": whole(0, 14), "VOTE_ABSTENTION": whole(0, 9),
        },
    )


def contracts(of: str, years: Sequence[int], high: int) -> Recipe:
    """Return the recipe of the public contracts a body awarded, ``high`` euros at most."""
    return Recipe(
        title=f"Marchés publics {of} {{year}}",
        about=f"Données essentielles des marchés publics {of} notifiés en {{year}} : objet, procédure, titulaire, "
        f"montant. "
        "Les marchés de moins de 25 000 € hors taxes n'y figurent pas.",
        theme="administration", tags=("commande publique", "marchés publics", "données essentielles"), years=years,
        rows=(40, 110), frequency="trimestrielle",
        columns={
            "Identifiant": code("M-", 4), "Objet": each(WORKS),
            "Procédure": pick("Procédure adaptée", "Appel d'offres ouvert", "Marché subséquent"),
            "Nature": pick("Travaux", "Services", "Fournitures"), "Titulaire": company(), "Date de notification": day(),
            "Durée (mois)": pick(12, 24, 36, 48, 6), "Montant HT (€)": amount(25_000, high, 500),
            "Offres reçues": whole(1, 14),
        },
    )


def grants(by: str, years: Sequence[int], high: int, theme: str = "finances") -> Recipe:
    """Return the recipe of the grants a body gave to associations, ``high`` euros at most."""
    return Recipe(
        title=f"Subventions versées par {by} en {{year}}",
        about=f"Subventions attribuées par {by} en {{year}} : bénéficiaire, objet, montant et date de la convention. "
        "Publication prévue par le décret n° 2017-779 du 5 mai 2017, au-delà de 23 000 € ; les montants inférieurs "
        "sont "
        "donnés à titre volontaire.",
        theme=theme, tags=("subventions", "associations", "finances locales"), years=years, rows=(40, 130),
        columns={
            "Bénéficiaire": association(), "Objet": pick("Fonctionnement", "Projet", "Manifestation", "Investissement"),
            "Domaine": pick("Sport", "Culture", "Solidarité", "Jeunesse", "Environnement", "Économie"),
            "Date de convention": day(), "Montant (€)": amount(500, high, 100),
            "Nature": pick("Aide en numéraire", "Aide en nature"), "Versement": pick("unique", "échelonné"),
        },
    )
