"""A dataset is looked at on the site: its table, its map."""
from __future__ import annotations

import urllib.request

from playwright.sync_api import expect

from tests.browser.conftest import Look
from tests.demo_site import DemoSite


def _resource(site: DemoSite, resource_format: str) -> dict:
    """Return a resource of Nantes' portal in this format, with the views it has."""
    query = "package_search?rows=1&fq=res_format:" + resource_format
    found = site.api(query, "nantes.localhost")["results"][0]
    resource = next(item for item in found["resources"] if item["format"] == resource_format)
    views = site.api(f"resource_view_list?id={resource['id']}", "nantes.localhost")
    assert views, f"{found['name']}: nothing to look at"
    return {**resource, "package": found["name"], "view": views[0]["id"]}


def test_a_table_shows_the_rows_of_its_file_on_a_portal(look: Look, demo_site: DemoSite) -> None:
    resource = _resource(demo_site, "CSV")
    address = f"{demo_site.portal('nantes')}/dataset/{resource['package']}/resource/{resource['id']}"
    page = look.at(address)
    view = page.frame_locator("iframe").first
    expect(view.locator("table tbody tr").first).to_be_visible(timeout=20_000)
    with urllib.request.urlopen(resource["url"]) as answer:  # noqa: S310
        first_row = answer.read().decode("utf-8-sig").splitlines()[1]
    shown = view.locator("table").all_inner_texts()
    cell = max(first_row.replace(";", ",").split(","), key=len).strip('"')
    assert any(cell in text for text in shown), f"{cell!r} is not in the table"


def test_a_map_draws_the_objects_of_its_file_without_any_outside_service(look: Look, demo_site: DemoSite) -> None:
    resource = _resource(demo_site, "GeoJSON")
    page = look.at(f"{demo_site.portal('nantes')}/dataset/{resource['package']}/resource/{resource['id']}")
    drawn = page.locator(".leaflet-container .leaflet-pane").locator("path, img, canvas")
    expect(drawn.first).to_be_attached(timeout=20_000)
