"""What the audit of one portal needs to know, gathered once."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.audit.headers import Promise
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.leading import Leading
from ckanext.mutualisation.core.audit.look import Look
from ckanext.mutualisation.core.audit.scope import Scope
from ckanext.mutualisation.core.audit.sites import Sites, Way
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.audit.looks import look_of

__all__ = ["Subject", "subject_of"]

_SAMPLES = 2


@dataclass(frozen=True)
class Subject:
    """One published portal under audit: its ways, and every rule that its answers must follow."""

    portal: Portal
    ways: tuple[Way, ...]
    leading: Leading
    scope: Scope
    look: Look
    promise: Promise
    samples: tuple[Thing, ...]
    catalogue: re.Pattern[str] | None
    """The path of the portal's whole catalogue in RDF, which costs a server seconds; None where there is none."""

    @property
    def holdings(self) -> Holdings:
        """Return whose everything is."""
        return self.scope.holdings

    @property
    def sites(self) -> Sites:
        """Return the platform's sites."""
        return self.leading.sites

    def own(self, kind: str) -> list[Thing]:
        """Return what this portal shows of a kind, ``dataset`` or ``organization``, by name."""
        things = self.holdings.datasets if kind == "dataset" else self.holdings.organizations
        found = (thing for thing in things.values() if self.holdings.shown_by(self.scope.visible_ids, thing))
        return sorted((thing for thing in found if thing.listed), key=lambda thing: thing.name)


def subject_of(portal: Portal, sites: Sites, holdings: Holdings) -> Subject:
    """Return a published portal as the audit sees it."""
    visible = frozenset(portal.visible_ids)
    scope = Scope(holdings, visible)
    shown = sorted(
        (thing for thing in holdings.datasets.values() if thing.listed and holdings.shown_by(visible, thing)),
        key=lambda thing: thing.name,
    )
    samples = tuple(dict.fromkeys([*shown[:1], *shown[-1:]]))[:_SAMPLES]
    allowing_all = tk.config["ckan.cors.origin_allow_all"]
    return Subject(
        portal=portal,
        ways=tuple(sites.ways(portal, [each for each in config.offered_locales() if each != config.default_locale()])),
        leading=Leading(sites, holdings, portal, _trusted(portal)),
        scope=scope,
        look=look_of(portal, sites.registry.by_slug.values()),
        promise=Promise(config.cache_seconds(), bool(tk.config["ckan.cors.origin_whitelist"] and not allowing_all)),
        samples=samples,
        catalogue=_catalogue(),
    )


def _trusted(portal: Portal) -> Collection[str]:
    """Return the hosts that the operator lets pages load things from, and the one that counts this portal's visits."""
    sources: list[Any] = list(config.trusted_sources())
    if portal.brand.analytics:
        sources.append(portal.brand.analytics.url)
    return frozenset((urlsplit(source).hostname or source) for source in sources)


def _catalogue() -> re.Pattern[str] | None:
    if not p.plugin_loaded("dcat"):
        return None
    path = tk.config.get("ckanext.dcat.catalog_endpoint") or "/catalog.{_format}"
    return re.compile(re.escape(path).replace(re.escape("{_format}"), r"\w+") + "$")
