"""How the editor calls what the brand's vocabulary holds. Translated where it is shown."""
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BLOCK_NAMES", "LEVEL_NAMES", "NETWORK_NAMES", "N_", "STATE_NAMES"]


def N_(message: str) -> str:  # noqa: N802  the name by which gettext finds messages that are translated later
    return message


BLOCK_NAMES: Mapping[str, str] = {
    "search": N_("Search field"),
    "figures": N_("Key figures"),
    "featured": N_("Featured datasets"),
    "themes": N_("Themes"),
    "latest": N_("Latest updates"),
    "text": N_("Text"),
    "map": N_("Map of the territory"),
    "organizations": N_("Organisations"),
    "reuses": N_("Reuses"),
}

LEVEL_NAMES = (
    ("full", N_("Fully conformant")),
    ("partial", N_("Partially conformant")),
    ("none", N_("Not conformant")),
)

NETWORK_NAMES: Mapping[str, str] = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "x": "X",
    "github": "GitHub",
    "peertube": "PeerTube",
}

STATE_NAMES = {"draft": N_("In preparation"), "published": N_("Open"), "closed": N_("Closed")}
