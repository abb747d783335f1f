"""Plug the portals into CKAN."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Action, CKANApp

from ckanext.mutualisation import theme
from ckanext.mutualisation.portal import action, auth, edge, helpers, scope, validators, views
from ckanext.mutualisation.portal.middleware import PortalMiddleware

__all__ = ["PortalPlugin"]


@tk.blanket.auth_functions(auth)
@tk.blanket.helpers(helpers)
@tk.blanket.validators(validators)
@tk.blanket.blueprints(views)
@tk.blanket.config_declarations
class PortalPlugin(p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        theme.install(config, "portal")
        tk.add_resource(str(Path(theme.__file__).with_name("assets") / "portal"), "mutualisation_portal")

    # IActions
    def get_actions(self) -> dict[str, Action]:
        return {name: getattr(action, name) for name in action.__all__} | scope.ACTIONS

    # IMiddleware
    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        edge.install(app)
        app.wsgi_app = PortalMiddleware(app.wsgi_app)
        return app

    # IPackageController
    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return scope.narrow_search(search_params)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        for package in search_results["results"]:
            scope.stay_on_portal(package)
        return search_results

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        scope.stay_on_portal(pkg_dict)
