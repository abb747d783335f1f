"""The accessibility statement has the parts of the official model, in its order, and what its member wrote in them."""
from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.sections import SECTIONS
from tests.portal import factories

(SECTION,) = SECTIONS
HOST = "nantes.localhost"
LEAST = {"level": "partial", "stated": "2026-11-24", "contact": "a11y@nantes.example"}
WHOLE = {
    **LEAST,
    "rate": 72,
    "audited": "2026-10-01",
    "auditor": "Un cabinet",
    "plan": {"fr": "[Schéma 2026-2028](https://nantes.example/schema)", "en": "[Plan](https://nantes.example/plan)"},
    "not_accessible": {"fr": "Les vidéos.", "en": "The videos."},
    "technologies": {"fr": "- HTML\n- SVG"},
    "environment": {"fr": "Firefox et NVDA", "en": "Firefox and NVDA"},
    "tools": {"fr": "axe-core"},
    "pages": {"fr": "- [Accueil](/)\n- [Contact](/contact)"},
}
HEADINGS = [
    "h2 Compliance status",
    "h2 Results of the audit",
    "h2 Content that is not accessible",
    "h3 Non-compliance",
    "h2 Establishment of this statement",
    "h3 Technologies used to build the site",
    "h3 Test environment",
    "h3 Tools used to assess accessibility",
    "h3 Pages whose conformity was checked",
    "h2 Feedback and contact",
    "h2 Means of redress",
]


@pytest.fixture
def stated(territory, visitor):
    """Return a function that publishes a statement and reads it, in English, as the public does."""

    def publish(statement: dict, path: str = "/en/accessibility", host: str | None = HOST) -> BeautifulSoup:
        brand = {**call_action("mutualisation_brand_show", id="nantes")["brand"], "accessibility": statement}
        call_action("mutualisation_brand_update", id="nantes", brand=brand)
        call_action("mutualisation_brand_publish", id="nantes")
        return BeautifulSoup(visitor(path, host=host).body, "html.parser")

    return publish


def headings(page: BeautifulSoup) -> list[str]:
    return [f"{each.name} {each.get_text()}" for each in page.select(".portal-prose :is(h2, h3)")]


def words(page: BeautifulSoup, selector: str) -> str:
    (found,) = page.select(selector)
    return found.get_text(" ", strip=True)


def under(page: BeautifulSoup, heading: str) -> str:
    return words(page, f'h3:-soup-contains("{heading}") + *')


def test_each_part_stands_where_the_model_has_it(stated):
    page = stated(WHOLE)
    assert headings(page) == HEADINGS
    assert "72% of the RGAA criteria are met." in page.get_text()
    assert under(page, "Technologies used to build the site") == "HTML SVG"
    assert under(page, "Test environment") == "Firefox and NVDA"
    assert under(page, "Tools used to assess accessibility") == "axe-core"
    first = words(page, ".portal-prose").partition("Compliance status")[0]
    assert first.index("undertake") < first.index("strategy and actions") < first.index("Plan") < first.index("applies")
    assert words(page, 'a[href="https://nantes.example/plan"]') == "Plan"


def test_a_plan_that_is_an_address_alone_is_a_link(stated):
    page = stated({**LEAST, "plan": {"fr": "https://nantes.example/schema"}})
    assert words(page, 'a[href="https://nantes.example/schema"]') == "https://nantes.example/schema"


@pytest.mark.parametrize(("path", "host", "prefix"), [("/fr/accessibility", HOST, "/fr"),
                                                      ("/p/nantes/fr/accessibility", None, "/p/nantes/fr")])
def test_the_pages_that_were_checked_are_linked_to_on_this_portal(stated, path, host, prefix):
    page = stated(WHOLE, path, host)
    checked = page.select('h3:-soup-contains("vérification de conformité") + ul a')
    assert [each["href"] for each in checked] == [f"{prefix}/", f"{prefix}/contact"]


def test_what_is_left_empty_is_left_out(stated):
    page = stated(LEAST)
    assert headings(page) == [
        "h2 Compliance status", "h2 Establishment of this statement", "h2 Feedback and contact", "h2 Means of redress"]
    assert "strategy and actions" not in page.get_text()


def test_nothing_in_it_can_run(stated):
    texts = [name for name, value in WHOLE.items() if isinstance(value, dict)]
    evil = {name: {"fr": "<script>alert(1)</script>[x](javascript:alert(2))"} for name in texts}
    page = str(stated({**LEAST, **evil}))
    assert page.count(">x</a>") == len(texts)
    assert "alert(" not in page
    assert 'href="javascript:' not in page


def test_the_declarative_file_writes_it_and_reads_it_back(stated):
    stated(WHOLE)
    exported = {"portals": SECTION.export()}
    nantes = next(entry for entry in exported["portals"] if entry["slug"] == "nantes")
    assert nantes["brand"]["accessibility"] == WHOLE
    assert list(SECTION.check(exported)) == []
    assert list(SECTION.plan(exported)) == []
    factories.remove_portals()
    SECTION.apply(exported)
    assert call_action("mutualisation_brand_show", id="nantes")["brand"]["accessibility"] == WHOLE
