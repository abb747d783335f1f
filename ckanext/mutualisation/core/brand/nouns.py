"""The nouns of a brand. Texts are a mapping of language to text: ``{"fr": "…", "en": "…"}``."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from ckanext.mutualisation.core.brand.colour import WHITE, Colour, mix

__all__ = [
    "ACCESSIBILITY_LEVELS",
    "BLOCKS",
    "LATEST_COUNT",
    "SOCIAL_NETWORKS",
    "Accessibility",
    "AccessibilityLevel",
    "Block",
    "BlockKind",
    "Brand",
    "Colours",
    "Contact",
    "Legal",
    "Link",
    "Matomo",
    "Page",
    "Picture",
    "Privacy",
    "Reuse",
    "Social",
    "SocialNetwork",
    "Texts",
]

Texts = Mapping[str, str]
_BLACK = Colour(0, 0, 0)

BlockKind = Literal["search", "figures", "featured", "themes", "latest", "text", "map", "organizations", "reuses"]
BLOCKS: tuple[BlockKind, ...] = get_args(BlockKind)
LATEST_COUNT = 6
"""How many datasets a ``latest`` block shows, unless its member chose another number."""
SocialNetwork = Literal[
    "mastodon", "bluesky", "linkedin", "youtube", "instagram", "facebook", "x", "github", "peertube"
]
SOCIAL_NETWORKS: tuple[SocialNetwork, ...] = get_args(SocialNetwork)
AccessibilityLevel = Literal["full", "partial", "none"]
ACCESSIBILITY_LEVELS: tuple[AccessibilityLevel, ...] = get_args(AccessibilityLevel)


@dataclass(frozen=True)
class Colours:
    """The colours by role.

    ``primary`` carries white text (hero, buttons) and is itself text on white (titles). ``link`` is text on white and
    on the page's ground. ``secondary`` is an accent, ``header`` and ``footer`` are backgrounds: what is written on
    these is chosen for them.
    """

    primary: Colour = Colour(0x1B, 0x3A, 0x5C)
    secondary: Colour = Colour(0xE0, 0x8E, 0x0B)
    header: Colour = WHITE
    footer_or_none: Colour | None = None
    link_or_none: Colour | None = None

    @property
    def footer(self) -> Colour:
        """Return the footer's background: a darker shade of the primary colour unless one was chosen."""
        return self.footer_or_none or mix(self.primary, _BLACK, 0.35)

    @property
    def link(self) -> Colour:
        """Return the links' colour: the primary one unless another was chosen."""
        return self.link_or_none or self.primary


@dataclass(frozen=True)
class Picture:
    """A stored file, by the SHA-256 of its content."""

    sha256: str
    media_type: str


@dataclass(frozen=True)
class Link:
    """A link of the header or the footer; ``url`` is a path of the portal, or an https:, http: or mailto: address."""

    label: Texts
    url: str


@dataclass(frozen=True)
class Block:
    """One block of the home page. ``datasets`` are names, for ``featured``; ``count`` is how many ``latest`` shows,
    None in every other kind.
    """

    kind: BlockKind
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    datasets: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True)
class Page:
    """A free page in Markdown at ``/pages/<slug>``; ``menu`` tells whether the header or the footer links to it."""

    slug: str
    title: Texts
    text: Texts
    menu: Literal["", "header", "footer"] = ""


@dataclass(frozen=True)
class Legal:
    """The legal notice (law 2004-575 of 21 June 2004, article 1-1): who publishes, who answers for it, who hosts."""

    publisher: str
    address: str
    phone: str
    director: str
    host: str
    text: Texts


@dataclass(frozen=True)
class Privacy:
    """How personal data are treated (GDPR, article 13), and the data protection officer's address."""

    text: Texts
    officer: str


@dataclass(frozen=True)
class Accessibility:
    """The accessibility statement (decree 2019-768, article 5, and the model of RGAA 4.1).

    ``rate`` is the share, in percent, of criteria that are met, None when there was no audit. ``plan`` is the
    multi-year plan with this year's plan of actions: where they are, or what they say. ``environment`` is the browsers
    and assistive technologies with which pages were tried, ``tools`` what helped to check them, ``pages`` those that
    were checked.
    """

    level: AccessibilityLevel
    stated: date
    contact: str
    rate: int | None = None
    audited: date | None = None
    auditor: str = ""
    not_accessible: Texts = field(default_factory=dict)
    derogations: Texts = field(default_factory=dict)
    exemptions: Texts = field(default_factory=dict)
    plan: Texts = field(default_factory=dict)
    technologies: Texts = field(default_factory=dict)
    environment: Texts = field(default_factory=dict)
    tools: Texts = field(default_factory=dict)
    pages: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Contact:
    """How to reach the member; each may be empty."""

    email: str = ""
    phone: str = ""
    address: str = ""
    url: str = ""


@dataclass(frozen=True)
class Social:
    """An account on a social network."""

    network: SocialNetwork
    url: str


@dataclass(frozen=True)
class Matomo:
    """Where visits are counted: the address of a Matomo (https, without final slash) and the site's number there."""

    url: str
    site_id: int


@dataclass(frozen=True)
class Reuse:
    """What somebody made with the member's data."""

    title: Texts
    url: str
    text: Texts = field(default_factory=dict)


def _default_home() -> tuple[Block, ...]:
    return (Block("search"), Block("figures"), Block("latest", count=LATEST_COUNT), Block("organizations"))


@dataclass(frozen=True)
class Brand:
    """How a portal looks and what its member says there. Read from a document by ``read_brand``."""

    title: Texts = field(default_factory=dict)
    tagline: Texts = field(default_factory=dict)
    colours: Colours = field(default_factory=Colours)
    logo: Picture | None = None
    favicon: Picture | None = None
    image: Picture | None = None
    header_links: tuple[Link, ...] = ()
    footer_links: tuple[Link, ...] = ()
    home: tuple[Block, ...] = field(default_factory=_default_home)
    pages: tuple[Page, ...] = ()
    legal: Legal | None = None
    privacy: Privacy | None = None
    accessibility: Accessibility | None = None
    contact: Contact = field(default_factory=Contact)
    social: tuple[Social, ...] = ()
    analytics: Matomo | None = None
    reuses: tuple[Reuse, ...] = ()
    search_engines: bool = True
