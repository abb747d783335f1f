"""The form as it is shown: what is typed, what is wrong with it and where, in the reader's language."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.brand import (
    AA_TEXT,
    WHITE,
    Fault,
    InvalidBrand,
    Picture,
    contrast,
    read_brand,
    stored_brand,
    text_on,
)
from ckanext.mutualisation.core.brand.reading import GROUND
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.brand.document import message
from ckanext.mutualisation.portal.editor.form import LISTS
from ckanext.mutualisation.portal.editor.layout import SECTIONS, Section, field_at, items_at, section_of
from ckanext.mutualisation.portal.editor.words import BLOCK_NAMES

__all__ = ["Sheet", "Trouble", "item_name", "label_of", "languages", "troubles_of", "verdicts"]

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a value, the remedy, and the colour to take instead if there is one.

    ``anchor`` is the id of what to correct, ``label`` its name.
    """

    field: str
    message: str
    nearest: str = ""

    @property
    def path(self) -> Path:
        return tuple(int(step) if step.isdigit() else step for step in self.field.split("."))

    @property
    def anchor(self) -> str:
        found = field_at(self.path)
        if found is None:
            return f"section-{section_of(self.path).id}"
        depth = 3 if self.path[0] in LISTS else len(found.name.split("."))
        name = ".".join(map(str, self.path[:depth]))
        if found.kind in ("texts", "prose"):
            name = f"{name}.{languages()[0]['code']}"
        return field_id(f"{name}_upload" if found.kind == "picture" else name)

    @property
    def label(self) -> str:
        return label_of(self.path)


def field_id(name: str) -> str:
    """Return the id of the element that holds a value."""
    return f"field-{name.replace('.', '-')}"


def troubles_of(document: Mapping[str, Any]) -> list[Trouble]:
    """Return everything that keeps a document from being a brand."""
    try:
        read_brand(document)
    except InvalidBrand as error:
        return [_trouble(fault) for fault in error.faults]
    return []


def _trouble(fault: Fault) -> Trouble:
    return Trouble(fault.field, message(fault), str(fault.details.get("nearest", "")))


def languages() -> list[dict[str, str]]:
    """Return the languages in which a member writes, those offered to visitors: ``code`` and ``name``."""
    names = {locale.short_name: locale.display_name or locale.english_name for locale in tk.h.get_available_locales()}
    return [{"code": code, "name": (names.get(code) or code).capitalize()} for code in config.offered_locales()]


def label_of(path: Path) -> str:
    """Return the name of a place of the document: “Header link 2: Address”, “Text (English)”."""
    found, items = field_at(path), items_at(str(path[0]))
    label = tk._(found.label) if found else ""
    names = {language["code"]: language["name"] for language in languages()}
    if found and found.kind in ("texts", "prose") and str(path[-1]) in names:
        label = tk._("{field} ({language})").format(field=label, language=names[str(path[-1])])
    if items is None:
        return label or tk._(section_of(path).title)
    if len(path) == 1:
        return tk._(items.label)
    item = tk._(items.item).format(number=int(path[1]) + 1)
    return tk._("{item}: {field}").format(item=item, field=label) if label else item


def item_name(name: str, key: str) -> str:
    """Return what to call an item of a list that has this key: a kind of block by its name, else the key itself."""
    return tk._(BLOCK_NAMES[key]) if name == "home" and key in BLOCK_NAMES else key


def verdicts(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what to say of each colour that stands: how well it is read, or what is written on it."""
    colours = stored_brand(document).colours
    wrong = {trouble.field for trouble in troubles_of({"title": "-", "colours": document.get("colours") or {}})}
    said = {
        "colours.primary": _readable(contrast(colours.primary, WHITE)),
        "colours.link": _readable(min(contrast(colours.link, WHITE), contrast(colours.link, GROUND))),
        "colours.header": tk._("Its text is {colour}.").format(colour=text_on(colours.header)),
        "colours.footer": tk._("Its text is {colour}.").format(colour=text_on(colours.footer)),
    }
    return {name: text for name, text in said.items() if text and name not in wrong}


def _readable(ratio: float) -> str:
    if ratio < AA_TEXT:
        return ""
    shown = tk.h.mutualisation_portal_number(int(ratio * 10) / 10)
    return tk._("Readable: contrast {ratio}, at least 4.5 is needed.").format(ratio=shown)


@dataclass(frozen=True)
class Sheet:
    """What a template needs to show the form; ``focus`` names the field, item or button that takes the focus."""

    document: Mapping[str, Any]
    troubles: tuple[Trouble, ...] = ()
    focus: str = ""
    sections: tuple[Section, ...] = SECTIONS
    languages: list[dict[str, str]] = field(default_factory=languages)

    def value(self, name: str) -> Any:
        """Return what stands at a place: a text, a list or a mapping; empty when there is nothing."""
        value: Any = self.document
        for step in name.split("."):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return ""
        return "" if value is None else value

    def wrong(self, name: str) -> list[Trouble]:
        """Return what is wrong with the value of a field."""
        return [trouble for trouble in self.troubles if trouble.field == name or trouble.field.startswith(f"{name}.")]

    def wrong_list(self, name: str) -> list[Trouble]:
        """Return what is wrong with a list as a whole."""
        return [trouble for trouble in self.troubles if trouble.field == name]

    def faulty(self, section: Section) -> int:
        """Return how many things are wrong in a section."""
        return sum(section_of(trouble.path) is section for trouble in self.troubles)

    def focused(self, name: str) -> bool:
        """Tell whether this takes the focus: it is what was named, or the first field of the item that was."""
        items = items_at(self.focus.partition(".")[0])
        return name == self.focus or (items is not None and name == f"{self.focus}.{items.fields[0].name}")

    def picture_path(self, name: str) -> str:
        """Return the path of a picture, empty when there is none."""
        kept = self.value(name)
        return tk.h.mutualisation_portal_picture(Picture(kept["sha256"], kept["media_type"])) if kept else ""

    def id(self, name: str) -> str:
        """Return the id of the element that holds a value."""
        return field_id(name)

    def others(self, name: str) -> Iterable[str]:
        """Return the languages of a text that the form has no field for; what is written in them is kept."""
        shown = {language["code"] for language in self.languages}
        value = self.value(name)
        return [code for code in value if code not in shown] if isinstance(value, Mapping) else []
