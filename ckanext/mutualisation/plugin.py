"""Plug in what the rooms share: the command group, with `apply` and `export`, and our messages in French."""
from __future__ import annotations

import click

import ckan.plugins as p
from ckan.lib.plugins import DefaultTranslation

from ckanext.mutualisation import commands

__all__ = ["MutualisationPlugin"]


class MutualisationPlugin(p.SingletonPlugin, DefaultTranslation):
    """The plugin ``mutualisation``, which every room's plugin needs."""

    p.implements(p.IClick)
    # Our catalogue holds no message of CKAN's (dev/translations sees to it): stock pages stay as they are.
    p.implements(p.ITranslation)

    # IClick
    def get_commands(self) -> list[click.Command]:
        return [commands.mutualisation]
