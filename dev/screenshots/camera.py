"""Where the demo's pages are, and how a picture of one is taken and kept small."""
from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

__all__ = ["Camera", "Site"]

COLOURS = 256
"""Of a kept picture: a page of text and flat colours loses nothing that is seen, and two thirds of its weight."""

MARGIN = 20
"""Pixels of the page that are shown above and below an element."""


@dataclass(frozen=True)
class Site:
    """The demo that listens on ``port``, and the passwords of its accounts by name."""

    port: int
    passwords: Mapping[str, str]

    @property
    def common(self) -> str:
        """The common site's address."""
        return f"http://localhost:{self.port}"

    def portal(self, slug: str) -> str:
        """Return the address of a portal by its host; of no portal, for a name that none has."""
        return f"http://{slug}.localhost:{self.port}"


class Camera:
    """A page in the browser, and the folder for pictures of it; ``missing`` are those that could not be taken."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.missing: list[str] = []

    def open(self, address: str) -> None:
        """Go to an address and wait until nothing moves any more."""
        if "#" in address:
            self.page.goto("about:blank")  # From the same page one would only scroll: what was typed there would stay.
        self.page.goto(address, wait_until="networkidle")
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def keep(self, name: str, address: str = "", part: str = "", whole: bool = False) -> None:
        """Keep a picture as ``name.png``.

        :param address: where to go first; empty for the page as it is
        :param part: the selector of the element to show alone; the window when empty
        :param whole: show the page from top to bottom
        """
        if address:
            self.open(address)
        if part:
            shown = self.page.locator(part).first
            if not shown.count():
                self.missing.append(name)
                print(f"✗ {name}: there is no {part} at {self.page.url}", file=sys.stderr)
                return
            shown.scroll_into_view_if_needed()
            taken = self.page.screenshot(clip=self._around(shown), full_page=True, animations="disabled")
        else:
            taken = self.page.screenshot(full_page=whole, animations="disabled")
        size = self._write(name, taken)
        print(f"  {name}: {size // 1024} kB, {self.page.url}", flush=True)

    def _around(self, shown: Locator) -> FloatRect:
        """Return where an element is on its page, with some of the page above and below it."""
        box = shown.bounding_box()
        assert box is not None  # noqa: S101  it was scrolled into view
        top = max(0, box["y"] + self.page.evaluate("scrollY") - MARGIN)
        return {"x": box["x"], "y": top, "width": box["width"], "height": box["height"] + 2 * MARGIN}

    def _write(self, name: str, taken: bytes) -> int:
        path = self.folder / f"{name}.png"
        with Image.open(io.BytesIO(taken)) as picture:
            few = picture.convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        return path.stat().st_size

    def ask(self, call: str) -> Any:
        """Return the result of a reading action of the site that is open.

        Asked from the page itself: only a browser sends *.localhost to this machine everywhere.
        """
        ask = "call => fetch(`/api/3/action/${call}`).then(answer => answer.json())"
        return self.page.evaluate(ask, call)["result"]

    def log_in(self, site: Site, name: str) -> None:
        """Log in on the common site with one of the demo's accounts."""
        self.page.goto(f"{site.common}/user/login")
        self.page.locator("#field-login").fill(name)
        self.page.locator("#field-password").fill(site.passwords[name])
        self.page.locator("#field-password").press("Enter")
        self.page.wait_for_url(lambda url: "/user/login" not in url)
