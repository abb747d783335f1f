"""Whether an answer shows data that are not the portal's: in its addresses, by identifier, or by name."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ckanext.mutualisation.core.audit.document import Document, Reference
from ckanext.mutualisation.core.audit.finding import Finding
from ckanext.mutualisation.core.audit.holdings import Holdings, Thing
from ckanext.mutualisation.core.audit.leading import Visited
from ckanext.mutualisation.core.audit.sites import Place

__all__ = ["Scope"]

Placed = tuple[Reference, Place]


@dataclass(frozen=True)
class Scope:
    """What a portal shows: the public data of these organisations."""

    holdings: Holdings
    visible_ids: frozenset[str]

    def judge(self, document: Document, placed: Collection[Placed], page: Visited) -> Iterator[Finding]:
        """Yield what an answer shows of others' data; ``placed`` are its addresses on the platform.

        What an address shows is not told again for its identifier in the text. What the page was asked about is not
        a finding: a refusal repeats it.
        """
        told: set[str] = {thing.id for thing in page.things} if page.status >= 400 else set()
        for reference, place in placed:
            for thing in self.holdings.things_at(place.path, place.query):
                if thing.id not in told and not self._shown(thing):
                    told.add(thing.id)
                    yield self._finding(thing, page, reference.where, reference.line, reference.address)
        for named in document.named:
            found = self.holdings.named(named.kind, named.name)
            if found and found.id not in told and not self._shown(found):
                told.add(found.id)
                yield self._finding(found, page, named.where)
        for thing in self.holdings.identified_in(document.text):
            if thing.id not in told and not self._shown(thing):
                yield self._finding(thing, page, "an identifier in the text", excuse=thing.id)

    def _shown(self, thing: Thing) -> bool:
        return self.holdings.shown_by(self.visible_ids, thing)

    def _finding(
        self, thing: Thing, page: Visited, where: str, line: int | None = None, excuse: str = ""
    ) -> Finding:
        said = "a dataset" if thing.kind == "dataset" else "an organisation"
        if thing.owner in self.visible_ids:
            what = f"shows {said} that is not public"
        else:
            what = f"shows {said} of {self.holdings.owner_of(thing)}, which this portal does not show"
        return Finding("foreign dataset", page.way.slug, page.address, what, where, thing.name, line, excuse)
