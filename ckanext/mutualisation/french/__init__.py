"""Complete CKAN's French: plugin ``mutualisation_french`` ships the messages that CKAN 2.12 and its extensions lack.

It is a plugin of its own so that an operator who wants stock pages untouched leaves it out, and a folder of its own
because CKAN builds its JavaScript translations from one catalogue a folder.
"""
from __future__ import annotations

from pathlib import Path

import ckan.plugins as p
from ckan.lib.plugins import DefaultTranslation

__all__ = ["FrenchPlugin"]


class FrenchPlugin(p.SingletonPlugin, DefaultTranslation):
    """The plugin ``mutualisation_french``: the catalogue ``ckanext-mutualisation_french``."""

    p.implements(p.ITranslation)

    # ITranslation
    def i18n_directory(self) -> str:
        return str(Path(__file__).with_name("i18n"))
