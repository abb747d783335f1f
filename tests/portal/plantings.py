"""The faults that the audit must find, one of each sort, and the finding that each must bring."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.portal.factories import site_url
from tests.portal.planted import Answer, Fault

__all__ = ["HELPERS", "Planting", "plantings"]

COMMON = site_url()
NANTES = site_url("nantes.localhost")
LOIRE = site_url("loire-atlantique.localhost")


def header(name: str, value: str) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.headers[name] = value

    return change


def inserted(text: str) -> Callable[[Answer], None]:
    return lambda answer: answer.insert(text)


def replaced(old: str, new: str) -> Callable[[Answer], None]:
    return lambda answer: answer.replace(old, new)


def status(code: int, location: str = "") -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.status = code
        if location:
            answer.headers["Location"] = location

    return change


def picture(answer: Answer) -> None:
    answer.status, answer.body = 200, b"icon"
    answer.headers.remove("Location")


def in_json(change: Callable[[dict[str, Any]], None]) -> Callable[[Answer], None]:
    def changed(answer: Answer) -> None:
        said = json.loads(answer.body)
        change(said)
        answer.body = json.dumps(said).encode()

    return changed


@dataclass
class Planting:
    """A fault, and the finding that it must bring: its kind, what it says, and the page if it is another."""

    fault: Fault
    kind: str
    what: str = ""
    page: str = ""


def link(address: str) -> Callable[[Answer], None]:
    return inserted(f'<a href="{address}">x</a>')


def search(query: str, change: Callable[[dict[str, Any]], None]) -> Fault:
    return Fault("/api/3/action/package_search", in_json(lambda said: change(said["result"])), query=query)


def plantings(ids: Mapping[str, str]) -> dict[str, Planting]:
    """Return one fault of each sort; ``ids`` are those of the datasets, by name."""
    theirs, private, ours = (ids[name] for name in ("loire-atlantique-2", "nantes-prive", "nantes-1"))
    facet = {"name": "loire-atlantique", "display_name": "Loire-Atlantique", "count": 3}
    item = f"<item><title>x</title><link>{NANTES}/dataset/loire-atlantique-3</link></item>"
    uri, other_uri = f"{COMMON}/dataset/{ours}", f"{NANTES}/dataset/{ours}"
    logo = "/mutualisation/logo/"
    common, nantes_only = ("localhost",), ("nantes.localhost",)
    return {
        "link to another portal": Planting(Fault("/legal", link(f"{LOIRE}/dataset/")), "foreign host", "“loire-atl"),
        "link to the common site": Planting(Fault("/about", link(f"{COMMON}/about")), "foreign host", "common site"),
        "link by another scheme": Planting(
            Fault("/pages/demarche", link(f"{NANTES.replace('http:', 'https:')}/about")), "foreign host", "a scheme"
        ),
        "script from elsewhere": Planting(
            Fault("/privacy", inserted('<script src="https://cdn.example/x.js"></script>')), "foreign host", "cdn."
        ),
        "form to the common site": Planting(
            Fault("/accessibility", inserted(f'<form action="{COMMON}/dataset/"></form>')), "foreign host", "a form"
        ),
        "canonical address of another": Planting(
            Fault("/group/", inserted(f'<link rel="canonical" href="{LOIRE}/group/">')), "foreign host", "canonical"
        ),
        "name in a list of the API": Planting(
            Fault("/api/3/action/package_list", in_json(lambda said: said["result"].append("loire-atlantique-1"))),
            "foreign dataset", "Loire-Atlantique",
        ),
        "dataset in a search": Planting(
            search("include_private", lambda found: found["results"].append({"id": theirs})),
            "foreign dataset", "Loire-Atlantique", "include_private",
        ),
        "private dataset in a search": Planting(
            search("include_drafts", lambda found: found["results"].append({"id": private})),
            "foreign dataset", "not public",
        ),
        "organisation in a facet": Planting(
            search("mincount", lambda found: found["search_facets"]["organization"]["items"].append(facet)),
            "foreign dataset", "an organisation of Loire-Atlantique",
        ),
        "count beyond a filter": Planting(
            search("fq=owner_org", lambda found: found.update(count=3)), "foreign dataset", "3 results in place of none"
        ),
        "count of all": Planting(
            search("sort=", lambda found: found.update(count=99)), "foreign dataset", "counts 99 datasets"
        ),
        "dataset in a feed": Planting(
            Fault("/feeds/new.rss", lambda answer: answer.replace("</channel>", f"{item}</channel>")),
            "foreign dataset", "Loire-Atlantique",
        ),
        "dataset in a catalogue": Planting(
            Fault("/catalog.ttl", lambda answer: answer.add(f"\n<{COMMON}/dataset/{theirs}> a dcat:Dataset .\n")),
            "foreign dataset", "Loire-Atlantique",
        ),
        "dataset in a description for machines": Planting(
            Fault("/dataset/nantes-1.jsonld", lambda answer: answer.replace(uri, f"{COMMON}/dataset/{theirs}")),
            "foreign dataset", "Loire-Atlantique",
        ),
        "dataset in a sitemap": Planting(
            Fault("/sitemap.xml", lambda answer: answer.replace(
                "</urlset>", f"<url><loc>{LOIRE}/dataset/loire-atlantique-3</loc></url></urlset>")),
            "foreign dataset", "Loire-Atlantique",
        ),
        "page of another's dataset": Planting(
            Fault("/embed/dataset/loire-atlantique-1", status(200)), "foreign dataset", "200 in place of 404"
        ),
        "logo of another": Planting(
            Fault("/organization/", lambda answer: answer.replace(logo, f"{logo}0")), "bleeding brand", "a logo"
        ),
        "icon of the common site": Planting(
            Fault("/organization/about/nantes", inserted('<link rel="shortcut icon" href="/base/images/ckan.ico">')),
            "bleeding brand", "an icon",
        ),
        "colours of another": Planting(
            Fault("/dataset/groups/[a-z0-9-]+", lambda answer: answer.replace("/colours-00695c", "/colours-a3195b")),
            "bleeding brand", "colours",
        ),
        "name of the common site": Planting(
            Fault("/opensearch.xml", lambda answer: answer.replace("<LongName>Nantes", "<LongName>Plateforme")),
            "bleeding brand", "another name",
        ),
        "title of the common site": Planting(
            Fault("/group/mobilite", lambda answer: answer.replace("</title>", " - Plateforme commune</title>")),
            "bleeding brand", "a title",
        ),
        "look of another": Planting(
            Fault("/dataset/nantes-1", lambda answer: answer.replace('data-portal="nantes"', 'data-portal="region"')),
            "bleeding brand", "the look of “region”",
        ),
        "dead link": Planting(Fault("/accessibility", link("nowhere")), "dead link", "answers 404"),
        "redirection in a circle": Planting(
            Fault("/privacy", link("turning")), "dead link", "in a circle"
        ),
        "redirection away": Planting(
            Fault("/about", link("leaving")), "dead link", "redirects to another address"
        ),
        "refusal without the owner's address": Planting(
            Fault("/organization/loire-atlantique", lambda answer: answer.replace(LOIRE, "")), "owner's address", LOIRE
        ),
        "cookie": Planting(
            Fault("/manifest.webmanifest", header("Set-Cookie", "ckan=x; Path=/")), "cookie", "“ckan”"
        ),
        "private copies": Planting(Fault("/sitemap.xml", header("Cache-Control", "private")), "caching", "forbids"),
        "copies kept too long": Planting(
            Fault("/feeds/dataset.atom", header("Cache-Control", "public, max-age=86400")), "caching", "too long"
        ),
        "copies by cookie": Planting(Fault("/embed/portal", header("Vary", "Cookie")), "caching", "every visitor's"),
        "another URI on a portal": Planting(
            Fault("/dataset/nantes-1.ttl", lambda answer: answer.replace(f"<{uri}>", f"<{other_uri}>")),
            "dataset URI", "another dataset URI",
        ),
        "no sitemap": Planting(
            Fault("/sitemap.xml", lambda answer: answer.replace("/dataset/nantes-2<", "/dataset/<"), nantes_only),
            "sitemap", "in no sitemap",
        ),
        "two sitemaps": Planting(
            Fault("/sitemap.xml", lambda answer: answer.replace(
                "</urlset>", f"<url><loc>{NANTES}/dataset/nantes-3</loc></url></urlset>"), common),
            "sitemap", "in 2 sitemaps",
        ),
        "open draft": Planting(Fault("/dataset/", status(200), ("chantier.localhost",)), "not closed", "200"),
        "alias that answers": Planting(
            Fault("/dataset/", status(200), ("data.nantes.example",)), "dead link", "in place of 301"
        ),
        "icon bytes of the common site": Planting(
            Fault("/favicon.ico", picture, nantes_only), "bleeding brand", "is the icon of"
        ),
    }  # fmt: skip


HELPERS = [
    Fault("/turning", status(302, "turning")),
    Fault("/leaving", status(302, f"{COMMON}/about")),
    Fault("/favicon.ico", picture, ("localhost",)),
]
"""What the planted links lead to."""
