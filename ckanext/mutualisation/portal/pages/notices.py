"""The notices of a portal: legal notice, privacy, accessibility statement, contact.

All but the contact page are always there: the law asks for the first three. One that the member has not written says
what is known, and who to ask.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.core.brand import Contact
from ckanext.mutualisation.portal import visit
from ckanext.mutualisation.portal.helpers import organizations_of

__all__ = ["KINDS", "NoticeKind", "accessibility_level", "linked", "notice"]

NoticeKind = Literal["legal", "privacy", "accessibility", "contact"]
KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)


def notice(portal: Portal, kind: str) -> str:
    """Return a notice of the portal that is being visited; ``kind`` is one of KINDS."""
    return tk.render(
        f"mutualisation/portal/notices/{kind}.html",
        {
            "portal": portal,
            "organizations": organizations_of(portal),
            "address": visit.home_address(portal),
            "level": accessibility_level(portal),
        },
    )


def linked(portal: Portal) -> Iterator[NoticeKind]:
    """Return the notices that the footer links to: a contact page that would be empty is not."""
    return (kind for kind in KINDS if kind != "contact" or portal.brand.contact != Contact())


def accessibility_level(portal: Portal) -> str:
    """Return how far the portal meets RGAA, in the words that the law wants in its footer.

    Without a statement it is "not compliant": so is, by decree 2019-768, a site that was not audited.
    """
    statement = portal.brand.accessibility
    return {
        "full": tk._("fully compliant"),
        "partial": tk._("partially compliant"),
        "none": tk._("not compliant"),
    }[statement.level if statement else "none"]
