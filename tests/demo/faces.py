"""The faces of the running demo, and what is wrong with an answer that should have come from one of them."""
from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.demo_site import DemoSite

__all__ = ["Answer", "Face", "Question", "ask", "faces_of", "questions_of", "wrong"]

COMMON, UNKNOWN = "the common site", "an unknown host"
TIMEOUT = 90
"""Seconds that a client waits: two hundred at a time are answered in far less by two processes."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True, eq=False)
class Face:
    """One way to reach the platform, and all that its pages may show.

    ``titles`` is by language; ``datasets`` holds each public dataset's name to its id; ``mark`` is the start of a
    portal's stylesheet of colours, ``logo`` its picture's hash, both empty elsewhere.
    """

    name: str
    host: str
    prefix: str
    titles: Mapping[str, str]
    datasets: Mapping[str, str]
    mark: str = ""
    logo: str = ""
    slug: str = ""


@dataclass(frozen=True, eq=False)
class Question:
    """A page of a face, in a language."""

    face: Face
    language: str
    page: str

    @property
    def path(self) -> str:
        """Return the page's path on its host."""
        return f"{self.face.prefix}/{self.language}{self.page}"

    def __str__(self) -> str:
        return f"{self.face.host}{self.path}"


def ask(port: int, question: Question) -> Answer:
    """Ask for a page on a connection of its own.

    :raises OSError, http.client.HTTPException: when the server did not answer.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", question.path, headers={"Host": f"{question.face.host}:{port}"})
        answer = connection.getresponse()
        return Answer(answer.status, {**answer.headers}, answer.read().decode())
    finally:
        connection.close()


def faces_of(site: DemoSite) -> list[Face]:
    """Return each portal by host and by path, the common site, and a host that nobody has."""
    found = site.api("package_search?rows=1000")["results"]
    faces = []
    for portal in site.api("mutualisation_portal_list"):
        slug, its = portal["slug"], {each["name"] for each in portal["organizations"]}
        own = {each["name"]: each["id"] for each in found if each["organization"]["name"] in its}
        colours = [portal[f"{name}_colour"].removeprefix("#").lower() for name in ("primary", "secondary")]
        mark, logo = f"colours-{'-'.join(colours)}-", (portal["logo"] or {"sha256": ""})["sha256"]
        for name, host, prefix in (("by host", portal["hosts"][0], ""), ("by path", "localhost", f"/p/{slug}")):
            faces.append(Face(f"{slug} {name}", host, prefix, portal["title"], own, mark, logo, slug))
    title = site.api("status_show")["site_title"]
    everything = {each["name"]: each["id"] for each in found}
    faces.append(Face(COMMON, "localhost", "", {"fr": title, "en": title}, everything))
    faces.append(Face(UNKNOWN, "nulle-part.localhost", "", {}, {}))
    return faces


def questions_of(faces: list[Face]) -> list[Question]:
    """Return every question, so that each one is for another face than the one before it."""
    return [
        Question(face, language, page.format(dataset=min(face.datasets, default="x")))
        for page in ("/", "/dataset/", "/dataset/{dataset}", "/api/3/action/package_search?rows=5&sort=name+asc")
        for language in ("fr", "en")
        for face in faces
    ]


def wrong(question: Question, answer: Answer, faces: list[Face]) -> Iterator[str]:
    """Yield what an answer has that is not its face's, or lacks."""
    face = question.face
    if face.name == UNKNOWN:
        if answer.status != 404 or any(title in answer.text for each in faces for title in each.titles.values()):
            yield f"answers {answer.status}"
        return
    if answer.status != 200:
        yield f"answers {answer.status}"
        return
    if face.slug and "Set-Cookie" in answer.headers:
        yield "sets a cookie"
    yield from _addresses(face, answer.text, faces)
    if answer.headers["Content-Type"].startswith("application/json"):
        yield from _found(question, json.loads(answer.text))
    else:
        yield from _brand(question, answer.text)
        shown = set(re.findall(r"/dataset/([a-z0-9][a-z0-9_-]+)", answer.text)) - {"new", "groups", "activity"}
        if strange := shown - face.datasets.keys() - set(face.datasets.values()):
            yield f"shows {sorted(strange)[:3]}"
        if "/dataset" in question.page and not shown:
            yield "shows no dataset"


def _brand(question: Question, text: str) -> Iterator[str]:
    face = question.face
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    if title is None or not title[1].strip().endswith(face.titles[question.language]):
        yield f"has the title {title and title[1].strip()!r}"
    if f'<html lang="{question.language}"' not in text:
        yield "is in another language"
    marks = set(re.findall(r"/mutualisation/(colours-[0-9a-f-]+)\.css", text))
    if bool(face.mark) != bool(marks) or not all(mark.startswith(face.mark) for mark in marks):
        yield f"has the stylesheets {sorted(marks)}"
    logos = set(re.findall(r"/mutualisation/logo/([0-9a-f]{64})\.", text))
    if face.logo and logos != {face.logo}:
        yield f"has the logos {sorted(logos)}"
    if not face.slug and "portal-header" in text:
        yield "wears a portal's header"


def _addresses(face: Face, text: str, faces: list[Face]) -> Iterator[str]:
    if not face.slug:
        return
    others = {each.slug for each in faces if each.slug} - {face.slug}
    for slug in others:
        if f"//{slug}.localhost" in text or f"/p/{slug}" in text:
            yield f"holds an address of {slug}"
    own = set(re.findall(r'(?:href|src|action|data-module-[a-z-]+)="(/[^"/][^"]*)"', text))
    stray = {link for link in own if link.startswith("/p/") != bool(face.prefix)}
    if stray:
        yield f"leads to {sorted(stray)[:3]}"


def _found(question: Question, body: dict) -> Iterator[str]:
    face, result = question.face, body["result"]
    names = {each["name"] for each in result["results"]}
    if not names or names - face.datasets.keys():
        yield f"finds {sorted(names)}"
    if result["count"] != len(face.datasets):
        yield f"counts {result['count']}"
    if f"//{face.host}:" not in body["help"] or f"{face.prefix}/" not in body["help"]:
        yield f"gives the help address {body['help']}"
