"""Walk every link of two portals, by host and by path, with and without a language: none may leave its portal."""
from __future__ import annotations

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

import ckan.plugins.toolkit as tk

from tests.portal.factories import site_url

FACES = [
    ("nantes.localhost", ""),
    ("loire-atlantique.localhost", "/fr"),
    (None, "/p/loire-atlantique"),
    (None, "/p/nantes/fr"),
]
PAGES = 70
"""How many pages of a face are read at most; the small territory has fewer that differ."""

OWN_WORDS = {"/p/loire-atlantique": "Ville de Nantes", "/p/nantes": "Loire-Atlantique"}


class Links(HTMLParser):
    """Collect every address that a page holds: followed by a click (``pages``), or fetched with it (``files``)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pages: list[str] = []
        self.files: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.pages.append(values["href"])
        elif tag == "form":
            self.pages.append(values.get("action") or "")
        elif tag == "option" and str(values.get("value", "")).startswith("/"):
            self.pages.append(values["value"])
        elif tag == "link" and values.get("href") and values.get("rel") != "canonical":
            (self.pages if values.get("rel") == "alternate" else self.files).append(values["href"])
        elif tag in ("script", "img", "iframe") and values.get("src"):
            self.files.append(values["src"])
        elif tag == "meta" and values.get("name") in ("site-root", "locale-root"):
            self.files.append(values["content"])
        for name, value in values.items():
            if name.startswith("data-module-") and value and re.match(r"(https?:/)?/", value):
                self.files.append(value)


@pytest.fixture
def pages_of_two(territory, monkeypatch):
    """Few datasets, and yet several pages of them."""
    monkeypatch.setitem(tk.config, "ckan.datasets_per_page", 2)
    return territory


@pytest.mark.parametrize(("host", "prefix"), FACES, ids=[f"{host or ''}{prefix}" for host, prefix in FACES])
def test_no_link_leaves_the_portal(pages_of_two, host, prefix):
    face = site_url(host) + re.sub("/fr$", "", prefix)
    client = pages_of_two.test_client()
    waiting, seen, leaving = deque([f"{site_url(host)}{prefix}/"]), set(), []
    kinds: dict[str, int] = {}
    while waiting and len(seen) < PAGES:
        url = waiting.popleft()
        kind = re.sub(r"\d+|[0-9a-f-]{36}", "#", urlsplit(url).path)
        if url in seen or kinds.get(kind, 0) >= 3:
            continue
        seen.add(url)
        kinds[kind] = kinds.get(kind, 0) + 1
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = client.get(path, base_url=f"{parts.scheme}://{parts.netloc}", follow_redirects=False)
        if answer.status_code in (301, 302, 308):
            target = urljoin(url, answer.headers["Location"])
            if _stays(target, face):
                waiting.append(target)
            elif not _declared(target):
                leaving.append(f"{url} => {target}")
            continue
        assert answer.status_code == 200, f"{url} answers {answer.status_code}"
        if "html" not in answer.content_type:
            continue
        assert "portal-header" in answer.text or "/view/" in url or "/api/" in url, f"{url} does not wear the brand"
        assert OWN_WORDS.get(f"/p/{_slug(host, prefix)}", "?") not in answer.text, f"{url} shows another member"
        links = Links(answer.text)
        for link in links.pages + links.files:
            target = urljoin(url, link).split("#")[0]
            if not _stays(target, face) and not _declared(target):
                leaving.append(f"{url} -> {target}")
        waiting.extend(target for link in links.pages if _stays(target := urljoin(url, link).split("#")[0], face))
    assert leaving == []
    assert len(seen) > 25
    sections = {url.removeprefix(face).removeprefix("/fr").split("/")[1] for url in seen}
    assert {"dataset", "organization", "api"} <= sections


def _slug(host: str | None, prefix: str) -> str:
    return host.split(".")[0] if host else prefix.split("/")[2]


def _stays(target: str, face: str) -> bool:
    return target == face or target.startswith((f"{face}/", f"{face}?"))


def _declared(target: str) -> bool:
    """Tell whether a link may leave: to other sites, to the common site's home, or to its publishers' pages."""
    parts = urlsplit(target)
    if not parts.scheme.startswith("http") or f"{parts.scheme}://{parts.netloc}" not in _ours():
        return True
    path = re.sub("^/(fr|en)(?=/)", "", target.removeprefix(site_url()))
    return path == "/" or path.startswith("/user/")


def _ours() -> set[str]:
    hosts = (None, "nantes.localhost", "loire-atlantique.localhost")
    return {site_url(host) for host in hosts}
