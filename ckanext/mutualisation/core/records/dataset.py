"""The neutral dataset that every kind of source is read into."""
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Agent", "Dataset", "InvalidRecord", "Resource"]


class InvalidRecord(ValueError):
    """A source's record cannot become a dataset: ``field`` is the culprit, ``reason`` says why, in English."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Agent:
    """A person or body that publishes a dataset or answers for it."""

    name: str = ""
    email: str = ""
    url: str = ""
    uri: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class Resource:
    """One file or service of a dataset. ``key`` identifies it within the dataset from one run to the next.

    ``size`` is in bytes; ``created`` and ``modified`` are ISO 8601 or empty.
    """

    key: str
    url: str
    name: str = ""
    description: str = ""
    format: str = ""
    mimetype: str = ""
    size: int | None = None
    hash: str = ""
    resource_type: str = ""
    created: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Dataset:
    """What a source says of one dataset, whatever the kind of source.

    ``guid`` is stable at the source. ``themes``, ``frequency`` and ``languages`` hold URIs where the vocabulary
    is known. ``licence`` is an id of the shipped list, "notspecified" when the source's words
    (``licence_as_published``) name none. ``themes_as_published`` holds the source's themes that led to no EU theme.
    ``issued`` and ``modified`` are ISO 8601 or empty. ``extras`` are the source's other fields, in a stable order.
    """

    guid: str
    name: str
    title: str
    notes: str = ""
    tags: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    themes_as_published: tuple[str, ...] = ()
    licence: str = "notspecified"
    licence_as_published: str = ""
    url: str = ""
    version: str = ""
    author: str = ""
    author_email: str = ""
    maintainer: str = ""
    maintainer_email: str = ""
    publisher: Agent | None = None
    contact: Agent | None = None
    issued: str = ""
    modified: str = ""
    frequency: str = ""
    languages: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    resources: tuple[Resource, ...] = ()
