"""Complete CKAN's French: plugin ``mutualisation_french`` ships the messages that CKAN 2.12 and its extensions lack.

It is a plugin of its own so that an operator who wants stock pages untouched leaves it out, and a folder of its own
because CKAN builds its JavaScript translations from one catalogue a folder. In English it changes nothing.
"""
from __future__ import annotations

from pathlib import Path

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation

from ckanext.mutualisation import theme
from ckanext.mutualisation.french import helpers

__all__ = ["FrenchPlugin"]


@tk.blanket.helpers(helpers)
class FrenchPlugin(p.SingletonPlugin, DefaultTranslation):
    """The plugin ``mutualisation_french``: the catalogue ``ckanext-mutualisation_french``."""

    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        theme.install(config, "french")

    # ITranslation
    def i18n_directory(self) -> str:
        return str(Path(__file__).with_name("i18n"))
