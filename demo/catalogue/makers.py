"""What fills a column: small functions that make a maker, ``(draw, row number) -> value``."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from demo.catalogue.draw import Draw
from demo.catalogue.nouns import Maker, Place
from demo.catalogue.words import ASSOCIATIONS, COMPANIES, SINGULARS, STREET_KINDS, STREETS

__all__ = [
    "about", "address", "amount", "association", "code", "company", "day", "decimal", "each", "hour", "insee",
    "label", "latitude", "longitude", "month", "named", "pick", "place_name", "places_name", "share", "whole", "year",
    "yes_no",
]


def code(prefix: str, width: int = 4) -> Maker:
    """A reference that counts: ``ARB-0001``."""
    return lambda draw, at: f"{prefix}{at + 1:0{width}d}"


def pick(*values: Any) -> Maker:
    """One of these, the first ones more often, as in life."""
    weights = [1 / (rank + 1.5) for rank in range(len(values))]
    return lambda draw, at: draw.choices(values, weights)[0]


def each(values: Sequence[Any]) -> Maker:
    """These in turn."""
    return lambda draw, at: draw.some(values, at)


def whole(low: int, high: int) -> Maker:
    """A whole number, small ones more often."""
    return lambda draw, at: round(draw.triangular(low, high, low + (high - low) * 0.3))


def decimal(low: float, high: float, places: int = 1) -> Maker:
    """A number with decimals."""
    return lambda draw, at: round(draw.uniform(low, high), places)


def share() -> Maker:
    """A percentage."""
    return lambda draw, at: round(draw.triangular(20, 99, 78), 1)


def amount(low: int, high: int, step: int = 100) -> Maker:
    """Euros, round ones, small ones more often."""
    return lambda draw, at: round(draw.triangular(low, high, low + (high - low) * 0.15) / step) * step


def day() -> Maker:
    """A day of the dataset's year."""
    return lambda draw, at: (dt.date(draw.year, 1, 4) + dt.timedelta(days=draw.randint(0, 355))).isoformat()


def month() -> Maker:
    """The months of the dataset's year, in turn."""
    return lambda draw, at: f"{draw.year}-{at % 12 + 1:02d}"


def year(back: int = 0) -> Maker:
    """The dataset's year, or one of the years before it."""
    return lambda draw, at: draw.year - (draw.randint(0, back) if back else 0)


def hour(first: int = 5, last: int = 23, minutes: int = 1) -> Maker:
    """A time of the day, later at each row."""
    span = (last - first) * 60

    def make(draw: Draw, at: int) -> str:
        moment = first * 60 + (at * 11 + draw.randint(0, 2)) // minutes * minutes % span
        return f"{moment // 60:02d}:{moment % 60:02d}"

    return make


def address() -> Maker:
    """A street address."""
    return lambda draw, at: f"{draw.randint(1, 180)} {draw.choice(STREET_KINDS)} {draw.choice(STREETS)}"


def company() -> Maker:
    """A firm that wins contracts (invented)."""
    return lambda draw, at: draw.choice(COMPANIES)


def association() -> Maker:
    """An association (invented)."""
    return lambda draw, at: draw.some(ASSOCIATIONS, at)


def yes_no() -> Maker:
    """Oui, or less often non."""
    return lambda draw, at: draw.choices(("Oui", "Non"), (3, 1))[0]


def place_name() -> Maker:
    """The name of the dataset's place."""
    return lambda draw, at: draw.place.name


def insee() -> Maker:
    """The INSEE code of the dataset's place."""
    return lambda draw, at: draw.place.insee


def places_name(places: Sequence[Place]) -> Maker:
    """The names of these places, in turn."""
    return lambda draw, at: draw.some(places, at).name


def label() -> Maker:
    """What sets this dataset apart from the others of its recipe."""
    return lambda draw, at: draw.label


def named() -> Maker:
    """A facility's name, after the street it stands in: ``Piscine de l'Erdre``."""
    return lambda draw, at: f"{SINGULARS.get(draw.label, 'Site')} {draw.some(STREETS, at)}"


def about(template: str, values: Sequence[Any]) -> Maker:
    """A name built on a list: ``École {}``."""
    return lambda draw, at: template.format(draw.some(values, at))


def latitude() -> Maker:
    """The latitude of the row's point."""
    return lambda draw, at: draw.points[at][1]


def longitude() -> Maker:
    """The longitude of the row's point."""
    return lambda draw, at: draw.points[at][0]
