"""Plug the portals into CKAN."""
from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from types import ModuleType
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Action, CKANApp

from ckanext.mutualisation import theme
from ckanext.mutualisation.portal import action, auth, edge, helpers, scope, surroundings, validators, views
from ckanext.mutualisation.portal.brand import action as brand_action
from ckanext.mutualisation.portal.brand import auth as brand_auth
from ckanext.mutualisation.portal.catalogue import serving
from ckanext.mutualisation.portal.catalogue.action import catalogue_actions
from ckanext.mutualisation.portal.discovery import helpers as discovery_helpers
from ckanext.mutualisation.portal.discovery import views as discovery_views
from ckanext.mutualisation.portal.editor import helpers as editor_helpers
from ckanext.mutualisation.portal.editor import lists as editor_lists
from ckanext.mutualisation.portal.editor import publishing, settings
from ckanext.mutualisation.portal.editor import views as editor_views
from ckanext.mutualisation.portal.middleware import PortalMiddleware
from ckanext.mutualisation.portal.pages import helpers as page_helpers
from ckanext.mutualisation.portal.pages import themes
from ckanext.mutualisation.portal.redirects import action as redirect_action
from ckanext.mutualisation.portal.redirects import auth as redirect_auth

__all__ = ["PortalPlugin"]


# Each part of the room adds its modules here; what a module exports is what CKAN gets.
_ACTIONS = (action, brand_action, redirect_action)
_AUTH = (auth, brand_auth, redirect_auth)
_HELPERS = (helpers, editor_helpers, page_helpers, discovery_helpers)
_BLUEPRINTS = (views, editor_views, publishing, settings, editor_lists, discovery_views)


def _exported(modules: tuple[ModuleType, ...]) -> dict[str, Any]:
    return {name: getattr(module, name) for module in modules for name in module.__all__}


@tk.blanket.auth_functions(_exported(_AUTH))
@tk.blanket.helpers(_exported(_HELPERS))
@tk.blanket.validators(validators)
@tk.blanket.blueprints(list(_exported(_BLUEPRINTS).values()))
@tk.blanket.config_declarations
class PortalPlugin(p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.ISignal)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IFacets, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        theme.install(config, "portal")
        assets = Path(theme.__file__).with_name("assets") / "portal"
        tk.add_resource(str(assets), "mutualisation_portal")
        tk.add_resource(str(assets / "editor"), "mutualisation_portal_editor")

    # IActions
    def get_actions(self) -> dict[str, Action]:
        return _exported(_ACTIONS) | scope.actions(self._actions_of_others()) | catalogue_actions()

    def _actions_of_others(self) -> list[dict[str, Action]]:
        return [plugin.get_actions() for plugin in p.PluginImplementations(p.IActions) if plugin is not self]

    # ISignal
    def get_signal_subscriptions(self) -> dict[Any, list[dict[str, Any]]]:
        return surroundings.subscriptions()

    # IMiddleware
    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        edge.install(app)
        serving.install(app)
        app.wsgi_app = PortalMiddleware(app.wsgi_app)
        return app

    # IPackageController
    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        return scope.narrow_search(search_params)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        scope.stay_on_portal(search_results["results"])
        return themes.name_themes(search_results)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return themes.index_themes(pkg_dict)

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        scope.stay_on_portal([pkg_dict])

    # IFacets
    def dataset_facets(self, facets_dict: OrderedDict[str, Any], package_type: str) -> OrderedDict[str, Any]:
        return themes.first(facets_dict)

    def organization_facets(
        self, facets_dict: OrderedDict[str, Any], organization_type: str, package_type: str | None
    ) -> OrderedDict[str, Any]:
        return themes.first(facets_dict)

    def group_facets(
        self, facets_dict: OrderedDict[str, Any], group_type: str, package_type: str | None
    ) -> OrderedDict[str, Any]:
        return themes.first(facets_dict)
