"""Decide what a run does: compare what the source lists with what this instance holds of it.

Nothing here is removed on a doubt: removal asks for a listing proved complete, and for a loss that looks like one.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Comparison", "Known", "Listing", "Suspension", "compare", "removals"]

State = Literal["current", "archived", "deleted"]
Comparison = Literal["added", "changed", "restored", "unchanged"]
Suspension = Literal["", "incomplete", "empty", "too_many"]


@dataclass(frozen=True)
class Known:
    """What this instance holds of one dataset of the source."""

    fingerprint: str
    state: State = "current"


@dataclass(frozen=True)
class Listing:
    """What came from the source: ``announced`` datasets, of which ``guids`` arrived, each counted once.

    ``announced`` is None when the source announces no count. ``unidentified`` records arrived without a usable guid.
    ``failed`` tells that the listing stopped on an error.
    """

    announced: int | None
    guids: frozenset[str]
    unidentified: int = 0
    failed: bool = False

    @property
    def complete(self) -> bool:
        """True when as many distinct datasets arrived as were announced, all identified, and no page failed."""
        return not self.failed and not self.unidentified and self.announced == len(self.guids)


def compare(fingerprint: str, known: Known | None) -> Comparison:
    """Return what one listed dataset is to this instance."""
    if known is None:
        return "added"
    if known.state != "current":
        return "restored"
    return "unchanged" if known.fingerprint == fingerprint else "changed"


def removals(listing: Listing, known: Mapping[str, Known]) -> tuple[tuple[str, ...], Suspension]:
    """Return the guids to archive, sorted, or the reason why none is although some are missing.

    Suspended: a listing not proved complete; an empty one; more than max(5, 20 %) of the current datasets gone.
    """
    current = {guid for guid, one in known.items() if one.state == "current"}
    gone = tuple(sorted(current - listing.guids))
    if not gone:
        return (), ""
    if not listing.complete:
        return (), "incomplete"
    if not listing.guids:
        return (), "empty"
    if len(gone) > 5 and len(gone) * 5 > len(current):
        return (), "too_many"
    return gone, ""
