"""Find the EU language of a dataset from its code or name."""
from __future__ import annotations

from collections.abc import Iterable

from ckanext.mutualisation.core.records.text import fold

__all__ = ["VOCABULARY", "identify"]

VOCABULARY = "http://publications.europa.eu/resource/authority/language/"

_NAMES: dict[str, str] = {
    "FRA": "fr|fra|fre|fr fr|francais|french",
    "ENG": "en|eng|en gb|en us|anglais|english",
    "DEU": "de|deu|ger|allemand|german",
    "SPA": "es|spa|espagnol|spanish",
    "ITA": "it|ita|italien|italian",
    "BRE": "br|bre|breton",
    "EUS": "eu|eus|baq|basque",
    "CAT": "ca|cat|catalan",
    "COS": "co|cos|corse|corsican",
    "OCI": "oc|oci|occitan",
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def identify(languages: Iterable[str]) -> tuple[str, ...]:
    """Return the URIs of the languages, sorted and once each; one that is not recognised is kept as it is."""
    return tuple(sorted({
        VOCABULARY + code if (code := _BY_NAME.get(fold(name))) else name for name in languages
    }))  # fmt: skip
