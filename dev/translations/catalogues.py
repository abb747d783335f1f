"""The two catalogues of this project: where they lie, and how they are read and written.

`mutualisation` holds our own messages. `mutualisation_french` holds those of CKAN and of its extensions whose French
is missing or wrong. Both keep to CKAN's own plural rule for French: a catalogue with another rule, merged into CKAN's,
would make plurals fall back to English.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

__all__ = ["FRENCH", "MO_SUFFIX", "OURS", "Catalogue", "Message", "compiled", "key", "template"]

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "ckanext" / "mutualisation"
PLURALS = "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
PLURAL_FORMS = 3
MO_SUFFIX = ".mo"
# Messages are one line each: a diff then shows one message a line.
NO_WRAP = 100_000

MessageKey = tuple[str, str]


@dataclass(frozen=True)
class Message:
    """A message of the source: its text, its plural ("" when there is none) and the files that show it."""

    singular: str
    plural: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """A plugin's catalogue: ``folder`` is its i18n directory."""

    plugin: str
    folder: Path

    @property
    def domain(self) -> str:
        return f"ckanext-{self.plugin}"

    @property
    def template(self) -> Path:
        return self.folder / f"{self.domain}.pot"

    @property
    def french(self) -> Path:
        return self.folder / "fr" / "LC_MESSAGES" / f"{self.domain}.po"

    def read(self) -> polib.POFile:
        """Return the French catalogue, a new one when there is none."""
        if self.french.exists():
            return polib.pofile(str(self.french), wrapwidth=NO_WRAP)
        return _empty(self)

    def read_template(self) -> polib.POFile:
        return polib.pofile(str(self.template), wrapwidth=NO_WRAP) if self.template.exists() else _empty(self)


OURS = Catalogue("mutualisation", PACKAGE / "i18n")
FRENCH = Catalogue("mutualisation_french", PACKAGE / "french" / "i18n")


def key(entry: polib.POEntry) -> MessageKey:
    """Identify a message: its text and its plural."""
    return entry.msgid, entry.msgid_plural or ""


def template(catalogue: Catalogue, messages: Iterable[Message]) -> polib.POFile:
    """Return the template (.pot) of these messages, in their order."""
    pot = _empty(catalogue)
    for message in messages:
        entry = polib.POEntry(
            msgid=message.singular, msgid_plural=message.plural, occurrences=[(file, "") for file in message.files],
        )
        if message.plural:
            entry.msgstr_plural = dict.fromkeys(range(PLURAL_FORMS), "")
        pot.append(entry)
    return pot


def compiled(po: polib.POFile) -> bytes:
    """Return the .mo that this .po compiles to."""
    return po.to_binary()


def _empty(catalogue: Catalogue) -> polib.POFile:
    po = polib.POFile(wrapwidth=NO_WRAP)
    po.metadata = {
        "Project-Id-Version": "ckanext-mutualisation",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
        "X-Domain": catalogue.domain,
    }
    return po
