"""What Nantes Métropole publishes: 130 datasets."""
from __future__ import annotations

from demo.catalogue.makers import (
    about,
    address,
    code,
    day,
    decimal,
    each,
    hour,
    insee,
    label,
    latitude,
    longitude,
    month,
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
from demo.catalogue.places import METROPOLIS, NANTES_METROPOLE
from demo.catalogue.themes.common import budget, contracts, decisions, grants
from demo.catalogue.words import STREETS, TRAM_STOPS

__all__ = ["RECIPES"]

BIKE_STATIONS = tuple(f"{stop} {end}" for end in ("", "Nord", "Sud") for stop in TRAM_STOPS)

CYCLING = (
    Recipe(
        "Stations de vélos en libre-service", "Emplacement et capacité des stations de vélos en libre-service de la "
        "métropole. Chaque station porte un numéro, affiché sur la borne.", "transports",
        ("vélo", "libre-service", "mobilité douce"),
        {"Numéro": code("", 3), "Nom": each([name.strip() for name in BIKE_STATIONS]), "Adresse": address(),
         "Bornes": whole(12, 40), "Paiement par carte": yes_no(), "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(METROPOLIS,), rows=(86, 90), frequency="mensuelle", licence="odc-odbl",
    ),
    Recipe(
        "Locations de vélos en libre-service en {year}", "Nombre de locations mensuelles par station en {year}. "
        "Une location de moins de trois minutes vers la même station n'est pas comptée.", "transports",
        ("vélo", "libre-service", "fréquentation"),
        {"Mois": month(), "Station": each([name.strip() for name in BIKE_STATIONS[:11]]), "Locations": whole(180, 4200),
         "Durée moyenne (min)": decimal(8, 24), "Restitutions": whole(180, 4200)},
        years=range(2020, 2025), rows=(132, 132),
    ),
    Recipe(
        "Comptages de vélos {year}", "Passages quotidiens relevés par les compteurs automatiques en {year}, dans les "
        "deux "
        "sens. Les journées de panne sont signalées par la colonne *État*.", "transports",
        ("vélo", "comptage", "mobilité douce"),
        {"Compteur": about("Compteur {}", STREETS[:16]), "Date": day(), "Passages": whole(120, 7800),
         "Pic horaire": whole(20, 900), "État": pick("Correct", "Correct", "Panne partielle")},
        years=range(2018, 2025), rows=(120, 190), frequency="quotidienne",
    ),
    Recipe(
        "Aménagements cyclables : {place}", "Pistes, bandes et voies vertes de la commune. Le tracé suit le schéma "
        "national des *aménagements cyclables* ; la longueur est en mètres.", "transports",
        ("vélo", "aménagement cyclable", "voirie"),
        {"Identifiant": code("AC-", 4), "Commune": place_name(), "Code INSEE": insee(),
         "Type": pick("Bande cyclable", "Piste cyclable", "Voie verte", "Double sens cyclable", "Chaucidou"),
         "Revêtement": pick("Enrobé", "Béton", "Stabilisé"), "Longueur (m)": whole(60, 1800),
         "Mise en service": year(14)},
        shape="lines", places=NANTES_METROPOLE, rows=(18, 46), frequency="semestrielle", licence="odc-odbl",
    ),
)

TRANSPORT = (
    Recipe(
        "Arrêts du réseau de transport en commun : {place}", "Arrêts de tramway, de busway et de bus de la commune, "
        "avec "
        "leur accessibilité. Les identifiants sont ceux des fichiers d'horaires.", "transports",
        ("arrêt", "tramway", "bus", "accessibilité"),
        {"Identifiant": code("ARR", 4), "Nom": about("{}", STREETS + TRAM_STOPS), "Commune": place_name(),
         "Mode": pick("Bus", "Tramway", "Busway", "Navette fluviale"), "Accessible": yes_no(), "Abri": yes_no(),
         "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=NANTES_METROPOLE[:12], rows=(24, 90), frequency="mensuelle", licence="odc-odbl",
    ),
    Recipe(
        "Horaires théoriques : ligne {label}", "Horaires théoriques de la ligne {label}, en semaine, période scolaire. "
        "Une ligne du fichier est un passage à un arrêt.", "transports", ("horaires", "transport en commun",
                                                                          "ligne {label}"),
        {"Ligne": label(), "Sens": pick("Aller", "Retour"), "Arrêt": each(TRAM_STOPS), "Passage": hour(),
         "Jour": pick("Lundi à vendredi", "Samedi", "Dimanche et fêtes"), "Accessible": yes_no()},
        labels=("1", "2", "3", "4", "5", "C1", "C2", "C3", "C6", "E1"), rows=(110, 200), frequency="trimestrielle",
        licence="odc-odbl",
    ),
    Recipe(
        "Comptages routiers {year}", "Trafic moyen journalier relevé en {year} sur les voies métropolitaines.",
        "transports",
        ("trafic", "comptage", "voirie"),
        {"Poste": code("PC-", 3), "Voie": about("boulevard {}", STREETS), "Véhicules par jour": whole(2100, 48000),
         "Poids lourds (%)": decimal(1, 9), "Vitesse moyenne (km/h)": decimal(24, 62)},
        years=range(2021, 2025), rows=(48, 90),
    ),
    Recipe(
        "{label}", "Localisation et caractéristiques. Les tarifs et les horaires d'ouverture sont vérifiés deux fois "
        "par an.",
        "transports", ("stationnement", "mobilité", "équipement"),
        {"Identifiant": code("P", 3), "Nom": named(), "Adresse": address(), "Places": whole(20, 620),
         "Places PMR": whole(1, 18), "Hauteur limite (m)": pick(1.9, 2.0, 2.1), "Ouvert la nuit": yes_no(),
         "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(METROPOLIS,), rows=(22, 48), frequency="semestrielle",
        labels=("Parkings publics", "Parcs relais", "Aires de covoiturage",
                "Bornes de recharge pour véhicules électriques",
                "Stationnement des personnes handicapées", "Abris à vélos sécurisés"),
    ),
)

TOWN = (
    Recipe(
        "Plan local d'urbanisme métropolitain : zonage de {place}", "Zones du plan local d'urbanisme métropolitain "
        "(PLUm) "
        "sur la commune. Seul le règlement écrit, approuvé par le conseil métropolitain, fait foi.", "urbanisme",
        ("PLU", "zonage", "urbanisme", "CNIG"),
        {"LIBELLE": pick("UMa", "UMb", "UMc", "UEi", "US", "1AU", "Ad", "Nn", "Ns"), "Commune": place_name(),
         "INSEE": insee(), "TYPEZONE": pick("U", "AUc", "A", "N"), "DESTDOMI": pick("Habitat", "Activité", "Équipement",
                                                                                    "Agricole"),
         "Hauteur maximale (m)": pick(9, 13, 16, 19, 24), "DATAPPRO": each(["2019-04-05"])},
        shape="polygons", places=NANTES_METROPOLE[:16], rows=(20, 42), frequency="ponctuelle",
    ),
    Recipe(
        "Points d'apport volontaire : {label}", "Emplacement des conteneurs d'apport volontaire ({label}). Le taux de "
        "remplissage moyen est calculé sur l'année écoulée.", "environnement", ("déchets", "tri", "recyclage"),
        {"Identifiant": code("PAV-", 4), "Commune": places_name(NANTES_METROPOLE), "Adresse": address(),
         "Volume (m³)": pick(3, 4, 5), "Type": pick("Aérien", "Enterré"), "Remplissage moyen (%)": share(),
         "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(METROPOLIS,), rows=(80, 160), frequency="mensuelle",
        labels=("verre", "papier", "emballages", "textiles", "biodéchets"),
    ),
    Recipe(
        "Tonnages de déchets collectés en {year}", "Tonnages mensuels par commune et par flux en {year}.",
        "environnement",
        ("déchets", "collecte", "statistiques"),
        {"Mois": month(), "Commune": places_name(NANTES_METROPOLE), "Flux": pick("Ordures ménagères", "Tri sélectif",
                                                                                 "Verre", "Végétaux"),
         "Tonnes": decimal(4, 1900, 2), "Kg par habitant": decimal(3, 28)},
        years=range(2019, 2025), rows=(120, 180),
    ),
    Recipe(
        "Qualité de l'eau potable {year}", "Résultats des analyses de l'eau distribuée en {year}, par point de "
        "prélèvement.",
        "environnement", ("eau potable", "qualité", "santé"),
        {"Date": day(), "Commune": places_name(NANTES_METROPOLE), "Point de prélèvement": pick("Robinet", "Réservoir",
                                                                                               "Usine"),
         "pH": decimal(7.1, 8.2), "Nitrates (mg/l)": decimal(4, 28), "Chlore libre (mg/l)": decimal(0.05, 0.4, 2),
         "Dureté (°f)": decimal(11, 21), "Conforme": each(["Oui"])},
        years=range(2020, 2025), rows=(60, 120), frequency="mensuelle",
    ),
    Recipe(
        "{label}", "Périmètres et caractéristiques, sur les 24 communes. Les surfaces sont en hectares.", "urbanisme",
        ("aménagement", "espace public", "périmètre"),
        {"Identifiant": code("PER-", 3), "Commune": places_name(NANTES_METROPOLE), "Nom": about("Secteur {}", STREETS),
         "Surface (ha)": decimal(1, 96), "Depuis": year(20), "État": pick("En vigueur", "En projet", "Achevé")},
        shape="polygons", places=(METROPOLIS,), rows=(24, 44), frequency="annuelle",
        labels=("Zones d'aménagement concerté", "Zones d'activités économiques",
                "Zones à faibles émissions et zones 30",
                "Espaces boisés classés", "Périmètres de protection des captages"),
    ),
    Recipe(
        "Déchèteries et écopoints", "Adresses, horaires et déchets acceptés.", "environnement",
        ("déchets", "déchèterie", "équipement"),
        {"Nom": about("Écopoint {}", [place.name for place in NANTES_METROPOLE]), "Adresse": address(),
         "Ouverture": hour(8, 10, 30),
         "Gravats acceptés": yes_no(), "Réemploi": yes_no(), "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(METROPOLIS,), rows=(20, 20), frequency="semestrielle",
    ),
)

RECIPES = (
    *CYCLING, *TRANSPORT, *TOWN,
    budget("de Nantes Métropole", range(2020, 2025), 62_000_000),
    decisions("conseil métropolitain", range(2019, 2025)),
    contracts("de Nantes Métropole", range(2019, 2025), 4_200_000),
    grants("Nantes Métropole", range(2019, 2025), 480_000),
)
