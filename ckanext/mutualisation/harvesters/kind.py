"""What a kind of source must be able to do; everything else is shared."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ckanext.mutualisation.core.records.dataset import Dataset
from ckanext.mutualisation.http import Client

__all__ = ["Kind", "ListingFailed", "Page"]


class ListingFailed(Exception):
    """A source answered, with something that is not its list of datasets."""


@dataclass(frozen=True)
class Page:
    """Some records of a source; ``announced`` is how many datasets it says it has in all, None when it does not say."""

    announced: int | None
    records: list[Any]


class Kind(Protocol):
    """A kind of source. ``mapping_version`` goes up when the rules of ``read`` change what they say of a record."""

    mapping_version: int

    def pages(self, client: Client, url: str, settings: Mapping[str, Any]) -> Iterator[Page]:
        """Yield every page of the source.

        :raises ListingFailed: the source answers with something else than its datasets.
        :raises ckanext.mutualisation.http.WireError: it cannot be read.
        """
        ...

    def guid(self, record: Any) -> str:
        """Return what identifies a record at its source, "" when nothing does."""
        ...

    def read(self, record: Any) -> Dataset:
        """Return the dataset that a record describes.

        :raises ckanext.mutualisation.core.records.dataset.InvalidRecord: it describes none.
        """
        ...

    def remote_url(self, url: str, dataset: Dataset) -> str:
        """Return the dataset's own page at the source whose address is ``url``."""
        ...

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings in their normal form.

        :raises ckanext.mutualisation.harvesters.source.InvalidSettings: naming the setting and the remedy.
        """
        ...
