"""Compose the catalogue: from recipes to datasets, and what changes in it from one harvest to the next."""
from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random
import re
import unicodedata
from collections.abc import Iterator

from demo.catalogue.draw import Draw
from demo.catalogue.nouns import Dataset, Place, Publisher, Recipe
from demo.catalogue.places import METROPOLIS, NANTES
from demo.catalogue.publishers import PUBLISHERS
from demo.catalogue.themes import city, department, metropolis, region
from demo.catalogue.write import write_files

__all__ = ["ADDED", "CHANGED", "REMOVED", "build", "slug"]

RECIPES = {
    "nantes-metropole": metropolis.RECIPES,
    "nantes": city.RECIPES,
    "loire-atlantique": department.RECIPES,
    "pays-de-la-loire": region.RECIPES,
}
CHANGED, ADDED, REMOVED = 10, 5, 3
"""How many datasets a wave changes, adds and removes."""

NEWS = (
    ("Ombrières photovoltaïques : {place}", "transition énergétique"), ("Îlots de fraîcheur : {place}", "climat"),
    ("Fresques et murs d'expression : {place}", "art"), ("Boîtes à livres : {place}", "lecture publique"),
    ("Ruches municipales : {place}", "biodiversité"),
)


def build(wave: int = 0) -> tuple[Dataset, ...]:
    """Return the datasets as they are after so many waves of changes: 350, and 2 more at each wave."""
    datasets = {dataset.name: dataset for name, recipes in RECIPES.items() for dataset in _publish(PUBLISHERS[name],
                                                                                                   recipes)}
    for number in range(1, wave + 1):
        datasets = _evolve(datasets, number)
    return tuple(datasets.values())


def slug(text: str) -> str:
    """Return a CKAN name: lower case, no accent, hyphens, 90 characters at most."""
    text = text.replace("œ", "oe").replace("Œ", "oe")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:90].rstrip("-")


def _publish(publisher: Publisher, recipes: tuple[Recipe, ...]) -> Iterator[Dataset]:
    for recipe in recipes:
        for place, year, label in itertools.product(recipe.places or (None,), recipe.years or (None,),
                                                    recipe.labels or ("",)):
            yield _dataset(publisher, recipe, place, year, label)


def _dataset(publisher: Publisher, recipe: Recipe, place: Place | None, year: int | None, label: str,
             edition: int = 0) -> Dataset:
    words = {"place": place.name if place else "", "year": year, "label": label}
    title = recipe.title.format(**words)
    # Two bodies may give one title: the name says whose it is.
    name = slug(f"{title} {publisher.name}")
    where = place or (NANTES if publisher.name == "nantes" else METROPOLIS)
    draw = Draw(f"{name}#{edition}", where, year, label)
    modified = _modified(draw, year, edition)
    files, extent = write_files(draw, recipe, publisher, name, title)
    return Dataset(
        name=name, title=title, notes=_notes(draw, recipe, publisher, words), publisher=publisher.name,
        theme=recipe.theme,
        tags=tuple(dict.fromkeys(tag.format(**words) for tag in recipe.tags)),
        licence=recipe.licence or draw.choices(("lov2", "fr-lo", "odc-odbl", "notspecified"), (62, 14, 18, 6))[0],
        maintainer=publisher.service, maintainer_email=publisher.email, frequency=recipe.frequency,
        territory=place.name if place else publisher.title, year=year, modified=modified, files=files, extent=extent,
    )


def _notes(draw: Draw, recipe: Recipe, publisher: Publisher, words: dict[str, object]) -> str:
    columns = list(recipe.columns)
    closing = (
        f"Les fichiers sont produits par {publisher.title} ({publisher.service.lower()}) et publiés avec une "
        f"fréquence {recipe.frequency}.",
        f"Une remarque, une erreur ? Écrivez à [{publisher.email}](mailto:{publisher.email}).",
        f"Chaque ligne décrit un élément ; la colonne **{columns[0]}** le désigne.",
        "Les fichiers CSV sont encodés en UTF-8 ; les coordonnées, quand il y en a, sont en WGS 84.",
    )
    return f"{recipe.about.format(**words)}\n\n{' '.join(draw.sample(closing, draw.randint(1, 2)))}"


def _modified(draw: Draw, year: int | None, edition: int) -> str:
    first = dt.datetime(min((year or 2024) + 1, 2025), 1, 6, 8, 0)  # noqa: DTZ001 - CKAN's dates carry no zone
    return (first + dt.timedelta(days=draw.randint(0, 200) + 30 * edition, minutes=draw.randint(0, 600))).isoformat()


def _evolve(datasets: dict[str, Dataset], wave: int) -> dict[str, Dataset]:
    chance = random.Random(f"wave {wave}")  # noqa: S311 - believable data, not a secret
    removed = set(chance.sample(sorted(datasets), REMOVED))
    kept = {name: dataset for name, dataset in datasets.items() if name not in removed}
    for name in chance.sample(sorted(kept), CHANGED):
        kept[name] = _changed(kept[name], wave)
    return kept | {dataset.name: dataset for dataset in _news(wave)}


def _changed(dataset: Dataset, wave: int) -> Dataset:
    """The same dataset with corrected notes, a later date, and one row less in its files' tables."""
    files = tuple(
        dataclasses.replace(file, text="\n".join(file.text.splitlines()[:-1]) + "\n") if file.format == "CSV" else file
        for file in dataset.files
    )
    later = dt.datetime.fromisoformat(dataset.modified) + dt.timedelta(days=30)
    note = f"{dataset.notes}\n\n*Correction n° {wave} : une ligne en double a été retirée.*"
    return dataclasses.replace(dataset, notes=note, files=files, modified=later.isoformat())


def _news(wave: int) -> Iterator[Dataset]:
    template = next(recipe for recipe in city.RECIPES if recipe.title == "{label} de Nantes")
    for title, tag in NEWS[:ADDED]:
        recipe = dataclasses.replace(template, title=f"{title} ({2024 + wave})", labels=(), theme="environnement",
                                     tags=(tag, "nouveauté"))
        yield _dataset(PUBLISHERS["nantes"], recipe, NANTES, None, "", edition=wave)
