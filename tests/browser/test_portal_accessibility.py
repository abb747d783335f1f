"""No page of a portal breaks WCAG 2.2 AA as far as axe can tell: each type, in French and English, at both widths."""
from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.demo_site import DemoSite

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PORTALS = ("nantes", "loire-atlantique")
DATATABLES = "the table of ckanext-datatablesview, in a frame of its own"
NOT_OURS = {
    # The search fields under its headings have no label, and its headings that sort are no buttons: the markup is made
    # by the library's script, after any template.
    "label": DATATABLES,
    "aria-required-attr": DATATABLES,
    "empty-table-header": DATATABLES,
}


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Page]:
    """Return one page for all these visits: what is loaded once is kept."""
    context = browser.new_context(locale="fr-FR", viewport=DESKTOP, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def page_types(site: DemoSite, slug: str) -> dict[str, str]:
    """Return the path of one page of each type on a portal."""
    host = f"{slug}.localhost"
    found = {"home": "/", "search": "/dataset/?q=a", "nothing found": "/dataset/?q=zzzz", "not found": "/no-such-page"}
    for kind in ("CSV", "GeoJSON"):
        call = f"package_search?rows=1&fq=res_format:{kind}&sort=name%20asc"
        dataset = site.api(call, host)["results"][0]
        resource = next(each for each in dataset["resources"] if each["format"] == kind)
        found["dataset"] = f"/dataset/{dataset['name']}"
        found[f"resource {kind}"] = f"/dataset/{dataset['name']}/resource/{resource['id']}"
    organization = site.api("organization_list", host)[0]
    other = site.api("package_search?rows=1", "pays-de-la-loire.localhost")["results"][0]["name"]
    theme = site.api('package_search?rows=0&facet.field=["vocab_data_theme"]', host)["facets"]["vocab_data_theme"]
    free = re.search(r"<loc>[^<]*(/pages/[^<]+)</loc>", site.text("/sitemap.xml", host))
    if free:
        found["free page"] = free[1]
    return found | {
        "another's dataset": f"/dataset/{other}",
        "block of the portal": "/embed/portal",
        "block of a dataset": f"/embed{found['dataset']}",
        "search by theme": f"/dataset/?vocab_data_theme={next(iter(theme))}",
        "organisations": "/organization/",
        "organisation": f"/organization/{organization}",
        "about an organisation": f"/organization/about/{organization}",
        "groups": "/group/",
        "about": "/about",
        "legal": "/legal",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "contact": "/contact",
    }


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now, and where."""
    found: Any = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], iframes: false})", RULES
    )
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]} — {node['failureSummary'][:300]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("slug", PORTALS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_a_portal_breaks_wcag_2_2_aa(visitor: Page, demo_site: DemoSite, slug: str, language: str) -> None:
    wrong: dict[str, list[str]] = {}
    for name, path in page_types(demo_site, slug).items():
        visitor.set_viewport_size(DESKTOP)
        visitor.goto(f"{demo_site.portal(slug)}/{language}{path}", wait_until="load")
        assert visitor.locator("html").get_attribute("lang") == language
        visitor.evaluate(AXE)
        for width in (DESKTOP, PHONE):
            visitor.set_viewport_size(width)
            found = violations(visitor)
            if visitor.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found.append("wider than the screen")
            if found:
                wrong[f"{name}, {width['width']} px"] = found
    assert wrong == {}
