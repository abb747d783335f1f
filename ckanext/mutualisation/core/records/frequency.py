"""Find the EU frequency of update from the words of a source, French or English."""
from __future__ import annotations

from ckanext.mutualisation.core.records.text import fold

__all__ = ["VOCABULARY", "identify"]

VOCABULARY = "http://publications.europa.eu/resource/authority/frequency/"

_NAMES: dict[str, str] = {
    "UPDATE_CONT": "continuous|en continu|temps reel|continuelle|continue",
    "HOURLY": "hourly|horaire|toutes les heures",
    "DAILY": "daily|quotidienne|quotidien|journaliere|r p1d",
    "WEEKLY": "weekly|hebdomadaire|r p1w|r p7d",
    "BIWEEKLY": "biweekly|bimensuelle",
    "MONTHLY": "monthly|mensuelle|mensuel|r p1m",
    "BIMONTHLY": "bimonthly|bimestrielle",
    "QUARTERLY": "quarterly|trimestrielle|trimestriel|r p3m",
    "ANNUAL_2": "semiannual|semestrielle|semestriel|r p6m",
    "ANNUAL": "annual|annually|annuelle|annuel|r p1y",
    "BIENNIAL": "biennial|biennale|r p2y",
    "TRIENNIAL": "triennial|triennale|r p3y",
    "QUINQUENNIAL": "quinquennial|quinquennale|r p5y",
    "IRREG": "irregular|irreguliere|sans regularite|variable|as needed|selon besoin",
    "NEVER": "never|jamais|punctual|ponctuelle",
    "UNKNOWN": "unknown|inconnue",
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def identify(text: str) -> str:
    """Return the URI of the frequency, or the text as it is when no frequency is recognised (empty stays empty)."""
    if text.startswith(VOCABULARY):
        return text
    code = text if text in _NAMES else _BY_NAME.get(fold(text))
    return VOCABULARY + code if code else text
