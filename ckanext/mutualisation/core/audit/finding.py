"""What is wrong with a portal, said so that an operator can act on it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["KINDS", "Finding", "Kind", "Repeated", "repeated"]

Kind = Literal[
    "foreign host", "foreign dataset", "bleeding brand", "dead link", "owner's address", "cookie", "caching",
    "sitemap", "dataset URI", "not closed", "unreachable",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Finding:
    """One fault: on which portal, at which address, what it is, where in the answer, and the address or name at fault.

    ``excuse`` is a text: the finding stands only if no member typed it (an address in a description, say).
    """

    kind: Kind
    portal: str
    page: str
    what: str
    where: str = ""
    subject: str = ""
    line: int | None = None
    excuse: str = ""


@dataclass(frozen=True)
class Repeated:
    """The same fault on several pages, or about several things; ``first`` is one of them."""

    first: Finding
    pages: tuple[str, ...]
    subjects: int


def repeated(findings: Iterable[Finding]) -> list[Repeated]:
    """Return each fault once, with its pages and the number of its subjects: a footer's fault is on every page.

    >>> one = Finding("cookie", "nantes", "https://data.nantes.fr/", "sets the cookie “a”")
    >>> two = Finding("cookie", "nantes", "https://data.nantes.fr/about", "sets the cookie “a”")
    >>> [(len(each.pages), each.subjects) for each in repeated([one, two])]
    [(2, 1)]
    """
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.portal, finding.kind, finding.what, finding.where), []).append(finding)
    found = [
        Repeated(each[0], tuple(dict.fromkeys(one.page for one in each)), len({one.subject for one in each}))
        for each in alike.values()
    ]
    return sorted(found, key=lambda each: (each.first.portal, KINDS.index(each.first.kind)))
