"""Find the EU data themes of a dataset from the themes, groups or categories that a French portal gives it."""
from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.mutualisation.core.records.text import fold

__all__ = ["CODES", "VOCABULARY", "identify"]

VOCABULARY = "http://publications.europa.eu/resource/authority/data-theme/"
CODES = ("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN")

# Opendatasoft's French themes and the groups of French CKAN portals, folded.
_NAMES: dict[str, str] = {
    "AGRI": "agriculture|peche|foret|forets|alimentation|agroalimentaire|viticulture"
            "|agriculture peche foret et alimentation",
    "ECON": "economie|business|pme|developpement economique|emploi|entreprises|commerce|industrie|artisanat|hebergement"
            "|restauration|industrie hoteliere|tourisme|finances|economie et finances|marches publics|economy",
    "EDUC": "culture|patrimoine|education|formation|enseignement|sport|sports|loisirs|jeunesse|ecoles|bibliotheques"
            "|petite enfance|vie associative|evenements",
    "ENER": "energie|energies|energy",
    "ENVI": "environnement|climat|eau|air|dechets|biodiversite|nature|espaces verts|meteo|environment",
    "GOVE": "administration|gouvernement|finances publiques|citoyennete|collectivite|collectivites|elections|democratie"
            "|vie politique|vie publique|institutions|budget|budgets|administration publique|services publics"
            "|deliberations|government",
    "HEAL": "sante|health|hopitaux|hygiene",
    "INTR": "international|cooperation internationale|europe",
    "JUST": "justice|securite|police|crime|criminalite|securite publique|prevention des risques",
    "REGI": "amenagement du territoire|amenagement|urbanisme|batiments|equipements|equipement|logement|habitat"
            "|territoire|territoires|referentiels geographiques|cartographie|geographie|cadastre|foncier|voirie"
            "|limites administratives|spatial planning|town planning|buildings|equipment|housing",
    "SOCI": "services|social|population|statistiques|demographie|solidarite|action sociale|societe|handicap"
            "|accessibilite|citoyens",
    "TECH": "recherche|sciences|numerique|innovation|technologie|technologies|telecommunications|internet",
    "TRAN": "transports|transport|deplacements|deplacement|mobilite|mobilites|stationnement|circulation|velo|routes"
            "|transports deplacements",
}  # fmt: skip
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def _code(text: str) -> str | None:
    if text.startswith(VOCABULARY):
        code = text.removeprefix(VOCABULARY)
        return code if code in CODES else None
    if text.upper() in CODES:
        return text.upper()
    return _BY_NAME.get(fold(text))


def _codes(text: str) -> set[str]:
    if whole := _code(text):
        return {whole}
    parts = re.split(r"[,;/&]|\bet\b|\band\b", text)
    return {code for part in parts if (code := _code(part.strip()))}


def identify(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the URIs of the EU themes found, and the names that led to none, each sorted and once.

    A name that lists several ("Administration, Gouvernement, Citoyenneté") is also tried part by part.
    """
    found: set[str] = set()
    unknown: set[str] = set()
    for name in (raw.strip() for raw in names):
        if codes := _codes(name):
            found |= codes
        elif name:
            unknown.add(name)
    return tuple(VOCABULARY + code for code in sorted(found)), tuple(sorted(unknown))
