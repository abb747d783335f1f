"""What a visitor finds on the common site and on two portals."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Look
from tests.demo_site import DemoSite

NANTES = "Nantes et sa métropole"
DEPARTMENT = "Loire-Atlantique"


@pytest.mark.parametrize(("slug", "title", "datasets", "colour"), [
    ("nantes", NANTES, 215, "rgb(11, 93, 75)"),
    ("loire-atlantique", DEPARTMENT, 85, "rgb(15, 76, 129)"),
])
@pytest.mark.parametrize("way", ["host", "path"])
def test_a_portal_shows_its_name_its_logo_its_colours_and_its_own_figures(
    look: Look, demo_site: DemoSite, slug: str, title: str, datasets: int, colour: str, way: str
) -> None:
    page = look.at(f"{demo_site.portal(slug) if way == 'host' else demo_site.by_path(slug)}/")
    expect(page).to_have_title(re.compile(title))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".portal-figures")).to_contain_text(str(datasets))
    expect(page.locator("h2").first).to_be_visible()
    logo = page.locator("header img").first
    assert logo.evaluate("image => image.complete && image.naturalWidth") > 0
    colours = page.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap(element => {"
        " const style = getComputedStyle(element); return [style.color, style.backgroundColor] })"
    )
    assert colour in colours


def test_the_portal_of_nantes_names_both_organisations_as_publishers(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.portal('nantes')}/")
    publishers = page.locator(".portal-organizations")
    expect(publishers).to_contain_text("Nantes Métropole")
    expect(publishers).to_contain_text("Ville de Nantes")


@pytest.mark.parametrize("way", ["host", "path"])
def test_searching_and_opening_a_dataset_stays_on_the_portal(look: Look, demo_site: DemoSite, way: str) -> None:
    home = demo_site.portal("nantes") if way == "host" else demo_site.by_path("nantes")
    page = look.at(f"{home}/")
    page.locator(".portal-search input").fill("vélo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/dataset/?q=*")
    first = page.locator(".dataset-list h2 a, .dataset-heading a").first
    title = first.inner_text()
    first.click()
    page.wait_for_url(re.compile(re.escape(f"{home}/dataset/") + "[^?]+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_the_common_site_finds_the_datasets_of_all_four_members(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.common}/dataset/")
    expect(page.locator("h1")).to_contain_text("350")
    for member in ("Nantes Métropole", "Ville de Nantes", "Département de", "Région Pays de la Loire"):
        expect(page.locator("aside")).to_contain_text(member)


def test_a_dataset_of_another_member_is_not_found_and_its_owner_is_named(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.portal('loire-atlantique')}/dataset/")
    link = page.locator(".dataset-list h2 a, .dataset-heading a").first.get_attribute("href")
    assert link is not None
    path = "/dataset/" + link.rstrip("/").split("/dataset/")[1]
    answer = look.page.goto(f"{demo_site.portal('nantes')}{path}")
    assert answer is not None
    assert answer.status == 404
    owner = look.page.locator(f"a[href^='{demo_site.portal('loire-atlantique')}/']").first
    expect(owner).to_be_visible()
    owner.click()
    look.page.wait_for_load_state("networkidle")
    assert look.page.url.startswith(f"{demo_site.portal('loire-atlantique')}{path}")


def test_a_host_that_nobody_registered_gets_a_page_that_says_so(look: Look, demo_site: DemoSite) -> None:
    answer = look.page.goto(f"http://inconnu.localhost:{demo_site.stack.ports['ckan']}/dataset/")
    assert answer is not None
    assert answer.status == 404
    assert "Nantes" not in look.page.content()
    expect(look.page.get_by_role("heading").first).to_be_visible()


def test_a_portal_speaks_the_language_that_is_chosen(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.portal('nantes')}/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("header a[hreflang=en], header a[lang=en]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nantes and its metropolis")
    assert page.url.startswith(demo_site.portal("nantes"))


def test_a_portal_fits_a_phone(look: Look, demo_site: DemoSite) -> None:
    look.page.set_viewport_size({"width": 390, "height": 844})
    page = look.at(f"{demo_site.portal('loire-atlantique')}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".portal-search input")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.portal('nantes')}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("#content")
