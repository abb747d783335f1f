"""What the Région Pays de la Loire publishes: 50 datasets."""
from __future__ import annotations

from demo.catalogue.makers import (
    about,
    address,
    amount,
    code,
    decimal,
    each,
    hour,
    label,
    latitude,
    longitude,
    month,
    named,
    pick,
    places_name,
    share,
    whole,
    year,
    yes_no,
)
from demo.catalogue.nouns import Recipe
from demo.catalogue.places import LOIRE_ATLANTIQUE, REGION, REGION_TOWNS
from demo.catalogue.themes.common import budget, contracts, decisions, grants
from demo.catalogue.words import AIR_STATIONS, LYCEES

__all__ = ["RECIPES"]

LINES = (
    ("Nantes", "Angers"), ("Angers", "Sablé-sur-Sarthe"), ("Sablé-sur-Sarthe", "Le Mans"), ("Nantes", "Savenay"),
    ("Savenay", "Saint-Nazaire"), ("Saint-Nazaire", "Le Croisic"), ("Nantes", "La Roche-sur-Yon"),
    ("La Roche-sur-Yon", "Les Sables-d'Olonne"), ("Nantes", "Châteaubriant"), ("Nantes", "Clisson"),
    ("Clisson", "Cholet"), ("Cholet", "Angers"), ("Angers", "Saumur"), ("Le Mans", "Laval"),
    ("Nantes", "Pornic"), ("Nantes", "Challans"),
)
TOWNS = {place.name: place for place in (*REGION_TOWNS, *LOIRE_ATLANTIQUE)}

RAIL = (
    Recipe(
        "Horaires des trains régionaux : {label}", "Horaires théoriques de la relation {label}, service annuel. Les "
        "cars de substitution n'y "
        "figurent pas.", "transports", ("TER", "train", "horaires"),
        {"Relation": label(), "Gare": places_name(REGION_TOWNS), "Passage": hour(5, 22, 5),
         "Circule": pick("Tous les jours", "Lundi à vendredi", "Week-end"),
         "Vélos admis": yes_no()},
        labels=("Nantes - Angers - Le Mans", "Nantes - Saint-Nazaire - Le Croisic",
                "Nantes - La Roche-sur-Yon - Les Sables-d'Olonne",
                "Nantes - Châteaubriant", "Nantes - Clisson - Cholet", "Le Mans - Laval"),
        rows=(90, 180), frequency="semestrielle", licence="odc-odbl",
    ),
    Recipe(
        "Fréquentation des gares régionales en {year}", "Montées et descentes annuelles par gare en {year}, tous "
        "trains régionaux.", "transports",
        ("TER", "gare", "fréquentation"),
        {"Gare": places_name(REGION_TOWNS), "Montées": whole(4000, 2_100_000), "Descentes": whole(4000, 2_100_000),
         "Abonnés (%)": share(),
         "Ponctualité (%)": decimal(86, 98)},
        years=range(2019, 2025), rows=(19, 19),
    ),
    Recipe(
        "Lignes ferroviaires régionales", "Tracé simplifié des lignes parcourues par les trains régionaux.",
        "transports", ("TER", "ligne", "réseau"),
        {"Ligne": code("TER ", 2), "Origine": each([start for start, _ in LINES]),
         "Terminus": each([end for _, end in LINES]), "Longueur (km)": whole(24, 190),
         "Électrifiée": yes_no(), "Voies": pick(2, 1)},
        shape="lines", places=(REGION,), frequency="ponctuelle",
        routes=tuple((TOWNS[start], TOWNS[end]) for start, end in LINES),
    ),
)

PLACES = (
    Recipe(
        "{label}", "Localisation et caractéristiques, sur les cinq départements. Mise à jour à chaque rentrée.",
        "economie",
        ("équipement", "région", "adresse"),
        {"Identifiant": code("R52-", 4), "Nom": named(), "Commune": places_name(REGION_TOWNS), "Adresse": address(),
         "Ouverture": year(60),
         "Accessible": yes_no(), "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(REGION,), rows=(26, 90),
        labels=("Lycées publics et privés", "Gares et haltes ferroviaires", "Ports de pêche et de plaisance",
                "Parcs éoliens", "Missions locales",
                "Musées de France", "Centres de formation d'apprentis", "Hôpitaux de proximité"),
    ),
    Recipe(
        "{label}", "Périmètres simplifiés, pour la cartographie à petite échelle.", "environnement",
        ("biodiversité", "protection", "périmètre"),
        {"Code": code("FR52", 3), "Nom": about("Site de {}", [place.name for place in REGION_TOWNS]),
         "Surface (ha)": whole(40, 18000), "Créé en": year(40)},
        shape="polygons", places=(REGION,), rows=(20, 30), labels=("Réserves naturelles régionales",
                                                                   "Parcs naturels régionaux", "Sites du littoral"),
    ),
)

LIFE = (
    Recipe(
        "Qualité de l'air : mesures {year}", "Moyennes mensuelles par station de mesure en {year}. Une moyenne est "
        "valide à partir de 75 % de mesures.",
        "environnement", ("air", "pollution", "santé"),
        {"Mois": month(), "Station": each(AIR_STATIONS[:11]), "NO2 (µg/m³)": decimal(5, 44),
         "PM10 (µg/m³)": decimal(9, 31), "PM2.5 (µg/m³)": decimal(4, 19),
         "O3 (µg/m³)": decimal(28, 92), "Données valides (%)": share()},
        years=range(2020, 2025), rows=(132, 132), frequency="mensuelle",
    ),
    Recipe(
        "Effectifs des lycées en {year}", "Élèves par lycée et par voie à la rentrée {year}.", "education",
        ("lycée", "effectifs", "rentrée"),
        {"Lycée": each(LYCEES), "Commune": places_name(REGION_TOWNS), "Voie générale": whole(120, 1400),
         "Voie technologique": whole(40, 520),
         "Voie professionnelle": whole(0, 640), "Internes": whole(0, 260)},
        years=range(2020, 2025), rows=(28, 84),
    ),
    Recipe(
        "Aides régionales aux entreprises {year}", "Aides votées en {year} : dispositif, filière et montant, par "
        "commune d'implantation.", "economie",
        ("entreprise", "aide", "emploi"),
        {"Dispositif": pick("Croissance", "Innovation", "Transition écologique", "Création"),
         "Filière": pick("Navale", "Agroalimentaire", "Numérique", "Aéronautique", "Mode"),
         "Commune": places_name(REGION_TOWNS), "Montant (€)": amount(5_000, 900_000, 500), "Emplois prévus": whole(1,
                                                                                                                   64)},
        years=range(2022, 2025), rows=(50, 110),
    ),
)

RECIPES = (
    *RAIL, *PLACES, *LIFE,
    budget("de la Région Pays de la Loire", range(2021, 2025), 140_000_000),
    decisions("conseil régional", range(2021, 2025)),
    contracts("de la Région Pays de la Loire", range(2022, 2025), 7_800_000),
    grants("la Région Pays de la Loire", range(2023, 2025), 410_000),
)
