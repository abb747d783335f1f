"""Plug the harvest into CKAN; each kind of source is a plugin of its own beside this one."""
from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.mutualisation import theme
from ckanext.mutualisation.harvesters import action, auth, base, config, helpers, index

__all__ = ["HarvestPlugin"]


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.helpers(helpers)
@tk.blanket.config_declarations
class HarvestPlugin(p.SingletonPlugin):
    """The plugin ``mutualisation_harvest``."""

    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)

    # IConfigurer
    def update_config(self, config_: CKANConfig) -> None:
        theme.install(config_, "harvest")
        config.use_licence_list(config_)

    # IPackageController
    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        if pkg_dict.get("type") == "harvest" and base.harvester_of(pkg_dict.get("source_type") or "") is not None:
            index.complete_source(pkg_dict)
        return pkg_dict
