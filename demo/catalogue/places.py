"""Real places of the Pays de la Loire: INSEE codes, and about where their centres are."""
from __future__ import annotations

from demo.catalogue.nouns import Place

__all__ = ["DEPARTMENT", "DISTRICTS", "LOIRE_ATLANTIQUE", "METROPOLIS", "NANTES", "NANTES_METROPOLE", "REGION",
           "REGION_TOWNS"]

NANTES = Place("Nantes", "44109", 47.2184, -1.5536, 0.03)
METROPOLIS = Place("Nantes Métropole", "244400404", 47.2184, -1.5536, 0.09)
DEPARTMENT = Place("Loire-Atlantique", "44", 47.36, -1.68, 0.32)
REGION = Place("Pays de la Loire", "52", 47.45, -0.85, 0.75)

NANTES_METROPOLE = (
    NANTES,
    Place("Saint-Herblain", "44162", 47.2122, -1.6497, 0.02),
    Place("Rezé", "44143", 47.1917, -1.5697, 0.014),
    Place("Saint-Sébastien-sur-Loire", "44190", 47.2072, -1.5031),
    Place("Orvault", "44114", 47.2711, -1.6225, 0.016),
    Place("Vertou", "44215", 47.1689, -1.4694, 0.017),
    Place("Couëron", "44047", 47.2153, -1.7228, 0.016),
    Place("Carquefou", "44026", 47.2975, -1.4914, 0.018),
    Place("La Chapelle-sur-Erdre", "44035", 47.2997, -1.5522, 0.016),
    Place("Bouguenais", "44020", 47.1783, -1.6239, 0.015),
    Place("Sainte-Luce-sur-Loire", "44172", 47.2494, -1.4856),
    Place("Thouaré-sur-Loire", "44204", 47.2669, -1.4403),
    Place("Basse-Goulaine", "44009", 47.2144, -1.4644),
    Place("Les Sorinières", "44198", 47.1486, -1.5289),
    Place("Sautron", "44194", 47.2636, -1.6706),
    Place("Bouaye", "44018", 47.1425, -1.6897),
    Place("La Montagne", "44101", 47.1897, -1.6839, 0.007),
    Place("Saint-Jean-de-Boiseau", "44166", 47.1944, -1.7233, 0.009),
    Place("Le Pellerin", "44120", 47.1997, -1.7553, 0.012),
    Place("Indre", "44074", 47.1989, -1.6722, 0.006),
    Place("Saint-Aignan-Grandlieu", "44150", 47.1236, -1.6297),
    Place("Mauves-sur-Loire", "44094", 47.2964, -1.3908, 0.01),
    Place("Brains", "44024", 47.1694, -1.7236),
    Place("Saint-Léger-les-Vignes", "44171", 47.1364, -1.7303, 0.009),
)

DISTRICTS = (
    Place("Centre-ville", "44109", 47.2150, -1.5560, 0.008),
    Place("Bellevue - Chantenay - Sainte-Anne", "44109", 47.2040, -1.5950, 0.011),
    Place("Dervallières - Zola", "44109", 47.2190, -1.5920, 0.009),
    Place("Hauts-Pavés - Saint-Félix", "44109", 47.2290, -1.5640, 0.008),
    Place("Malakoff - Saint-Donatien", "44109", 47.2220, -1.5370, 0.009),
    Place("Île de Nantes", "44109", 47.2050, -1.5450, 0.008),
    Place("Breil - Barberie", "44109", 47.2370, -1.5760, 0.008),
    Place("Nantes Nord", "44109", 47.2560, -1.5700, 0.011),
    Place("Nantes Erdre", "44109", 47.2580, -1.5250, 0.012),
    Place("Doulon - Bottière", "44109", 47.2360, -1.5110, 0.011),
    Place("Nantes Sud", "44109", 47.1930, -1.5390, 0.007),
)

LOIRE_ATLANTIQUE = (
    Place("Saint-Nazaire", "44184", 47.2736, -2.2139, 0.025),
    Place("La Baule-Escoublac", "44055", 47.2861, -2.3931, 0.018),
    Place("Guérande", "44069", 47.3281, -2.4292, 0.022),
    Place("Châteaubriant", "44036", 47.7172, -1.3761, 0.018),
    Place("Ancenis-Saint-Géréon", "44003", 47.3667, -1.1764, 0.014),
    Place("Pornic", "44131", 47.1167, -2.1000, 0.02),
    Place("Clisson", "44043", 47.0864, -1.2828, 0.012),
    Place("Savenay", "44195", 47.3608, -1.9422),
    Place("Blain", "44015", 47.4767, -1.7628, 0.022),
    Place("Nort-sur-Erdre", "44110", 47.4394, -1.4978, 0.018),
    Place("Machecoul-Saint-Même", "44087", 46.9939, -1.8231, 0.018),
    Place("Pontchâteau", "44129", 47.4364, -2.0894, 0.018),
    Place("Saint-Philbert-de-Grand-Lieu", "44188", 47.0356, -1.6406, 0.02),
    Place("Vallet", "44212", 47.1611, -1.2661, 0.016),
    Place("Derval", "44051", 47.6689, -1.6706),
    Place("Nozay", "44113", 47.5656, -1.6261),
    Place("Donges", "44052", 47.3242, -2.0733),
    Place("Le Croisic", "44049", 47.2933, -2.5103, 0.006),
    Place("Pornichet", "44132", 47.2656, -2.3378, 0.009),
    Place("Paimbœuf", "44116", 47.2872, -2.0317, 0.006),
    Place("Legé", "44081", 46.8853, -1.5983),
    Place("Guémené-Penfao", "44067", 47.6297, -1.8317, 0.02),
    Place("Herbignac", "44072", 47.4483, -2.3192, 0.018),
    Place("Saint-Brevin-les-Pins", "44154", 47.2469, -2.1667, 0.012),
    Place("Loireauxence", "44213", 47.3903, -1.0180, 0.014),
)

REGION_TOWNS = (
    Place("Angers", "49007", 47.4736, -0.5542, 0.025),
    Place("Le Mans", "72181", 48.0061, 0.1996, 0.025),
    Place("Laval", "53130", 48.0706, -0.7734, 0.02),
    Place("La Roche-sur-Yon", "85191", 46.6706, -1.4264, 0.02),
    Place("Cholet", "49099", 47.0606, -0.8794, 0.02),
    Place("Saumur", "49328", 47.2600, -0.0769, 0.016),
    Place("Les Sables-d'Olonne", "85194", 46.4967, -1.7831, 0.016),
    Place("Mayenne", "53147", 48.3011, -0.6167),
    Place("La Flèche", "72154", 47.6989, -0.0753),
    Place("Fontenay-le-Comte", "85092", 46.4664, -0.8064),
    Place("Château-Gontier-sur-Mayenne", "53062", 47.8283, -0.7025),
    Place("Challans", "85047", 46.8458, -1.8781),
    Place("Sablé-sur-Sarthe", "72264", 47.8397, -0.3342),
    Place("Les Herbiers", "85109", 46.8711, -1.0136),
    Place("Segré-en-Anjou Bleu", "49331", 47.6861, -0.8717),
    NANTES,
    LOIRE_ATLANTIQUE[0],
    LOIRE_ATLANTIQUE[3],
    LOIRE_ATLANTIQUE[4],
)
