"""What the head of a page says to machines: its address, its languages, its feeds, its picture, what it is about."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import flask
from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal import config, visit
from ckanext.mutualisation.portal.discovery.canonical import CanonicalPage, canonical_page
from ckanext.mutualisation.portal.discovery.card import HEIGHT, WIDTH, card_path
from ckanext.mutualisation.portal.discovery.embeds import oembed_links
from ckanext.mutualisation.portal.discovery.face import Face, current_face, in_bcp47
from ckanext.mutualisation.portal.discovery.feeds import autodiscovered
from ckanext.mutualisation.portal.discovery.icons import icon_path
from ckanext.mutualisation.portal.discovery.structured import catalogue_graph, dataset_graph, in_script

__all__ = ["Card", "Head", "head_of_page"]

_TERRITORIES = {"en": "GB"}
"""Where a language is not that of the country of its own name: Open Graph wants both."""
_EMBEDDED = frozenset({"home.index", "organization.read"})
"""The pages, besides those of datasets, that a block stands for."""


@dataclass(frozen=True)
class Card:
    """The page as a social network shows it (Open Graph); ``kind`` is a type of that protocol."""

    kind: str
    title: str
    description: str
    url: str
    locale: str
    other_locales: tuple[str, ...]
    site: str
    image: str
    image_type: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Head:
    """One page's head; what is empty is not written."""

    canonical: str
    alternates: dict[str, str]
    indexed: bool
    card: Card
    feeds: list[dict[str, str]]
    oembed: list[dict[str, str]] = field(default_factory=list)
    opensearch: str = ""
    site: str = ""
    manifest: str = ""
    touch_icon: str = ""
    graph: Markup = Markup("")


def head_of_page(package: Any, organization: Any) -> Head | None:
    """Return the head of the page of this request, which shows this dataset or this organisation if it shows one."""
    page = canonical_page(package, organization)
    if page is None:
        return None
    face, language = current_face(), tk.h.lang()
    shown = package if isinstance(package, dict) and package.get("name") else None
    address = page.address(language)
    embeddable = flask.request.endpoint in _EMBEDDED or (shown is not None and _shows_dataset())
    return Head(
        canonical=address,
        alternates=page.alternates(),
        indexed=face.found,
        card=_card(page, face, shown, organization, language),
        feeds=autodiscovered(),
        oembed=oembed_links(address) if embeddable else [],
        opensearch=tk.h.url_for("mutualisation_portal_discovery.opensearch"),
        site=face.title(language),
        manifest=tk.h.url_for("mutualisation_portal_discovery.manifest") if face.portal else "",
        touch_icon=visit.file_address(visit.the_visit(), icon_path(face, 180)) if face.portal else "",
        graph=_graph(shown, language),
    )


def _shows_dataset() -> bool:
    return (flask.request.endpoint or "").endswith(".read") and "resource_id" not in (flask.request.view_args or {})


def _graph(package: dict[str, Any] | None, language: str) -> Markup:
    if package is not None and _shows_dataset() and not package.get("private"):
        return in_script(dataset_graph(package, language))
    return in_script(catalogue_graph(language)) if flask.request.endpoint == "home.index" else Markup("")


def _card(page: CanonicalPage, face: Face, package: Any, organization: Any, language: str) -> Card:
    subject = package or (organization if isinstance(organization, dict) else None) or {}
    text = subject.get("notes") or subject.get("description") or ""
    site = face.title(language)
    picture = card_path(face, language)
    return Card(
        kind="article" if package else "website",
        title=subject.get("title") or subject.get("name") or site,
        description=tk.h.markdown_extract(text, extract_length=200) if text else face.description(language),
        url=page.address(language),
        locale=_open_graph_locale(language),
        other_locales=tuple(_open_graph_locale(each) for each in config.offered_locales() if each != language),
        site=site,
        image=face.address(picture),
        image_type="image/jpeg" if picture.endswith(".jpg") else "image/png",
    )


def _open_graph_locale(locale: str) -> str:
    """Return a language as Open Graph writes it.

    >>> _open_graph_locale("fr"), _open_graph_locale("en"), _open_graph_locale("pt_BR")
    ('fr_FR', 'en_GB', 'pt_BR')
    """
    language, _, territory = in_bcp47(locale).partition("-")
    return f"{language}_{territory or _TERRITORIES.get(language, language.upper())}"
