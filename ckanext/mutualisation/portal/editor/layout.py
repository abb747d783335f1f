"""What the editor's form holds, section by section: the one description that the page, its errors and the list of
changes read. Words stand in English and are translated where they are shown.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ckanext.mutualisation.core.brand import SOCIAL_NETWORKS
from ckanext.mutualisation.portal.editor.words import LEVEL_NAMES, N_, NETWORK_NAMES

__all__ = ["SECTIONS", "Field", "Items", "Section", "field_at", "items_at", "section_of"]

Kind = Literal[
    "line", "texts", "prose", "colour", "picture", "choice", "yes_no", "date", "number", "email", "url", "datasets"
]


@dataclass(frozen=True)
class Field:
    """One value. ``name`` is its place in the document, or in the item of the list that it is in.

    ``texts`` and ``prose`` are one text per language, on a line or on many. ``blocks`` are the kinds of block that
    have this field; none for every kind.
    """

    name: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list: its items are added, removed and put in order. ``item`` names one, with ``{number}``."""

    name: str
    label: str
    item: str
    add: str
    fields: tuple[Field, ...]
    hint: str = ""

    def shown(self, block: str) -> list[Field]:
        """Return the fields of an item; ``block`` is its kind on the home page, empty elsewhere."""
        return [field for field in self.fields if not field.blocks or block in field.blocks]

    def unseen(self, block: str) -> list[str]:
        """Return the names that the item has no field for; what stands there is kept."""
        shown = {field.name for field in self.shown(block)}
        return list(dict.fromkeys(field.name for field in self.fields if field.name not in shown))


@dataclass(frozen=True)
class Section:
    """A part of the form; ``preview`` is the page that shows what it changes: ``page`` stands for one of its own.

    While a portal has no such page, its home page is shown.
    """

    id: str
    title: str
    parts: tuple[Field | Items, ...]
    hint: str = ""
    preview: str = "home"


_LINK = (
    Field("label", "texts", N_("Words of the link"), required=True),
    Field("url", "line", N_("Address"), N_("A page of the portal, as /pages/about, or a whole address"), required=True),
)

SECTIONS: tuple[Section, ...] = (
    Section("identity", N_("Identity"), (
        Field("title", "texts", N_("Name of the portal"), required=True),
        Field("tagline", "texts", N_("Tagline"), N_("One sentence under the name.")),
        Field("logo", "picture", N_("Logo"), N_("PNG, JPEG, WebP or SVG, 512 kB at most.")),
        Field("favicon", "picture", N_("Browser icon"), N_("A square picture that is read at a very small size.")),
        Field("image", "picture", N_("Sharing image"),
              N_("What social networks show beside a link to the portal: 1200 × 630 pixels is best.")),
    )),
    Section("colours", N_("Colours"), (
        Field("colours.primary", "colour", N_("Main colour"),
              N_("Titles, buttons and the banner. White text on it must be readable.")),
        Field("colours.secondary", "colour", N_("Accent colour"), N_("Small touches: rules, labels.")),
        Field("colours.link", "colour", N_("Links"), N_("Empty: the main colour.")),
        Field("colours.header", "colour", N_("Background of the header"), N_("The text on it is chosen for it.")),
        Field("colours.footer", "colour", N_("Background of the footer"), N_("Empty: a darker shade of the main one.")),
    ), N_("A colour that cannot be read on its background (WCAG AA) is refused, and the nearest one proposed.")),
    Section("navigation", N_("Navigation"), (
        Items("header_links", N_("Header links"), N_("Header link {number}"), N_("Add a link to the header"), _LINK),
        Items("footer_links", N_("Footer links"), N_("Footer link {number}"), N_("Add a link to the footer"), _LINK),
    ), N_("The data and the free pages that ask for it have their links already.")),
    Section("home", N_("Home page"), (
        Items("home", N_("Blocks of the home page"), N_("Block {number}"), N_("Add this block"), (
            Field("title", "texts", N_("Title of the block"), N_("Empty: the usual title.")),
            Field("text", "texts", N_("Words under it"), N_("Empty: the tagline."), blocks=("search",)),
            Field("text", "prose", N_("Text"), N_("In Markdown."), blocks=("text",)),
            Field("datasets", "datasets", N_("Datasets"),
                  N_("Names of datasets of this portal, in the order shown, 12 at most."), blocks=("featured",)),
            Field("count", "number", N_("How many"), N_("From 1 to 24. Empty: 6."), blocks=("latest",)),
        )),
    )),
    Section("reuses", N_("Reuses"), (
        Items("reuses", N_("Reuses of the data"), N_("Reuse {number}"), N_("Add a reuse"), (
            Field("title", "texts", N_("Title"), required=True),
            Field("url", "url", N_("Address"), required=True),
            Field("text", "prose", N_("Description")),
        )),
    ), N_("What others made with your data; the home page shows them in the block “Reuses”.")),
    Section("pages", N_("Free pages"), (
        Items("pages", N_("Pages"), N_("Page {number}"), N_("Add a page"), (
            Field("slug", "line", N_("End of its address"), N_("Small letters, digits and hyphens."), required=True),
            Field("title", "texts", N_("Title"), required=True),
            Field("text", "prose", N_("Text"), N_("In Markdown.")),
            Field("menu", "choice", N_("Link to it"), choices=(
                ("", N_("Nowhere")), ("header", N_("In the header")), ("footer", N_("In the footer")))),
        )),
    ), preview="page"),
    Section("legal", N_("Legal notice"), (
        Field("legal.publisher", "line", N_("Publisher"), N_("The name of the public body."), required=True),
        Field("legal.address", "line", N_("Postal address"), required=True),
        Field("legal.phone", "line", N_("Telephone")),
        Field("legal.director", "line", N_("Director of publication"), required=True),
        Field("legal.host", "line", N_("Hosting provider"), N_("Name, address and telephone."), required=True),
        Field("legal.text", "prose", N_("More"), N_("In Markdown.")),
    ), N_("Required of every public site (law 2004-575 of 21 June 2004). Left empty, the page says what is known."),
        "legal"),
    Section("privacy", N_("Privacy"), (
        Field("privacy.text", "prose", N_("How personal data are treated"), N_("In Markdown."), required=True),
        Field("privacy.officer", "email", N_("Address of the data protection officer")),
    ), N_("General Data Protection Regulation, article 13. Left empty, the page says what is known."), "privacy"),
    Section("accessibility", N_("Accessibility"), (
        Field("accessibility.level", "choice", N_("Conformity with RGAA"), required=True,
              choices=(("", N_("Not stated")), *LEVEL_NAMES)),
        Field("accessibility.stated", "date", N_("Date of the statement"), required=True),
        Field("accessibility.contact", "line", N_("Whom to write to"), N_("An e-mail address or a form’s address."),
              required=True),
        Field("accessibility.plan", "prose", N_("Multi-year plan and this year’s plan of actions"),
              N_("Their addresses, or what they say, in Markdown.")),
        Field("accessibility.rate", "number", N_("Criteria met, in percent"), N_("Empty if there was no audit.")),
        Field("accessibility.audited", "date", N_("Date of the audit")),
        Field("accessibility.auditor", "line", N_("Who made the audit")),
        Field("accessibility.not_accessible", "prose", N_("What is not accessible")),
        Field("accessibility.derogations", "prose", N_("Derogations for disproportionate burden")),
        Field("accessibility.exemptions", "prose", N_("Contents out of the law’s scope")),
        Field("accessibility.technologies", "prose", N_("Technologies used to build the site"),
              N_("One per line, after a hyphen: - HTML")),
        Field("accessibility.environment", "prose", N_("Test environment"),
              N_("Browsers, each with its assistive technology: - Firefox and NVDA")),
        Field("accessibility.tools", "prose", N_("Tools used to assess accessibility"),
              N_("One per line, after a hyphen.")),
        Field("accessibility.pages", "prose", N_("Pages whose conformity was checked"),
              N_("One per line, with its address: - [Home page](/)")),
    ), N_("The statement of decree 2019-768, after RGAA’s model. Without it, the portal says it does not conform."),
        "accessibility"),
    Section("contact", N_("Contact and networks"), (
        Field("contact.email", "email", N_("E-mail address")),
        Field("contact.phone", "line", N_("Telephone")),
        Field("contact.address", "line", N_("Postal address")),
        Field("contact.url", "url", N_("Contact form"), N_("The address of a page, beginning with https://.")),
        Items("social", N_("Social networks"), N_("Account {number}"), N_("Add an account"), (
            Field("network", "choice", N_("Network"), required=True,
                  choices=(("", N_("Choose")), *((network, NETWORK_NAMES[network]) for network in SOCIAL_NETWORKS))),
            Field("url", "url", N_("Address"), required=True),
        )),
    ), preview="contact"),
    Section("measure", N_("Audience"), (
        Field("analytics.url", "url", N_("Address of your Matomo"), N_("Beginning with https://.")),
        Field("analytics.site_id", "number", N_("Number of the site in Matomo")),
        Field("search_engines", "yes_no", N_("May search engines list this portal?")),
    ), N_("Visits are counted by your Matomo, or by nobody.")),
)
"""The form, in its order."""


def _parts() -> Iterator[tuple[Section, Field | Items]]:
    for section in SECTIONS:
        for part in section.parts:
            yield section, part


def items_at(name: str) -> Items | None:
    """Return the list of this name."""
    return next((part for _, part in _parts() if isinstance(part, Items) and part.name == name), None)


def field_at(path: tuple[str | int, ...]) -> Field | None:
    """Return the field at a place of the document, or in which that place is: ``("home", 2, "text", "fr")``."""
    steps = tuple(map(str, path))
    items = items_at(steps[0]) if steps else None
    if items is not None:
        return next((field for field in items.fields if steps[2:3] == (field.name,)), None)
    names = {".".join(steps[:1]), ".".join(steps[:2])}
    return next((part for _, part in _parts() if isinstance(part, Field) and part.name in names), None)


def section_of(path: tuple[str | int, ...]) -> Section:
    """Return the section where a place of the document is edited; the first one when none has it."""
    first = str(path[0]) if path else ""
    return next((section for section, part in _parts() if part.name.partition(".")[0] == first), SECTIONS[0])


