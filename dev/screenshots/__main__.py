"""Make the pictures of docs/images from the running demo: `.dev/venv/bin/python dev/screenshots`.

The officer's pictures need a draft and a former version: a draft is saved and thrown away again, and at the first run
one is published and the version before it restored. Visitors see at the end what they saw at the beginning.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import editing
import visiting
from camera import Camera, Site
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
IMAGES = PROJECT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
ALBUMS = {
    "common": visiting.common_site,
    "portals": visiting.portals,
    "data": visiting.data,
    "home": visiting.home_blocks,
    "elsewhere": visiting.on_other_sites,
    "phone": visiting.phone_and_paper,
    "editor": editing.editor,
    "publications": editing.publications,
    "platform": editing.platform,
}


def main() -> int:
    """Open each page as a visitor, an officer or an administrator would, and keep what the screen shows."""
    parser = argparse.ArgumentParser(prog="dev/screenshots", description=__doc__)
    parser.add_argument("albums", nargs="*", metavar="ALBUM", help=f"some of {', '.join(ALBUMS)}; all if none is named")
    parser.add_argument("--stack", default="demo", help="the stack that runs the demo (demo)")
    options = parser.parse_args()
    if unknown := set(options.albums) - set(ALBUMS):
        parser.error(f"no album is named {', '.join(sorted(unknown))}: they are {', '.join(ALBUMS)}")
    folder = PROJECT / ".dev" / options.stack
    if not (folder / "accounts.json").exists():
        print(f"✗ The demo is not there ({folder.name}). Remedy: make demo", file=sys.stderr)
        return 1
    port = json.loads((folder / "ports.json").read_text())["ckan"]
    site = Site(port, json.loads((folder / "accounts.json").read_text()))
    IMAGES.mkdir(exist_ok=True)
    missing: list[str] = []
    with sync_playwright() as playwright:
        # What the browser itself says (choose a file, dates) is in French where Debian's chromium-l10n is installed.
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS, env={**os.environ, "LANGUAGE": "fr"}
        )
        for album in options.albums or ALBUMS:
            context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="fr-FR")
            camera = Camera(context.new_page(), IMAGES)
            ALBUMS[album](camera, site)
            missing += camera.missing
            context.close()
        browser.close()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
