"""The search schema on the real Solr: CKAN's own, whole, with French and places beside it."""
from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests

import ckan
from ckan.common import config

import ckanext.mutualisation

STOCK = Path(ckan.__file__).parent / "config" / "solr" / "schema.xml"
OURS = Path(ckanext.mutualisation.__file__).parent / "solr" / "schema.xml"


def elements(path: Path) -> set[tuple[str, ...]]:
    """Return every element of a schema with its attributes and the analysis under it."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own files
    parts = [element for parent in (root, *root) for element in parent if element.tag not in ("types", "fields")]
    return {
        (ET.canonicalize(ET.tostring(element), strip_text=True),) for element in parts
    }


def solr(path: str, **parameters: str) -> dict:
    return requests.get(f"{config['solr_url']}/{path}", params={"wt": "json", **parameters}, timeout=30).json()


def words(text: str) -> list[str]:
    answer = solr("analysis/field", **{"analysis.fieldname": "text_fr", "analysis.fieldvalue": text})
    return [token["text"] for token in answer["analysis"]["field_names"]["text_fr"]["index"][-1]]


def test_nothing_of_ckan_s_schema_is_changed() -> None:
    assert elements(STOCK) - elements(OURS) == set()


def test_ckan_recognises_the_schema_by_its_name() -> None:
    names = [ET.parse(path).getroot().get("name") for path in (STOCK, OURS)]  # noqa: S314 - our own files
    assert names[0] == names[1]


@pytest.mark.parametrize(("one", "other"), [
    ("école", "Écoles"), ("école", "ecole"), ("vélo", "velos"), ("municipal", "municipaux"),
    ("municipal", "municipales"),
    ("eau", "l'eau"), ("eau", "d’eau"),
    ("journal", "journaux"), ("qualité", "qualites"), ("équipement", "equipements"),
    ("culturel", "culturelles"), ("propreté", "proprete"),
])
def test_a_french_word_is_found_in_its_other_forms(one: str, other: str) -> None:
    assert words(one) == words(other) != []


@pytest.mark.parametrize(("one", "other"), [("commune", "communication"), ("port", "porte-monnaie"), ("rue", "ruelle")])
def test_another_word_is_not(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_small_words_are_dropped_and_codes_kept() -> None:
    assert words("Le budget de la commune") == words("budget commune")
    assert words("A87 44109") == ["a87", "44109"]


@pytest.mark.parametrize(("field", "kind"), [
    ("title_fr", "text_fr"), ("text_fr", "text_fr"), ("title_sort_fr", "sort_fr"), ("minx", "float"), ("maxy", "float"),
    ("spatial_geom", "location_rpt"), ("spatial_bbox", "bbox"),
])
def test_solr_gives_each_field_its_type(field: str, kind: str) -> None:
    assert solr(f"schema/fields/{field}")["field"]["type"] == kind


class TestSearch:
    DOCUMENTS = (
        {"id": "1", "title": "Écoles municipales", "title_string": "Écoles municipales", "minx": -1.6, "maxx": -1.5,
         "spatial_geom": "POLYGON((-1.6 47.2, -1.5 47.2, -1.5 47.3, -1.6 47.3, -1.6 47.2))"},
        {"id": "2", "title": "Zones humides", "title_string": "Zones humides", "minx": 4.6, "maxx": 4.7,
         "spatial_geom": "POLYGON((4.6 43.6, 4.7 43.6, 4.7 43.7, 4.6 43.7, 4.6 43.6))"},
        {"id": "3", "title": "Eau potable", "title_string": "eau potable"},
    )

    @pytest.fixture(autouse=True)
    def _indexed(self):
        documents = [{**one, "index_id": f"schema-{one['id']}", "site_id": "schema"} for one in self.DOCUMENTS]
        address = f"{config['solr_url']}/update?commit=true"
        requests.post(address, json=documents, timeout=30).raise_for_status()
        yield
        requests.post(address, json={"delete": {"query": "site_id:schema"}}, timeout=30).raise_for_status()

    def found(self, **parameters: str) -> list[str]:
        answer = solr("select", fq="site_id:schema", fl="id", **parameters)
        return [one["id"] for one in answer["response"]["docs"]]

    def test_french_beside_english(self) -> None:
        fields = {"defType": "edismax", "qf": "name^4 title^4 title_fr^4 tags^2 groups^2 text text_fr", "q.op": "AND"}
        assert self.found(q="ecole municipal", **fields) == ["1"]
        assert self.found(q="l'eau", **fields) == ["3"]
        assert self.found(q="l'eau", **{**fields, "qf": "name^4 title^4 tags^2 groups^2 text"}) == []

    def test_titles_in_the_order_of_a_french_dictionary(self) -> None:
        assert self.found(q="*:*", sort="title_sort_fr asc") == ["3", "1", "2"]
        assert self.found(q="*:*", sort="title_string asc") == ["2", "3", "1"]

    def test_places(self) -> None:
        nantes = "{!field f=spatial_geom}Intersects(ENVELOPE(-2, -1, 48, 47))"
        assert self.found(q=nantes) == ["1"]
        assert self.found(q="minx:[-2 TO -1]") == ["1"]
