"""Plug in what the rooms share: the command group, our messages in French, and the protection of writing actions."""
from __future__ import annotations

import click

import ckan.plugins as p
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.types import CKANApp

from ckanext.mutualisation import commands, forgery

__all__ = ["MutualisationPlugin"]


class MutualisationPlugin(p.SingletonPlugin, DefaultTranslation):
    """The plugin ``mutualisation``, which every room's plugin needs."""

    p.implements(p.IClick)
    p.implements(p.IMiddleware, inherit=True)
    # Our catalogue holds no message of CKAN's (dev/translations sees to it): stock pages stay as they are.
    p.implements(p.ITranslation)

    # IClick
    def get_commands(self) -> list[click.Command]:
        return [commands.mutualisation]

    # IMiddleware
    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        forgery.install(app)
        return app
