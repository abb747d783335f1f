"""What the Département de Loire-Atlantique publishes: 85 datasets."""
from __future__ import annotations

from demo.catalogue.makers import (
    about,
    address,
    amount,
    code,
    day,
    decimal,
    each,
    label,
    latitude,
    longitude,
    named,
    pick,
    place_name,
    places_name,
    share,
    whole,
    year,
    yes_no,
)
from demo.catalogue.nouns import Recipe
from demo.catalogue.places import DEPARTMENT, LOIRE_ATLANTIQUE
from demo.catalogue.themes.common import budget, contracts, decisions, grants
from demo.catalogue.words import BATHING, CANTONS, COLLEGES, LOCKS

__all__ = ["RECIPES"]

ROADS = (
    Recipe(
        "Routes départementales : {label}", "Tracé des routes départementales du réseau « {label} ». Les points de "
        "repère (PR) sont ceux "
        "du bornage sur le terrain.", "transports", ("route départementale", "voirie", "réseau"),
        {"Route": code("RD ", 2), "Réseau": label(), "De": places_name(LOIRE_ATLANTIQUE), "PR début": whole(0, 20),
         "PR fin": whole(21, 62),
         "Longueur (km)": decimal(2, 46), "Chaussées": pick(1, 1, 2)},
        shape="lines", places=(DEPARTMENT,), labels=("structurant", "de liaison", "de desserte"), rows=(22, 40),
    ),
    Recipe(
        "Trafic sur les routes départementales en {year}", "Trafic moyen journalier annuel (TMJA) par section en "
        "{year}, tous véhicules, "
        "deux sens confondus.", "transports", ("trafic", "comptage", "route départementale"),
        {"Route": code("RD ", 2), "Section": places_name(LOIRE_ATLANTIQUE), "TMJA": whole(320, 31000),
         "Poids lourds (%)": decimal(1, 14),
         "Évolution (%)": decimal(-6, 6)},
        years=range(2018, 2025), rows=(70, 130),
    ),
    Recipe(
        "Itinéraire vélo : {label}", "Tracé de l'itinéraire « {label} » en Loire-Atlantique, découpé en étapes. Les "
        "sections provisoires "
        "empruntent des routes ouvertes à la circulation.", "sports-loisirs", ("vélo", "itinérance", "tourisme"),
        {"Étape": code("", 2), "Itinéraire": label(), "Départ": places_name(LOIRE_ATLANTIQUE),
         "Longueur (km)": decimal(3, 34),
         "Revêtement": pick("Enrobé", "Stabilisé", "Chemin"), "État": pick("Aménagé", "Provisoire")},
        shape="lines", places=(DEPARTMENT,), rows=(20, 30), licence="odc-odbl",
        labels=("La Loire à vélo", "La Vélodyssée", "Vélocéan", "La Régalante", "Canal de Nantes à Brest"),
    ),
    Recipe(
        "{label}", "Localisation et caractéristiques relevées par les agents des routes.", "transports",
        ("voirie", "équipement", "mobilité"),
        {"Identifiant": code("LA-", 4), "Nom": named(), "Commune": places_name(LOIRE_ATLANTIQUE),
         "Route": code("RD ", 2), "Capacité": whole(8, 120),
         "Éclairé": yes_no(), "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(DEPARTMENT,), labels=("Aires de covoiturage départementales", "Ponts et ouvrages d'art",
                                                      "Arrêts de car"),
        rows=(40, 120), frequency="semestrielle",
    ),
)

NATURE = (
    Recipe(
        "Zones humides : secteur de {place}", "Inventaire des zones humides du secteur de {place}, mené avec les "
        "commissions locales de l'eau. "
        "L'absence d'une zone dans l'inventaire ne dispense pas de la loi sur l'eau.", "environnement",
        ("zone humide", "eau", "biodiversité"),
        {"Identifiant": code("ZH-", 4), "Commune": place_name(), "Type": pick("Prairie humide", "Mare", "Roselière",
                                                                              "Boisement humide", "Tourbière"),
         "Surface (ha)": decimal(0.1, 48, 2), "État": pick("Bon", "Moyen", "Dégradé"), "Date d'inventaire": day()},
        shape="polygons", places=LOIRE_ATLANTIQUE[5:15], rows=(22, 44), frequency="ponctuelle",
    ),
    Recipe(
        "{label}", "Périmètres des sites gérés ou suivis par le Département. La surface est celle du cadastre.",
        "environnement",
        ("espace naturel", "biodiversité", "périmètre"),
        {"Code": code("ENS-", 3), "Site": about("Marais de {}", [place.name for place in LOIRE_ATLANTIQUE]),
         "Surface (ha)": decimal(2, 640),
         "Ouvert au public": yes_no(), "Protection": pick("Zone de préemption", "Natura 2000", "Arrêté de biotope")},
        shape="polygons", places=(DEPARTMENT,), labels=("Espaces naturels sensibles", "Forêts départementales"),
        rows=(22, 36),
    ),
    Recipe(
        "Qualité des eaux de baignade {year}", "Résultats des prélèvements de la saison {year} : classement, "
        "bactéries, température.",
        "environnement", ("baignade", "plage", "qualité", "santé"),
        {"Date": day(), "Plage": each(BATHING), "Commune": places_name(LOIRE_ATLANTIQUE[:12]),
         "Escherichia coli (UFC/100 ml)": whole(5, 480),
         "Entérocoques (UFC/100 ml)": whole(5, 190), "Température (°C)": decimal(14, 23),
         "Classement": pick("Excellent", "Bon", "Suffisant")},
        years=range(2020, 2025), rows=(90, 150), frequency="hebdomadaire",
    ),
    Recipe(
        "Écluses du canal de Nantes à Brest", "Écluses de la section de Loire-Atlantique : dimensions, horaires de "
        "manœuvre, maison éclusière.",
        "economie", ("écluse", "canal", "navigation", "patrimoine"),
        {"Numéro": code("", 2), "Écluse": each(LOCKS), "Chute (m)": decimal(0.8, 3.2, 2),
         "Longueur utile (m)": decimal(25, 27), "Automatisée": yes_no(),
         "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(DEPARTMENT,), rows=(20, 20), frequency="ponctuelle",
    ),
    Recipe(
        "Sentiers de randonnée : {place}", "Sentiers inscrits au plan départemental des itinéraires de promenade et "
        "de randonnée (PDIPR) autour de "
        "{place}. Le balisage est vérifié chaque printemps.", "sports-loisirs", ("randonnée", "PDIPR", "sentier"),
        {"Identifiant": code("PR-", 3), "Nom": about("Boucle de {}", ["la Chênaie", "l'étang", "Saint-Jean", "la Roche",
                                                                      "la lande", "l'abbaye"]),
         "Commune": place_name(), "Longueur (km)": decimal(3, 22), "Durée (h)": decimal(1, 6),
         "Difficulté": pick("Facile", "Moyen", "Difficile")},
        shape="lines", places=LOIRE_ATLANTIQUE[:8], rows=(20, 26),
    ),
)

PEOPLE = (
    Recipe(
        "Effectifs des collèges publics en {year}", "Élèves par collège public et par niveau à la rentrée {year}.",
        "education",
        ("collège", "effectifs", "rentrée"),
        {"UAI": code("0440", 3), "Collège": each(COLLEGES), "Commune": places_name(LOIRE_ATLANTIQUE),
         "Sixième": whole(70, 190),
         "Cinquième": whole(70, 190), "Quatrième": whole(70, 190), "Troisième": whole(70, 190),
         "Demi-pensionnaires (%)": share()},
        years=range(2018, 2025), rows=(60, 82),
    ),
    Recipe(
        "Aides sociales par canton : {year}", "Bénéficiaires du revenu de solidarité active et de l'allocation "
        "personnalisée d'autonomie au "
        "31 décembre {year}. Les effectifs inférieurs à cinq sont masqués.", "solidarites", ("RSA", "APA", "canton",
                                                                                             "autonomie"),
        {"Canton": each(CANTONS), "Allocataires du RSA": whole(120, 2900), "Bénéficiaires de l'APA": whole(210, 1900),
         "Enfants accueillis": whole(5, 140), "Dépense (€)": amount(200_000, 9_000_000, 1000)},
        years=range(2019, 2025), rows=(31, 31),
    ),
    Recipe(
        "{label}", "Adresses, horaires et services, tenus à jour par les délégations territoriales.", "solidarites",
        ("équipement public", "adresse", "proximité"),
        {"Identifiant": code("SITE-", 3), "Nom": named(), "Adresse": address(),
         "Commune": places_name(LOIRE_ATLANTIQUE), "Accessible": yes_no(), "Latitude": latitude(),
         "Longitude": longitude()},
        shape="points", places=(DEPARTMENT,), rows=(24, 60),
        labels=("Espaces départementaux des solidarités", "Centres de secours", "Bibliothèques du réseau départemental",
                "Collèges publics",
                "Résidences pour personnes âgées"),
    ),
    Recipe(
        "Archives départementales : {label}", "Inventaire des {label} numérisés et consultables, avec la cote et les "
        "dates extrêmes.", "culture",
        ("archives", "généalogie", "patrimoine"),
        {"Cote": code("3 E ", 3), "Commune": places_name(LOIRE_ATLANTIQUE), "Début": year(240),
         "Images": whole(12, 900), "En ligne": yes_no()},
        labels=("registres paroissiaux", "registres d'état civil", "plans du cadastre napoléonien",
                "registres matricules"), rows=(60, 140),
        frequency="ponctuelle",
    ),
)

RECIPES = (
    *ROADS, *NATURE, *PEOPLE,
    budget("du Département de Loire-Atlantique", range(2020, 2025), 96_000_000),
    decisions("conseil départemental", range(2020, 2025)),
    contracts("du Département de Loire-Atlantique", range(2021, 2025), 5_400_000),
    grants("le Département de Loire-Atlantique", range(2020, 2025), 260_000),
)
