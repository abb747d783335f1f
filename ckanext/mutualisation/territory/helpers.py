"""What the room's templates ask for."""
from __future__ import annotations

from ckanext.mutualisation.territory import config, home

__all__ = ["mutualisation_territory_has_home", "mutualisation_territory_home"]


def mutualisation_territory_has_home() -> bool:
    """Tell whether the common site's home page is ours rather than CKAN's."""
    return config.has_home()


def mutualisation_territory_home() -> home.Home:
    """Return what the common site's home page shows, counted now."""
    return home.read_home()
