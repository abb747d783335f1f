"""Whether an answer wears the portal's look, and nothing of another's."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ckanext.mutualisation.core.address import in_language
from ckanext.mutualisation.core.audit.document import Document, Marks, Reference, Role
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.leading import Visited
from ckanext.mutualisation.core.audit.sites import Place

__all__ = ["Look"]

_FILES = re.compile(r"^/mutualisation/(logo|icon|card|colours)[/-]")
_MARKS = re.compile(r"<link rel=[^>]*icon|<img src> in <header class=portal-header>")
_LONG_ENOUGH = 20
"""Shorter descriptions ("Données publiques") may stand in anybody's text."""


@dataclass(frozen=True)
class Look:
    """A portal's names and descriptions by language, and the paths of its colours, icons, cards and pictures.

    ``others`` are the descriptions of the other portals and of the common site.
    """

    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    primary: str
    files: frozenset[str]
    default_locale: str
    others: frozenset[str]

    def judge(
        self, document: Document, placed: Collection[tuple[Reference, Place]], page: Visited
    ) -> Iterator[Finding]:
        """Yield what an answer wears of another's look, or lacks of the portal's; ``placed`` are its addresses."""
        for reference, place in placed:
            if reference.role in (Role.LINK, Role.MENTION, Role.DESCRIBED):
                continue
            own = place.site == page.way.slug
            if own and place.path in self.files:
                continue
            if (own and _FILES.match(place.path)) or _MARKS.match(reference.where):
                what = "shows a logo, an icon, a picture or colours that are not this portal's"
                yield self._finding(page, what, reference.where, place.path, reference.line)
        if document.marks is not None:
            yield from self._marks(document.marks, page)

    def _marks(self, marks: Marks, page: Visited) -> Iterator[Finding]:
        locale = page.place.locale or self.default_locale
        name = in_language(self.names, locale, self.default_locale)
        described = in_language(self.descriptions, locale, self.default_locale)
        if marks.kind == "page":
            yield from self._worn(marks, page)
        title, squeezed = _squeezed(marks.title), _squeezed(name)
        if title and not (title.startswith(squeezed) if marks.kind == "other" else title.endswith(squeezed)):
            yield self._finding(page, f"has a title without the portal's name, “{name}”", "the title", title)
        for where, said in marks.names:
            if said and _squeezed(said) != squeezed:
                yield self._finding(page, f"bears another name than the portal's, “{name}”", where, said)
        for where, said in marks.descriptions:
            if said and said != described and said in self.others:
                yield self._finding(page, "has the description of another portal or of the common site", where, said)
        yield from self._texts(marks, page)

    def _worn(self, marks: Marks, page: Visited) -> Iterator[Finding]:
        if marks.portal != page.way.slug:
            what = f"wears the look of “{marks.portal}”" if marks.portal else "does not wear the portal's look"
            yield self._finding(page, what, "<body data-portal>", marks.portal)
        elif not marks.header and "/view/" not in page.place.path:
            yield self._finding(page, "lacks the portal's header", "<header>")
        for colour in marks.colours:
            if colour.lower() != self.primary.lower():
                yield self._finding(page, "announces a colour that is not the portal's", "<meta theme-color>", colour)

    def _texts(self, marks: Marks, page: Visited) -> Iterator[Finding]:
        own = set(self.descriptions.values())
        for text in self.others:
            if len(text) >= _LONG_ENOUGH and text not in own and text in marks.text:
                what = "shows the description of another portal or of the common site"
                yield self._finding(page, what, "the text", text, excuse=text)

    def _finding(
        self, page: Visited, what: str, where: str, subject: str = "", line: int | None = None, excuse: str = ""
    ) -> Finding:
        return Finding("bleeding brand", page.way.slug, page.address, what, where, subject, line, excuse)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
