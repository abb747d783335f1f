"""The demo as `make demo` makes it, on a stack of its own, and a browser that looks at it."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.demo_site import DemoSite

__all__ = ["Look", "browser", "look"]

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--no-first-run", "--disable-sync", "--disable-quic",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, started once."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Look:
    """A page in the browser, and what went wrong while it was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def at(self, address: str) -> Page:
        """Open an address and return the page once it is still."""
        answer = self.page.goto(address, wait_until="networkidle")
        assert answer is not None
        assert answer.status < 400, f"{address} answered {answer.status}"
        return self.page

    def _note(self, url: str) -> None:
        host = url.split("/")[2].split(":")[0] if url.startswith("http") else "localhost"
        if not (host == "127.0.0.1" or host == "localhost" or host.endswith(".localhost")):
            self.foreign.append(url)


@pytest.fixture
def look(browser: Browser, demo_site: DemoSite) -> Iterator[Look]:
    """Return a fresh visitor; at the end no script has failed and nothing was asked of another machine."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    visitor = Look(context.new_page())
    yield visitor
    context.close()
    assert visitor.errors == []
    assert visitor.foreign == []
