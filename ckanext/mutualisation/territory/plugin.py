"""Plug the territory into CKAN: search in French, and the map view."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Context, DataDict

from ckanext.mutualisation import theme
from ckanext.mutualisation.territory import action, auth, config, displays, helpers, search, views

__all__ = ["TerritoryPlugin"]


@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.helpers(helpers)
@tk.blanket.blueprints(views)
@tk.blanket.config_declarations
class TerritoryPlugin(p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceView, inherit=True)

    # IConfigurer
    def update_config(self, config_: CKANConfig) -> None:
        theme.install(config_, "territory")
        tk.add_resource(str(Path(theme.__file__).with_name("assets") / "territory"), "mutualisation_territory")

    # IPackageController
    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return search.widen(search_params, config.search_fields())

    # IResourceView
    def info(self) -> dict[str, Any]:
        return {
            "name": displays.MAP_VIEW,
            "title": tk._("Map"),
            "default_title": tk._("Map"),
            "icon": "map-location-dot",
            "iframed": False,
            "always_available": False,
        }

    def can_view(self, data_dict: DataDict) -> bool:
        return displays.kind_of(data_dict["resource"].get("format")) == "map"

    def setup_template_variables(self, context: Context, data_dict: DataDict) -> dict[str, Any]:
        return {"map_has_background": config.map_background() is not None, "map_attribution": config.map_attribution()}

    def view_template(self, context: Context, data_dict: DataDict) -> str:
        return "mutualisation/territory/map_view.html"

    def form_template(self, context: Context, data_dict: DataDict) -> str:
        return "mutualisation/territory/map_view_form.html"
