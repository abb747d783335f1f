"""What the catalogue is made of: places, publishers, recipes, and the datasets and files they give."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from demo.catalogue.draw import Draw

__all__ = ["Dataset", "File", "Maker", "Place", "Publisher", "Recipe", "Shape", "Theme"]

Shape = Literal["table", "points", "lines", "polygons"]
Maker = Callable[["Draw", int], Any]


@dataclass(frozen=True)
class Place:
    """Somewhere real: its name, its INSEE code and about where its centre is (WGS 84 degrees)."""

    name: str
    insee: str
    latitude: float
    longitude: float
    radius: float = 0.012
    """How far its things are from its centre, in degrees of latitude."""


@dataclass(frozen=True)
class Theme:
    """A CKAN group of the peer."""

    name: str
    title: str
    description: str


@dataclass(frozen=True)
class Publisher:
    """An organisation of the peer."""

    name: str
    title: str
    description: str
    service: str
    email: str
    separator: str
    """Of the columns of its CSV files."""


@dataclass(frozen=True)
class Recipe:
    """How to make one dataset, or one for each of some places, years or labels.

    ``title`` and ``about`` may hold ``{place}``, ``{year}`` and ``{label}``.
    """

    title: str
    about: str
    theme: str
    tags: tuple[str, ...]
    columns: Mapping[str, Maker]
    shape: Shape = "table"
    places: Sequence[Place] = ()
    years: Sequence[int] = ()
    labels: Sequence[str] = ()
    rows: tuple[int, int] = (24, 140)
    routes: Sequence[tuple[Place, Place]] = ()
    """For lines that go between known places, one row each."""
    frequency: str = "annuelle"
    licence: str | None = None


@dataclass(frozen=True)
class File:
    """A resource of a dataset and the text of the file behind it."""

    name: str
    """Its path under the folder of files: ``nantes/arbres-d-alignement.csv``."""
    title: str
    description: str
    format: Literal["CSV", "GeoJSON"]
    text: str


@dataclass(frozen=True)
class Dataset:
    """A dataset as its publisher would describe it, with its files."""

    name: str
    title: str
    notes: str
    publisher: str
    theme: str
    tags: tuple[str, ...]
    licence: str
    maintainer: str
    maintainer_email: str
    frequency: str
    territory: str
    year: int | None
    modified: str
    """ISO date and time."""
    files: tuple[File, ...]
    extent: tuple[float, float, float, float] | None
    """West, south, east, north, for what has a place on a map."""
