"""Chance that comes out the same every time, and the shapes drawn with it."""
from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from demo.catalogue.nouns import Place

__all__ = ["Draw", "Point"]

Point = tuple[float, float]
"""Longitude, latitude: GeoJSON's order."""


class Draw(random.Random):
    """Chance seeded by a text, for one dataset about one place and year."""

    def __init__(self, seed: str, place: Place, year: int | None, label: str) -> None:
        super().__init__(seed)
        self.place = place
        self.year = year or 2024
        self.label = label
        self.points: list[Point] = []
        """The place on the map of each row, filled before the rows are made."""

    def __new__(cls, *_: Any) -> Draw:  # random.Random would try to hash the arguments
        return super().__new__(cls)

    def near(self, place: Place) -> Point:
        """A point near a place's centre, denser towards it."""
        distance = place.radius * math.sqrt(self.random()) * (0.35 + 0.65 * self.random())
        angle = self.uniform(0, 2 * math.pi)
        return _rounded(_moved((place.longitude, place.latitude), angle, distance))

    def path(self, start: Point, end: Point, steps: int = 14, wander: float = 0.12) -> list[Point]:
        """A line that winds from one point to another, as a road or a river does."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0) or 0.001
        phase, bend = self.uniform(0, math.pi), self.uniform(0.5, 1) * self.choice((-1, 1))
        line = []
        for step in range(steps + 1):
            along = step / steps
            swing = wander * length * bend * math.sin(math.pi * along) * math.sin(phase + 2.2 * math.pi * along)
            swing += self.uniform(-0.012, 0.012) * length * (0 < step < steps)
            line.append(_rounded((x0 + (x1 - x0) * along - (y1 - y0) / length * swing,
                                  y0 + (y1 - y0) * along + (x1 - x0) / length * swing)))
        return line

    def street(self, place: Place) -> list[Point]:
        """A street, a cycle lane or a footpath of a commune."""
        start = self.near(place)
        end = _moved(start, self.uniform(0, 2 * math.pi), place.radius * self.uniform(0.15, 0.5))
        return self.path(start, end, steps=self.randint(4, 9), wander=0.18)

    def patchwork(self, place: Place, count: int) -> list[list[Point]]:
        """Zones that touch one another and cover the surroundings of a place, as those of a town plan do."""
        side = math.ceil(math.sqrt(count))
        cell = 2 * place.radius / side
        knots = {
            (column, row): _rounded((
                place.longitude + (column - side / 2 + self.uniform(-0.32, 0.32)) * cell * 1.45,
                place.latitude + (row - side / 2 + self.uniform(-0.32, 0.32)) * cell,
            ))
            for column in range(side + 1) for row in range(side + 1)
        }
        edges = {key: self._between(knots, key) for key in _edges(side)}
        zones = [_ring(edges, column, row) for row in range(side) for column in range(side)]
        middle = (side - 1) / 2
        order = sorted(range(len(zones)), key=lambda at: math.hypot(at % side - middle, at // side - middle))
        return [zones[at] for at in sorted(order[:count])]

    def blob(self, centre: Point, radius: float, corners: int = 16) -> list[Point]:
        """A closed round-edged area: a wetland, a wood, a beach."""
        lobes = [(self.randint(2, 5), self.uniform(0, 2 * math.pi), self.uniform(0.05, 0.22)) for _ in range(3)]
        ring = []
        for corner in range(corners):
            angle = 2 * math.pi * corner / corners
            stretch = 1 + sum(size * math.sin(times * angle + phase) for times, phase, size in lobes)
            ring.append(_rounded(_moved(centre, angle, radius * stretch)))
        return [*ring, ring[0]]

    def some(self, values: Sequence[Any], at: int) -> Any:
        """A value of a list: each once in turn, so that no two rows are alike while there are enough."""
        return values[at % len(values)]

    def _between(self, knots: dict[tuple[int, int], Point], key: tuple[str, int, int]) -> list[Point]:
        way, column, row = key
        start = knots[column, row]
        end = knots[(column + 1, row) if way == "across" else (column, row + 1)]
        return self.path(start, end, steps=4, wander=0.1)


def _edges(side: int) -> list[tuple[str, int, int]]:
    across = [("across", column, row) for column in range(side) for row in range(side + 1)]
    return across + [("up", column, row) for column in range(side + 1) for row in range(side)]


def _ring(edges: dict[tuple[str, int, int], list[Point]], column: int, row: int) -> list[Point]:
    south, north = edges["across", column, row], edges["across", column, row + 1]
    west, east = edges["up", column, row], edges["up", column + 1, row]
    return [*south, *east[1:], *north[::-1][1:], *west[::-1][1:]]


def _moved(point: Point, angle: float, distance: float) -> Point:
    stretch = 1 / math.cos(math.radians(point[1]))
    return point[0] + math.cos(angle) * distance * stretch, point[1] + math.sin(angle) * distance


def _rounded(point: Point) -> Point:
    return round(point[0], 5), round(point[1], 5)
