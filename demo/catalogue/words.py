"""The words of the files: streets, trees, first names, invented firms and associations."""
from __future__ import annotations

__all__ = [
    "AIR_STATIONS", "ARTISTS", "ASSOCIATIONS", "BATHING", "BOYS", "CANTONS", "COLLEGES", "COMPANIES", "COUNCIL_MATTERS",
    "FLOWERS", "GIRLS", "LOCKS", "LYCEES", "SCHOOLS", "SINGULARS", "STREETS", "STREET_KINDS", "TRAM_STOPS", "TREES",
    "WORKS",
]

STREET_KINDS = ("rue", "rue", "rue", "boulevard", "avenue", "place", "quai", "allée", "chemin")
STREETS = (
    "de la Fosse", "Jean Jaurès", "du Calvaire", "des Martyrs-Nantais-de-la-Résistance", "de la Prairie-au-Duc",
    "Victor Hugo", "du Général-Buat", "Paul Bellamy", "de Strasbourg", "des Olivettes", "de la Marseillaise",
    "Louis Pasteur", "de l'Erdre", "des Châtaigniers", "Anne de Bretagne", "du Port", "de la Gare", "de l'Église",
    "Aristide Briand", "Jules Verne", "de la Loire", "des Vignes", "du Moulin", "de la Paix", "Marie Curie",
    "Georges Clemenceau", "de Bretagne", "de la Sèvre", "des Écluses", "Simone Veil", "du Marais", "de l'Océan",
    "Jacques Demy", "Louise Michel", "des Hauts-Pavés", "du 8-Mai-1945", "des Acacias", "de la République",
)

TREES = (
    ("Platane commun", "Platanus x acerifolia"), ("Tilleul à grandes feuilles", "Tilia platyphyllos"),
    ("Magnolia à grandes fleurs", "Magnolia grandiflora"), ("Chêne pédonculé", "Quercus robur"),
    ("Érable champêtre", "Acer campestre"), ("Camélia du Japon", "Camellia japonica"),
    ("Charme commun", "Carpinus betulus"), ("Cerisier à fleurs", "Prunus serrulata"),
    ("Frêne élevé", "Fraxinus excelsior"), ("Liquidambar", "Liquidambar styraciflua"),
    ("Savonnier", "Koelreuteria paniculata"), ("Micocoulier de Provence", "Celtis australis"),
    ("Arbre aux quarante écus", "Ginkgo biloba"), ("Bouleau verruqueux", "Betula pendula"),
    ("Pin parasol", "Pinus pinea"), ("Copalme d'Orient", "Liquidambar orientalis"),
)
FLOWERS = ("Camélia", "Rhododendron", "Hortensia", "Rosier", "Magnolia", "Azalée", "Bruyère", "Glycine")

GIRLS = (
    "Louise", "Jade", "Alice", "Emma", "Rose", "Alma", "Adèle", "Camille", "Léa", "Inès", "Romy", "Ambre", "Anna",
    "Agathe", "Juliette", "Charlotte", "Lou", "Zoé", "Mia", "Chloé", "Margaux", "Éléonore", "Gabrielle", "Nour",
    "Apolline", "Manon", "Sarah", "Jeanne", "Suzanne", "Héloïse", "Iris", "Aya", "Clémence", "Lina", "Victoire",
)
BOYS = (
    "Gabriel", "Raphaël", "Léo", "Jules", "Louis", "Arthur", "Adam", "Lucas", "Noé", "Hugo", "Marius", "Malo", "Paul",
    "Sacha", "Eliott", "Gaspard", "Nathan", "Ethan", "Côme", "Aaron", "Basile", "Oscar", "Maël", "Victor", "Ibrahim",
    "Augustin", "Timothée", "Naël", "Robin", "Simon", "Tiago", "Martin", "Éloi", "Mohamed", "Yanis", "Gabin",
)

COMPANIES = (
    "Atelier de la Sèvre", "Bâtisseurs de l'Ouest", "Estuaire Travaux Publics", "Erdre Ingénierie", "Loire Paysages",
    "Océane Propreté", "Armor Réseaux", "Vignoble Électricité", "Chantiers du Sillon", "Grand-Lieu Conseil",
    "Bocage Terrassement", "Horizon Géomètres", "Presqu'île Voirie", "Rive Sud Architecture", "Ligérienne de Chauffage",
    "Imprimerie du Bouffay", "Maraîchers réunis", "Côte Sauvage Nautisme", "Numérique des Deux Rives",
    "Menuiserie Graslin",
)
ASSOCIATIONS = (
    "Les Amis de l'Erdre", "Club nautique du lac", "Vélo en ville", "Harmonie municipale", "Union sportive du Bouffay",
    "Théâtre des Deux Rives", "Jardins partagés de la Crapaudine", "Solidarité étudiante", "La Ressourcerie de l'Île",
    "Comité des fêtes", "Cercle celtique", "École de musique associative", "Accueil des aidants", "Repair Café",
    "Les Restos solidaires", "Aviron de Loire", "Rugby Club du Vignoble", "Cinéma d'art et d'essai",
    "Ludothèque L'Échiquier",
    "Maison des lycéens", "Planning familial", "Ligue de protection des oiseaux", "Mémoire ouvrière",
    "Gymnastique volontaire",
    "Basket Club Saint-Félix", "Chœur de chambre", "Alphabétisation pour tous", "Fanfare du Sillon", "Escrime Club",
    "Conservatoire des marais", "Handball Loire Océan", "Radio de quartier", "Festival des trois continents d'images",
)
COUNCIL_MATTERS = (
    "Approbation du procès-verbal de la séance précédente", "Attribution de subventions aux associations sportives",
    "Convention de groupement de commandes pour la fourniture d'énergie", "Plan de mobilité : approbation",
    "Acquisition foncière pour la création d'un jardin public", "Tarifs des équipements culturels",
    "Rapport annuel sur la qualité du service public de l'eau potable", "Garantie d'emprunt pour 24 logements sociaux",
    "Création d'emplois permanents", "Décision modificative n° 2 du budget", "Compte administratif",
    "Mise à disposition des données publiques : convention de partenariat",
    "Dénomination de voies et d'espaces publics",
    "Rénovation énergétique des bâtiments scolaires : plan de financement",
    "Schéma directeur des aménagements cyclables",
    "Marché de restauration collective : attribution", "Adhésion à un réseau de collectivités",
    "Désignation de représentants",
    "Projet alimentaire territorial", "Soutien à l'économie sociale et solidaire",
    "Restauration d'un monument historique",
    "Contrat de ville : programmation", "Prévention des inondations : plan d'actions",
    "Plan climat air énergie territorial",
)
WORKS = (
    "Fourniture de mobilier scolaire", "Entretien des espaces verts", "Réfection de la voirie", "Nettoyage des locaux",
    "Maîtrise d'œuvre pour la rénovation d'un gymnase", "Maintenance de l'éclairage public",
    "Achat de véhicules électriques",
    "Impression de documents", "Travaux d'étanchéité", "Fourniture de denrées alimentaires biologiques",
    "Étude de circulation", "Hébergement de services numériques", "Restauration d'un pont", "Contrôle technique",
    "Assistance à maîtrise d'ouvrage pour la dématérialisation", "Gestion des déchets verts", "Signalisation routière",
)

TRAM_STOPS = (
    "Commerce", "Bouffay", "Gare Nord - Jardin des plantes", "Médiathèque", "Chantiers navals", "Hôtel-Dieu",
    "Aimé Delrue",
    "Vincent Gâche", "Wattignies", "Pirmil", "Place du Cirque", "50 Otages", "Saint-Mihiel", "Michelet - Sciences",
    "Orvault - Grand Val", "Beaujoire", "Haluchère - Batignolles", "Doulon", "Manufacture", "Duchesse Anne",
    "François Mitterrand",
    "Jamet", "Egalité", "Du Chaffault", "Gare maritime", "Neustrie", "Le Cardo", "Recteur Schmitt", "Facultés",
    "Trocardière",
)
SCHOOLS = (
    "Jean Zay", "Joséphine Baker", "Aimé Césaire", "Julien Gracq", "Ampère", "Léon Blum", "Les Marsauderies",
    "Gaston Serpette",
    "Stalingrad", "Molière", "Chêne d'Aron", "Sully", "Alain Fournier", "La Contrie", "Lucie Aubrac", "Fellonneau",
    "Harouys", "Émile Péhant", "Mutualité", "Louise Michel", "Contrescarpe", "Plessis-Cellier", "Maisdon-Pajot",
    "Urbain Le Verrier",
)
COLLEGES = (
    "Aristide Briand", "Julien Lambot", "Anne de Bretagne", "Saint-Exupéry", "Jean Moulin", "Robert Schuman", "Cacault",
    "La Durantière", "Guist'hau", "Chantenay", "Ernest Renan", "René-Guy Cadou", "Quéral", "Louis Pasteur",
    "Les Sables d'Or",
    "Condorcet", "Gutenberg", "Paul Gauguin", "Auguste Mailloux", "Bellestre", "Pierre Abélard", "Jean Rostand",
    "Helder Camara",
    "Jacques Brel", "Olympe de Gouges", "Grand Air", "Frida Kahlo", "Hector Berlioz", "Marcelle Baron", "Penthièvre",
)
LYCEES = (
    "Clemenceau", "Guist'hau", "La Colinière", "Livet", "Nelson Mandela", "Jules Verne", "Aristide Briand", "Grand Air",
    "David d'Angers", "Chevrollier", "Bergson", "Montesquieu", "Touchard-Washington", "Bellevue", "Ambroise Paré",
    "Réaumur",
    "Douanier Rousseau", "Kastler", "Pierre Mendès France", "Savary de Mauléon", "Europe Robert Schuman",
    "Duplessis-Mornay",
    "Raphaël Élizé", "d'Estournelles de Constant", "Lavoisier", "François Truffaut", "Jean Monnet", "Victor Hugo",
)
LOCKS = (
    "Saint-Félix", "Quiheix", "La Tindière", "La Rabinière", "Bout-de-Bois", "Un", "Le Gué de l'Atelier", "Le Terrier",
    "La Paudais", "Bougard", "La Prée", "La Touche", "Barel", "Melneuf", "La Provostière", "Le Guillard", "Blain",
)
CANTONS = (
    "Ancenis-Saint-Géréon", "Blain", "Carquefou", "Châteaubriant", "Clisson", "Guémené-Penfao", "Guérande",
    "La Baule-Escoublac",
    "La Chapelle-sur-Erdre", "Machecoul-Saint-Même", "Nantes-1", "Nantes-2", "Nantes-3", "Nantes-4", "Nantes-5",
    "Nantes-6",
    "Nantes-7", "Nort-sur-Erdre", "Pontchâteau", "Pornic", "Rezé-1", "Rezé-2", "Saint-Brevin-les-Pins",
    "Saint-Herblain-1",
    "Saint-Herblain-2", "Saint-Nazaire-1", "Saint-Nazaire-2", "Saint-Philbert-de-Grand-Lieu",
    "Saint-Sébastien-sur-Loire",
    "Vallet", "Vertou",
)
BATHING = (
    "La Grande Plage", "Plage Valentin", "Plage de la Turballe", "Plage Benoît", "Plage de Bonne Source",
    "Plage de Monsieur Hulot",
    "Plage des Jaunais", "Plage de l'Océan", "Plage du Casino", "Plage de la Noëveillard", "Plage de la Birochère",
    "Plage du Porteau",
    "Plage de Préfailles", "Plage de Saint-Michel", "Étang de Vioreau", "Plage des Rochelets", "Plage de Port Lin",
    "Plage de Sorlock",
)
AIR_STATIONS = (
    "Nantes - Bouteillerie", "Nantes - Chauvinière", "Nantes - Victor Hugo", "Saint-Nazaire - Léon Blum",
    "Donges - Mégretais",
    "Angers - Grand-Pigeon", "Angers - Beaux-Arts", "Le Mans - Jardin des Plantes", "Laval - Mazagran",
    "La Roche-sur-Yon - Delacroix", "Cholet - Saint-Exupéry", "Saint-Denis-d'Anjou - rural",
)
ARTISTS = ("Marguerite Launay", "Pierre Guérin", "Atelier du Quai", "Yann Le Bihan", "Collectif Estuaire",
           "Solène Moreau")

SINGULARS = {
    "Parkings publics": "Parking", "Parcs relais": "Parc relais", "Aires de covoiturage": "Aire",
    "Bornes de recharge pour véhicules électriques": "Borne", "Stationnement des personnes handicapées": "Place",
    "Abris à vélos sécurisés": "Abri", "Écoles publiques": "École", "Crèches et multi-accueils": "Multi-accueil",
    "Gymnases et salles de sport": "Gymnase", "Piscines et bassins": "Piscine",
    "Maisons de quartier": "Maison de quartier",
    "Toilettes publiques": "Toilettes", "Fontaines à boire": "Fontaine", "Défibrillateurs": "Défibrillateur",
    "Marchés de plein air": "Marché", "Composteurs collectifs": "Composteur", "Lieux de culture": "Théâtre",
    "Cimetières et columbariums": "Cimetière", "Aires de covoiturage départementales": "Aire",
    "Ponts et ouvrages d'art": "Pont", "Arrêts de car": "Arrêt", "Espaces départementaux des solidarités": "Espace",
    "Centres de secours": "Centre de secours", "Bibliothèques du réseau départemental": "Bibliothèque",
    "Collèges publics": "Collège", "Résidences pour personnes âgées": "Résidence", "Lycées publics et privés": "Lycée",
    "Gares et haltes ferroviaires": "Gare", "Ports de pêche et de plaisance": "Port", "Parcs éoliens": "Parc éolien",
    "Missions locales": "Mission locale", "Musées de France": "Musée", "Centres de formation d'apprentis": "Centre",
    "Hôpitaux de proximité": "Hôpital",
}
"""What one of a recipe's things is called, by the recipe's label."""
