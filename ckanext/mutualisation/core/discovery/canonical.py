"""Which one address a page has: the face that holds a dataset, and the query that is part of an address.

>>> content_query([("q", "vélo"), ("utm_source", "lettre"), ("page", "1"), ("tags", "eau"), ("sort", "")])
[('q', 'vélo'), ('tags', 'eau')]
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.mutualisation.core.address import Portal, Registry

__all__ = ["Owners", "canonical_owners", "content_query"]

_TRACKING = ("utm_", "mtm_", "pk_", "piwik_", "matomo_")
_IDENTIFIERS_OF_CLICKS = frozenset({"fbclid", "gclid", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid"})


@dataclass(frozen=True)
class Owners:
    """Whose datasets a face holds: those of these organisations, or, for the common site, of all ``others``."""

    organization_ids: frozenset[str]
    others: bool = False

    def __contains__(self, organization_id: str | None) -> bool:
        return (organization_id in self.organization_ids) is not self.others


def canonical_owners(registry: Registry, portal: Portal | None) -> Owners:
    """Return whose datasets have their canonical address on this portal, or on the common site (None).

    Every organisation, and every dataset without one, is in exactly one of the published portals and the common site.
    """
    held = registry.by_organization
    if portal is None:
        return Owners(frozenset(held), others=True)
    return Owners(frozenset(each for each in portal.organization_ids if held.get(each) is portal))


def content_query(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parameters that decide what a page shows, sorted: one set of results has one address.

    Left out: who sent the visitor, how many facets are unfolded (``_tags_limit``), what is empty, the first page.
    """
    kept = {
        (name, value)
        for name, value in pairs
        if value
        and not name.startswith("_")
        and not name.lower().startswith(_TRACKING)
        and name.lower() not in _IDENTIFIERS_OF_CLICKS
        and (name, value) != ("page", "1")
    }
    return sorted(kept)
