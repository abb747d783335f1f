"""Who publishes on the peer, and under which themes."""
from __future__ import annotations

from demo.catalogue.nouns import Publisher, Theme

__all__ = ["PUBLISHERS", "THEMES"]

PUBLISHERS = {
    publisher.name: publisher
    for publisher in (
        Publisher(
            "nantes-metropole", "Nantes Métropole",
            "24 communes, 680 000 habitants : les données de la métropole nantaise, publiées avec la ville de Nantes "
            "depuis 2011.",
            "Service des données publiques", "donnees@nantes-metropole.example.org", ";",
        ),
        Publisher(
            "nantes", "Ville de Nantes",
            "Les données des services municipaux : écoles, état civil, jardins, culture, vie associative.",
            "Direction de la relation aux usagers", "donnees@nantes.example.org", ";",
        ),
        Publisher(
            "loire-atlantique", "Département de Loire-Atlantique",
            "Collèges, routes, solidarités, espaces naturels : les données du Département.",
            "Mission open data", "donnees@loire-atlantique.example.org", ";",
        ),
        Publisher(
            "pays-de-la-loire", "Région Pays de la Loire",
            "Lycées, trains régionaux, formation, économie, littoral : les données de la Région.",
            "Direction des systèmes d'information", "donnees@paysdelaloire.example.org", ",",
        ),
    )
}

THEMES = (
    Theme("transports", "Transports et déplacements", "Vélo, tramway, train, routes, stationnement."),
    Theme("environnement", "Environnement", "Eau, air, nature, déchets, énergie."),
    Theme("administration", "Administration et vie publique", "Délibérations, élections, état civil, marchés."),
    Theme("finances", "Finances publiques", "Budgets, subventions, dépenses."),
    Theme("culture", "Culture et patrimoine", "Lieux culturels, monuments, archives, lecture publique."),
    Theme("education", "Éducation et formation", "Écoles, collèges, lycées, apprentissage."),
    Theme("urbanisme", "Urbanisme et habitat", "Plans locaux d'urbanisme, logement, espace public."),
    Theme("solidarites", "Santé et solidarités", "Action sociale, santé, petite enfance, autonomie."),
    Theme("sports-loisirs", "Sports et loisirs", "Équipements sportifs, randonnée, plages, vie associative."),
    Theme("economie", "Économie et tourisme", "Entreprises, ports, emploi, tourisme."),
)
