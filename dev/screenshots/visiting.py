"""What visitors see: the common site, every type of page of a portal, what other sites show, phones and paper."""
from __future__ import annotations

from pathlib import Path

import yaml
from camera import Camera, Site

__all__ = ["common_site", "data", "home_blocks", "on_other_sites", "phone_and_paper", "portals"]

SCENARIO = Path(__file__).resolve().parents[2] / "demo" / "pays-de-la-loire.yaml"
DATASET = "aires-de-covoiturage-nantes-metropole"
ANOTHERS = "arrets-de-car-loire-atlantique"
"""A dataset of another member than those of Nantes' portal."""


def common_site(camera: Camera, site: Site) -> None:
    """The site of all members, and the books of the lead."""
    camera.keep("common-home", f"{site.common}/")
    camera.keep("common-search", f"{site.common}/dataset/")
    camera.log_in(site, "tresoriere")
    camera.keep("ledger", f"{site.common}/organization/nantes-metropole/ledger")


def portals(camera: Camera, site: Site) -> None:
    """Every type of page of a portal but those of data."""
    nantes = site.portal("nantes")
    for name, path in (
        ("portal-home", "/"),
        ("portal-home-english", "/en/"),
        ("portal-search", "/dataset/?q=v%C3%A9lo"),
        ("portal-search-empty", "/dataset/?q=licorne"),
        ("portal-organizations", "/organization/"),
        ("portal-organization", "/organization/nantes"),
        ("portal-about", "/about"),
        ("portal-page", "/pages/demarche"),
        ("portal-legal", "/legal"),
        ("portal-privacy", "/privacy"),
        ("portal-accessibility", "/accessibility"),
        ("portal-contact", "/contact"),
        ("portal-elsewhere", f"/dataset/{ANOTHERS}"),
        ("portal-not-found", "/dataset/jamais-publie"),
    ):
        camera.keep(name, f"{nantes}{path}")
    camera.keep("portal-footer", f"{nantes}/", part=".portal-footer")
    camera.keep("portal-department", f"{site.portal('loire-atlantique')}/")
    camera.keep("portal-region-by-path", f"{site.common}/p/pays-de-la-loire/")
    camera.page.set_viewport_size({"width": 1280, "height": 420})
    camera.keep("unknown-host", f"{site.portal('inconnu')}/")


def data(camera: Camera, site: Site) -> None:
    """A dataset, and its files as a table and as a map."""
    nantes = site.portal("nantes")
    camera.keep("portal-dataset", f"{nantes}/dataset/{DATASET}")
    camera.page.locator(".portal-embed").evaluate_all("found => found.forEach(each => { each.open = true })")
    camera.keep("portal-embed-code", part=".portal-embed")
    camera.page.set_viewport_size({"width": 1280, "height": 1180})
    resources = {each["format"]: each["id"] for each in camera.ask(f"package_show?id={DATASET}")["resources"]}
    for name, kind, shown in (("dataset-table", "CSV", "iframe"), ("dataset-map", "GeoJSON", ".leaflet-container")):
        camera.open(f"{nantes}/dataset/{DATASET}/resource/{resources[kind]}")
        camera.page.locator(shown).first.scroll_into_view_if_needed()
        camera.page.wait_for_timeout(1500)
        camera.page.evaluate("scrollTo(0, 0)")
        camera.keep(name)


def home_blocks(camera: Camera, site: Site) -> None:
    """The home page from top to bottom, and each of its blocks by itself."""
    camera.keep("portal-home-whole", f"{site.portal('nantes')}/", whole=True)
    portal = yaml.safe_load(SCENARIO.read_text())["portals"][0]
    for number, block in enumerate(portal["brand"]["home"], 1):
        camera.page.locator(f"#block-{number}").scroll_into_view_if_needed()
        camera.page.wait_for_timeout(500)
        camera.keep(f"block-{block['block']}", part=f"section[aria-labelledby=block-{number}]")


def on_other_sites(camera: Camera, site: Site) -> None:
    """The blocks that another site shows in a frame, and the picture that a social network shows."""
    nantes = site.portal("nantes")
    camera.page.set_viewport_size({"width": 560, "height": 360})
    camera.keep("embed-dataset", f"{nantes}/embed/dataset/{DATASET}")
    camera.page.set_viewport_size({"width": 560, "height": 440})
    camera.keep("embed-portal", f"{nantes}/embed/portal")
    camera.page.set_viewport_size({"width": 600, "height": 460})
    camera.keep("embed-territory", f"{site.common}/embed/territory/loire-atlantique")
    camera.keep("embed-platform", f"{site.common}/embed/territory")
    camera.open(f"{nantes}/")
    card = camera.page.locator("meta[property='og:image']").get_attribute("content") or ""
    camera.page.set_viewport_size({"width": 1200, "height": 630})
    camera.keep("social-card", card)


def phone_and_paper(camera: Camera, site: Site) -> None:
    """The same pages on a phone, and a dataset as it is printed."""
    nantes = site.portal("nantes")
    camera.page.set_viewport_size({"width": 390, "height": 844})
    camera.keep("portal-phone", f"{nantes}/")
    camera.keep("portal-phone-search", f"{nantes}/dataset/?q=v%C3%A9lo")
    camera.keep("portal-phone-dataset", f"{nantes}/dataset/{DATASET}")
    camera.page.set_viewport_size({"width": 794, "height": 1123})
    camera.page.emulate_media(media="print")
    camera.keep("portal-print", f"{nantes}/dataset/{DATASET}")
