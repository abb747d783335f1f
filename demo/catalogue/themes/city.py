"""What the city of Nantes publishes: 85 datasets."""
from __future__ import annotations

from demo.catalogue.makers import (
    about,
    address,
    code,
    day,
    decimal,
    each,
    hour,
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
from demo.catalogue.places import DISTRICTS, NANTES
from demo.catalogue.themes.common import budget, contracts, decisions, grants
from demo.catalogue.words import ARTISTS, BOYS, FLOWERS, GIRLS, SCHOOLS, STREETS, TREES

__all__ = ["RECIPES"]

NATURE = (
    Recipe(
        "Arbres d'alignement : {place}", "Arbres plantés le long des voies du quartier : essence, plantation, "
        "dimensions. "
        "L'inventaire est tenu par les jardiniers ; la *circonférence* est mesurée à un mètre du sol.", "environnement",
        ("arbre", "nature en ville", "espace vert"),
        {"Identifiant": code("ARB-", 5), "Quartier": place_name(), "Nom commun": each([tree[0] for tree in TREES]),
         "Nom latin": each([tree[1] for tree in TREES]), "Année de plantation": year(70),
         "Circonférence (cm)": whole(12, 310),
         "Hauteur (m)": decimal(3, 26), "Remarquable": pick("Non", "Non", "Non", "Oui"), "Latitude": latitude(),
         "Longitude": longitude()},
        shape="points", places=DISTRICTS, rows=(110, 200), frequency="semestrielle", licence="odc-odbl",
    ),
    Recipe(
        "{label}", "Inventaire tenu par la direction de la nature et des jardins, avec le nom usuel et l'adresse.",
        "environnement", ("nature en ville", "jardin", "espace vert"),
        {"Identifiant": code("ESP-", 3), "Nom": about("Jardin {}", STREETS), "Quartier": places_name(DISTRICTS),
         "Surface (m²)": whole(300, 64000), "Clos": yes_no(), "Jeux d'enfants": yes_no(),
         "Plante dominante": each(FLOWERS)},
        shape="polygons", places=(NANTES,), rows=(26, 60),
        labels=("Parcs et jardins", "Jardins familiaux", "Squares et aires de jeux"),
    ),
    Recipe(
        "Potagers solidaires : récoltes {year}", "Récoltes des potagers installés dans les parcs, données aux foyers "
        "en "
        "difficulté en {year}.", "solidarites", ("alimentation", "solidarité", "jardin"),
        {"Date": day(), "Quartier": places_name(DISTRICTS), "Culture": pick("Pomme de terre", "Courge", "Tomate",
                                                                            "Haricot", "Chou"),
         "Récolte (kg)": decimal(4, 320), "Foyers aidés": whole(3, 60)},
        years=range(2021, 2024), rows=(30, 60),
    ),
)

PUBLIC_LIFE = (
    Recipe(
        "Prénoms des nouveau-nés en {year}", "Prénoms donnés aux enfants nés à Nantes en {year}, d'après l'état "
        "civil. Les "
        "prénoms donnés moins de cinq fois sont regroupés, pour protéger les personnes.", "administration",
        ("prénom", "état civil", "naissance", "SCDL"),
        {"COLL_NOM": each(["Nantes"]), "ENFANT_SEXE": each(["F", "M"]),
         "ENFANT_PRENOM": lambda draw, at: (GIRLS, BOYS)[at % 2][at // 2 % 35], "NOMBRE_OCCURRENCES": whole(5, 74),
         "ANNEE": year()},
        years=range(2012, 2025), rows=(60, 70),
    ),
    Recipe(
        "Élections {label} : résultats par bureau de vote", "Résultats provisoires par bureau de vote, proclamés le "
        "soir du "
        "scrutin. Seuls les résultats publiés par le ministère de l'Intérieur font foi.", "administration",
        ("élections", "vote", "citoyenneté"),
        {"Bureau": code("", 3), "Quartier": places_name(DISTRICTS), "Lieu": about("École {}", SCHOOLS),
         "Inscrits": whole(620, 1480),
         "Votants": whole(300, 610), "Blancs": whole(2, 28), "Nuls": whole(0, 14), "Exprimés": whole(280, 590)},
        labels=("municipales 2020", "départementales 2021", "régionales 2021", "présidentielle 2022",
                "législatives 2022",
                "européennes 2024"),
        rows=(90, 140), frequency="ponctuelle",
    ),
    Recipe(
        "Menus des restaurants scolaires {year}", "Menus servis dans les restaurants scolaires en {year} : part de "
        "produits "
        "biologiques et de repas végétariens.", "education", ("restauration scolaire", "menu", "école"),
        {"Date": day(), "Entrée": pick("Carottes râpées", "Betteraves", "Mâche nantaise", "Potage de légumes", "Radis"),
         "Plat": pick("Gratin de courge", "Filet de colin", "Poulet fermier", "Lasagnes de légumes",
                      "Dahl de lentilles"),
         "Dessert": pick("Pomme", "Yaourt", "Compote", "Fromage blanc", "Gâteau nantais"), "Part bio (%)": share(),
         "Végétarien": yes_no()},
        years=range(2022, 2025), rows=(80, 130), frequency="hebdomadaire",
    ),
    Recipe(
        "Fréquentation des bibliothèques en {year}", "Entrées et prêts mensuels par bibliothèque en {year}.", "culture",
        ("bibliothèque", "lecture publique", "fréquentation"),
        {"Mois": month(), "Bibliothèque": each(["Jacques Demy", "Floresca Guépin", "Luce Courville", "Lisa Bresner",
                                                "Les Dervallières",
                                               "L'Émile Péhant", "Malakoff"]),
         "Entrées": whole(900, 21000), "Prêts": whole(700, 34000), "Nouveaux inscrits": whole(8, 420)},
        years=range(2020, 2025), rows=(84, 84), frequency="mensuelle",
    ),
)

PLACES = (
    Recipe(
        "{label} de Nantes", "Adresses et caractéristiques, tenues à jour par les services de la ville. Les "
        "coordonnées "
        "sont celles de l'entrée principale.", "administration", ("équipement public", "adresse", "accessibilité"),
        {"Identifiant": code("EQ-", 4), "Nom": named(), "Adresse": address(), "Quartier": places_name(DISTRICTS),
         "Accessible": yes_no(), "Ouverture": hour(7, 10, 15), "Latitude": latitude(), "Longitude": longitude()},
        shape="points", places=(NANTES,), rows=(22, 70), frequency="semestrielle",
        labels=("Écoles publiques", "Crèches et multi-accueils", "Gymnases et salles de sport", "Piscines et bassins",
                "Maisons de quartier",
                "Toilettes publiques", "Fontaines à boire", "Défibrillateurs", "Marchés de plein air",
                "Composteurs collectifs",
                "Lieux de culture", "Cimetières et columbariums"),
    ),
    Recipe(
        "Œuvres d'art dans l'espace public", "Sculptures, fresques et installations visibles librement, avec leur "
        "auteur et leur date.",
        "culture", ("art", "patrimoine", "tourisme"),
        {"Titre": about("Figure de {}", [place.name for place in DISTRICTS] + list(SCHOOLS)), "Auteur": each(ARTISTS),
         "Année": year(60),
         "Technique": pick("Bronze", "Béton", "Fresque", "Acier", "Bois"), "Latitude": latitude(),
         "Longitude": longitude()},
        shape="points", places=(NANTES,), rows=(40, 40),
    ),
    Recipe(
        "Quartiers de Nantes", "Contours des onze quartiers de la ville, pour la cartographie. Ils n'ont pas de "
        "valeur juridique.",
        "urbanisme", ("quartier", "limite", "cartographie"),
        {"Numéro": code("", 2), "Quartier": places_name(DISTRICTS), "Population": whole(14000, 42000),
         "Surface (ha)": whole(190, 1100)},
        shape="polygons", places=(NANTES,), rows=(11, 11), frequency="ponctuelle",
    ),
    Recipe(
        "Balades urbaines et ligne verte", "Tracés de promenades à pied à travers la ville, avec leur durée.",
        "sports-loisirs",
        ("promenade", "tourisme", "marche"),
        {"Nom": about("De {} au fleuve", [place.name for place in DISTRICTS]), "Longueur (km)": decimal(1, 9),
         "Durée (min)": whole(20, 160),
         "Accessible aux poussettes": yes_no()},
        shape="lines", places=(NANTES,), rows=(20, 20),
    ),
)

RECIPES = (
    *NATURE, *PUBLIC_LIFE, *PLACES,
    budget("de la ville de Nantes", range(2018, 2025), 24_000_000),
    decisions("conseil municipal de Nantes", range(2018, 2025)),
    contracts("de la ville de Nantes", range(2020, 2025), 1_600_000),
    grants("la ville de Nantes", range(2018, 2025), 190_000, theme="sports-loisirs"),
)
