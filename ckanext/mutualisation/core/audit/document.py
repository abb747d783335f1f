"""What an answer holds for the audit: the addresses it names, the data it names, whose look it wears."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

__all__ = ["Document", "Identity", "Marks", "Named", "Reference", "Role"]


class Role(Enum):
    """What an address is for, which decides where it may lead."""

    LINK = "a link"
    FORM = "a form"
    FRAME = "a frame"
    FILE = "a file that the page loads"
    ALTERNATE = "a feed or another form of the page"
    CANONICAL = "the canonical address"
    DESCRIBED = "an address in a description for machines"
    IDENTIFIER = "an identifier"
    DOWNLOAD = "the address of a file in a description"
    MENTION = "an address in the text"


@dataclass(frozen=True)
class Reference:
    """One address, as written, what it is for, and where it stands."""

    address: str
    role: Role
    where: str
    line: int | None = None
    follow: bool = True


@dataclass(frozen=True)
class Named:
    """A dataset or an organisation that is named otherwise than in an address."""

    kind: Literal["dataset", "organization"]
    name: str
    where: str


@dataclass(frozen=True)
class Identity:
    """The identifier that a description gives to the dataset whose page it names."""

    scheme: Literal["dataset URI", "feed identifier"]
    uri: str
    page: str


@dataclass(frozen=True)
class Marks:
    """Whose look an answer wears. ``names`` are where a name stands to the name; empty values are not there."""

    kind: Literal["page", "frame", "other"] = "page"
    portal: str = ""
    title: str = ""
    names: tuple[tuple[str, str], ...] = ()
    descriptions: tuple[tuple[str, str], ...] = ()
    colours: tuple[str, ...] = ()
    header: bool = False
    text: str = ""


@dataclass(frozen=True)
class Document:
    """An answer that was read.

    ``count`` is how many results it says there are, None if it says nothing; ``fault`` why it could not be read;
    ``locations`` what a sitemap lists.
    """

    references: tuple[Reference, ...] = ()
    named: tuple[Named, ...] = ()
    identities: tuple[Identity, ...] = ()
    marks: Marks | None = None
    text: str = ""
    count: int | None = None
    fault: str = ""
    locations: tuple[str, ...] = ()
