"""What a treasurer finds when she logs in on the common site."""
from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.demo_site import DemoSite

SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def log_in(look: Look, site: DemoSite, name: str) -> Page:
    """Log in as one of the demo's accounts."""
    page = look.at(f"{site.common}/user/login")
    page.locator("#field-login").fill(name)
    page.locator("#field-password").fill(site.accounts[name])
    page.locator("#field-password").press("Enter")
    page.wait_for_url(lambda url: "/user/login" not in url)
    return page


def test_the_lead_s_treasurer_sees_the_contract_and_every_member_s_part(look: Look, demo_site: DemoSite) -> None:
    log_in(look, demo_site, "tresoriere")
    page = look.at(f"{demo_site.common}/organization/nantes-metropole/ledger")
    shown = page.locator("body").inner_text().translate(SPACES)
    for words in ("210 000,00 €", "70 000,00 €", "35 000,00 €", "Région Pays de la Loire", "Ville de Nantes",
                  "Marché d'investissement 2012-2013"):
        assert words in shown, f"{words!r} is not on the page"


def test_a_member_sees_its_own_balance_and_not_the_others(look: Look, demo_site: DemoSite) -> None:
    log_in(look, demo_site, "admin-loire-atlantique")
    page = look.at(f"{demo_site.common}/organization/loire-atlantique")
    assert "70 000,00 €" in page.locator("body").inner_text().translate(SPACES)
    answer = look.page.goto(f"{demo_site.common}/organization/nantes/ledger")
    assert answer is not None
    assert answer.status == 403


def test_the_public_sees_no_money(look: Look, demo_site: DemoSite) -> None:
    page = look.at(f"{demo_site.common}/organization/loire-atlantique")
    expect(page.locator("body")).not_to_contain_text("Coûts partagés")
    assert "70 000" not in page.locator("body").inner_text().translate(SPACES)
