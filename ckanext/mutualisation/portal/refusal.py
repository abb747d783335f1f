"""The page of an address that no site has, or whose portal is not open: neutral, without SQL, Flask or CKAN's theme."""
from __future__ import annotations

from html import escape

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from ckanext.mutualisation.core.address import Portal, in_language
from ckanext.mutualisation.portal import config

__all__ = ["page"]

# CKAN's translations need a request context; this page is made before there is one.
_WORDS = {
    "en": {
        "unknown": "There is no portal at this address",
        "unknown_more": "Check the address, or look for the data on the common site.",
        "closed": "{title}: this portal is not open",
        "closed_more": "It may be in preparation, or closed. Published data remain on the common site.",
        "link": "Go to the common site",
    },
    "fr": {
        "unknown": "Il n’y a pas de portail à cette adresse",
        "unknown_more": "Vérifiez l’adresse, ou cherchez les données sur le site commun.",
        "closed": "{title} : ce portail n’est pas ouvert",
        "closed_more": "Il est en préparation, ou fermé. Les données publiées restent sur le site commun.",
        "link": "Aller sur le site commun",
    },
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{heading}</title>
<style>
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f5f7; color: #1f2933;
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }}
main {{ box-sizing: border-box; width: min(38rem, 100%); padding: 2.5rem 1.5rem; }}
h1 {{ font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }}
a {{ color: #1b3a5c; font-weight: 600; }}
</style>
</head>
<body><main><h1>{heading}</h1><p>{more}</p><p><a href="{address}">{link}</a></p></main></body>
</html>
"""


def page(accept_language: str, portal: Portal | None) -> bytes:
    """Return the page, in French or English, for no portal at all or for one that is not published."""
    language = _preferred(accept_language)
    words = _WORDS[language]
    kind = "closed" if portal else "unknown"
    common = config.common_address()
    heading = words[kind].format(title=in_language(portal.title, language) if portal else "")
    return _PAGE.format(
        language=language,
        heading=escape(heading),
        more=words[f"{kind}_more"],
        link=words["link"],
        address=escape(f"{common.origin}{common.root}/"),
    ).encode()


def _preferred(accept_language: str) -> str:
    """Return the reader's language among ours; the site's own, else English, when the reader names none of them."""
    default = config.default_locale().split("_")[0]
    accepted = parse_accept_header(accept_language[:200], LanguageAccept)
    return accepted.best_match(_WORDS, default if default in _WORDS else "en") or "en"
