"""An officer changes the look of the department's portal, publishes it, and takes it back."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.test_ledger import log_in
from tests.demo_site import DemoSite

SLUG = "loire-atlantique"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False}


@pytest.fixture
def editor(look: Look, demo_site: DemoSite) -> Callable[[str], Page]:
    """Return a function that opens a page of the editor as the officer of the demo, who has the duty of the portal."""
    log_in(look, demo_site, "communication")
    return lambda path: look.at(f"{demo_site.common}{path}")


def violations(page: Page) -> list[str]:
    """Return what breaks WCAG 2.2 AA between CKAN's own header and footer, each with the elements that do."""
    # A link that has just been pressed fades from one colour to the other.
    page.mouse.move(0, 0)
    page.wait_for_timeout(250)
    found = Axe().run(page, context=".main", options=RULES).response["violations"]
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found]


def wait_until_the_portal_shows(site: DemoSite, page: Page, text: str) -> None:
    """Wait five seconds at most until the portal says this, then check that every worker does."""
    page.goto(f"{site.portal(SLUG)}/")
    ask = "path => fetch(path, {cache: 'no-store'}).then(answer => answer.text())"
    page.wait_for_function(
        "async text => (await (await fetch('/', {cache: 'no-store'})).text()).includes(text)", arg=text, timeout=5000,
        polling=500,
    )
    page.wait_for_timeout(2500)
    assert all(text in page.evaluate(ask, f"/?n={number}") for number in range(8))


def laid_out_as_on_a_computer(page: Page) -> bool:
    """Tell whether the preview is as wide as a computer's screen to the page in it, and fits in its place."""
    inside = page.frames[-1].evaluate("window.innerWidth")
    frame, place = page.locator(".editor-screen iframe").bounding_box(), page.locator(".editor-screen").bounding_box()
    assert frame
    assert place
    return inside == 1280 and frame["width"] <= place["width"] < 1280


def test_an_officer_changes_the_look_publishes_it_and_takes_it_back(
    editor: Callable[[str], Page], demo_site: DemoSite, look: Look
) -> None:
    page = editor(f"/portal/history/{SLUG}")
    former = page.locator("tbody tr").first.locator("th").inner_text().split()[0]

    page = editor(f"/portal/edit/{SLUG}#section-colours")
    page.locator("[name='colours.primary']").fill("#ff9900")
    take = page.locator("button[value^='take:colours.primary:']")
    expect(take).to_be_visible()
    # A script draws it as the server does: with the colour that it gives.
    expect(take.locator("svg rect")).to_have_attribute("fill", (take.get_attribute("value") or "").rpartition(":")[2])
    take.click()
    expect(page.locator("[name='colours.primary']")).not_to_have_value("#ff9900")
    taken = page.locator("[name='colours.primary']").input_value()
    assert re.fullmatch(r"#[0-9a-f]{6}", taken)
    expect(take).to_have_count(0)

    page.locator(".editor-sections a[href='#section-home']").click()
    page.locator("#field-block").select_option("text")
    page.locator("button[value='add:home']").click()
    text = page.locator("textarea[name^='home.'][name$='.text.fr']").last
    expect(text).to_be_visible()
    text.fill("Bienvenue **chez vous**")
    preview = page.frame_locator(".editor-preview iframe")
    expect(preview.locator("strong", has_text="chez vous")).to_be_visible()

    page.locator(".editor-sections a[href='#section-pages']").click()
    page.locator("button[value='add:pages']").click()
    page.locator("[name='pages.0.slug']").fill("bienvenue")
    page.locator("[name='pages.0.title.fr']").fill("Notre démarche")
    page.locator("[name='pages.0.text.fr']").fill("# Pourquoi\n\nParce que *oui*.")
    expect(page.locator("#preview-page")).to_have_value("page:bienvenue")
    expect(preview.locator("em", has_text="oui")).to_be_visible()
    page.locator("[data-width='390']").click()
    expect(page.locator("[data-width='390']")).to_have_attribute("aria-pressed", "true")

    page.locator("button[value='publish']:visible").click()
    page.wait_for_url(f"**/portal/publish/{SLUG}")
    expect(page.locator(".editor-changes")).to_contain_text(taken)
    assert violations(page) == []
    assert laid_out_as_on_a_computer(page)
    page.locator("#field-note").fill("Couleur, accueil, démarche")
    page.locator(".editor-sheet form button[type=submit]").click()
    page.wait_for_url(f"**/portal/history/{SLUG}")
    expect(page.locator("tbody tr").first).to_contain_text("Couleur, accueil, démarche")
    wait_until_the_portal_shows(demo_site, page, "<strong>chez vous</strong>")
    page.goto(f"{demo_site.portal(SLUG)}/pages/bienvenue")
    expect(page.get_by_role("heading", name="Notre démarche")).to_be_visible()

    page = editor(f"/portal/version/{SLUG}/{former}")
    assert violations(page) == []
    assert laid_out_as_on_a_computer(page)
    page.locator(".editor-sheet form button[type=submit]").click()
    page.wait_for_url(f"**/portal/history/{SLUG}")
    page.goto(f"{demo_site.portal(SLUG)}/")
    page.wait_for_function(
        "async () => !(await (await fetch('/', {cache: 'no-store'})).text()).includes('chez vous')", timeout=5000,
        polling=500,
    )


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_editor_is_accessible(
    editor: Callable[[str], Page], demo_site: DemoSite, look: Look, language: str, width: int
) -> None:
    look.page.set_viewport_size({"width": width, "height": 900})
    page = editor(f"/{language}/portal/edit/{SLUG}")
    for link in page.locator(".editor-sections a").all():
        link.click()
        assert violations(page) == [], link.inner_text()
    page = editor(f"/{language}/organization/portal/{SLUG}")
    assert violations(page) == []


def test_the_preview_turns_to_the_page_that_is_edited_until_another_is_chosen(
    editor: Callable[[str], Page], look: Look
) -> None:
    page = editor(f"/portal/edit/{SLUG}#section-legal")
    chosen, title = page.locator("#preview-page"), page.frame_locator(".editor-preview iframe").locator("h1").first
    expect(chosen).to_have_value("legal")
    titles = {"privacy": "Données personnelles", "accessibility": "Déclaration d'accessibilité", "contact": "Contact"}
    for part, words in titles.items():
        page.locator(f".editor-sections a[href='#section-{part}']").click()
        expect(chosen).to_have_value(part)
        expect(title).to_have_text(words)
    page.locator(".editor-sections a[href='#section-pages']").click()
    expect(chosen).to_have_value("home")  # There is no free page yet.
    for number, (slug, words) in enumerate((("un", "Page une"), ("deux", "Page deux"))):
        page.locator("button[value='add:pages']").click()
        page.locator(f"[name='pages.{number}.slug']").fill(slug)
        page.locator(f"[name='pages.{number}.title.fr']").fill(words)
        expect(chosen).to_have_value(f"page:{slug}")
        expect(title).to_have_text(words)
    page.locator(".editor-sections a[href='#section-colours']").click()
    expect(chosen).to_have_value("home")
    page.locator(".editor-sections a[href='#section-pages']").click()
    expect(chosen).to_have_value("page:un")
    page.locator("[name='pages.1.text.fr']").focus()
    expect(chosen).to_have_value("page:deux")
    chosen.select_option("search")
    page.locator("[name='pages.1.text.fr']").fill("Du texte")
    page.wait_for_timeout(1500)
    expect(chosen).to_have_value("search")


@pytest.mark.parametrize(("width", "language"), [(1440, "fr"), (1440, "en"), (1280, "fr")])
def test_what_the_preview_is_chosen_by_stands_on_one_line(
    editor: Callable[[str], Page], look: Look, width: int, language: str
) -> None:
    look.page.set_viewport_size({"width": width, "height": 900})
    page = editor(f"/{language}/portal/edit/{SLUG}")
    places = [each.bounding_box() for each in page.locator(".editor-preview-bar > :not(.visually-hidden)").all()]
    middles = {round((place["y"] + place["height"] / 2) / 4) for place in places if place}
    assert len(places) == 3
    assert len(middles) == 1


def test_no_button_or_field_is_cut(demo_site: DemoSite, look: Look) -> None:
    log_in(look, demo_site, "admin")
    page = look.at(f"{demo_site.common}/fr/portal/settings/{SLUG}")
    assert page.locator("#field-hosts").evaluate("field => getComputedStyle(field).borderBottomWidth") == "1px"
    hint, next_field = page.locator("#field-hosts-hint").bounding_box(), page.locator("#field-organizations")
    field, label = page.locator("#field-hosts").bounding_box(), page.locator("label[for='field-organizations']")
    below = label.bounding_box()
    assert hint
    assert field
    assert below
    expect(next_field).to_have_attribute("aria-describedby", "field-organizations-hint")
    assert hint["y"] - (field["y"] + field["height"]) < below["y"] - (hint["y"] + hint["height"])
    page = look.at(f"{demo_site.common}/fr/organization/duties/{SLUG}")
    button, card = page.locator(".content_action .btn").bounding_box(), page.locator("article.module").bounding_box()
    assert button
    assert card
    assert card["y"] < button["y"]


def test_no_page_is_wider_than_a_telephone(demo_site: DemoSite, look: Look) -> None:
    log_in(look, demo_site, "admin")
    look.page.set_viewport_size({"width": 390, "height": 844})
    named = ("portal/edit", "portal/history", "portal/settings", "organization/portal", "organization/duties")
    for path in (*(f"{page}/{SLUG}" for page in named), f"portal/version/{SLUG}/1", "ckan-admin/portals"):
        page = look.at(f"{demo_site.common}/fr/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
