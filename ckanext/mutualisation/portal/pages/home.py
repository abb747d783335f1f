"""The home page of a portal, made of the blocks that its member chose."""
from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import Portal
from ckanext.mutualisation.portal.pages.blocks import read_blocks

__all__ = ["home_page"]


def home_page(portal: Portal) -> str:
    """Return the home page of the portal that is being visited."""
    datasets, blocks = read_blocks(portal)
    return tk.render(
        "mutualisation/portal/home.html",
        {
            "portal": portal,
            "blocks": blocks,
            "datasets": datasets,
            "has_title": any(block.kind == "search" for block in blocks),
        },
    )
