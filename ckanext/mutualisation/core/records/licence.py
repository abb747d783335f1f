"""Recognise a licence from what a source says of it: an id, a title or an address.

Rule: address, then exact title, then folded title, then pattern. Whatever is not recognised is "notspecified": a
licence is never assumed to be open.
"""
from __future__ import annotations

import re

from ckanext.mutualisation.core.records.text import fold

__all__ = ["IDS", "NOT_SPECIFIED", "identify"]

NOT_SPECIFIED = "notspecified"

IDS = frozenset({
    NOT_SPECIFIED, "lov2", "fr-lo", "odc-pddl", "odc-odbl", "odc-by", "cc-zero", "cc-by", "cc-by-sa", "gfdl",
    "other-open", "other-pd", "other-at", "uk-ogl", "cc-nc", "other-nc", "other-closed",
})  # fmt: skip

# Open, but saying nothing of the terms: a precise licence found elsewhere in the record tells more.
_VAGUE = frozenset({"other-open", "other-pd", "other-at"})

_ADDRESSES = {
    "etalab.gouv.fr/licence-ouverte-open-licence": "lov2",
    "etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf": "lov2",
    "etalab.gouv.fr/wp-content/uploads/2018/11/open-licence.pdf": "lov2",
    "github.com/etalab/licence-ouverte": "lov2",
    "github.com/etalab/licence-ouverte/blob/master/LO.md": "lov2",
    "spdx.org/licenses/etalab-2.0": "lov2",
    "etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf": "fr-lo",
    "etalab.gouv.fr/pages/licence-ouverte-open-licence-5899923.html": "fr-lo",
    "wiki.data.gouv.fr/images/9/9d/Licence_Ouverte.pdf": "fr-lo",
    "opendatacommons.org/licenses/odbl": "odc-odbl",
    "opendefinition.org/licenses/odc-odbl": "odc-odbl",
    "vvlibri.org/fr/licence/odbl/10/fr/legalcode": "odc-odbl",
    "opendatacommons.org/licenses/by": "odc-by",
    "opendefinition.org/licenses/odc-by": "odc-by",
    "opendatacommons.org/licenses/pddl": "odc-pddl",
    "opendefinition.org/licenses/odc-pddl": "odc-pddl",
    "opendefinition.org/licenses/cc-by": "cc-by",
    "opendefinition.org/licenses/cc-by-sa": "cc-by-sa",
    "opendefinition.org/licenses/cc-zero": "cc-zero",
    "nationalarchives.gov.uk/doc/open-government-licence": "uk-ogl",
    "reference.data.gov.uk/id/open-government-licence": "uk-ogl",
}

_TITLES = {
    # Opendatasoft's choice list names version 1 when it gives no number.
    "licence ouverte etalab": "fr-lo",
    "licence ouverte open licence": "fr-lo",
    "licence ouverte": "fr-lo",
    "lo licence ouverte": "fr-lo",
    "licence ouverte 1 0": "fr-lo",
    "licence ouverte v1 0": "fr-lo",
    "fr lo": "fr-lo",
    "etalab": "fr-lo",
    "lov1": "fr-lo",
    "lov2": "lov2",
    "etalab 2 0": "lov2",
    "licence ouverte v2 0 etalab": "lov2",
    "licence ouverte open licence version 2 0": "lov2",
    "open data commons open database license": "odc-odbl",
    "open database license odbl": "odc-odbl",
    "open database license": "odc-odbl",
    "open data commons open database license odbl": "odc-odbl",
    "odbl open database license": "odc-odbl",
    "odbl": "odc-odbl",
    "public domain": "other-pd",
    "domaine public": "other-pd",
    "license not specified": NOT_SPECIFIED,
    "licence non specifiee": NOT_SPECIFIED,
}

_VERSION = r"( v| version)?( \d( \d)?)?( international| unported| generic| universal| france| fr)?"
# Matched against the whole folded text. Restrictions come first, so that CC BY-NC is never taken for CC BY.
_PATTERNS = tuple(
    (re.compile(pattern), licence)
    for pattern, licence in (
        (rf"(cc|creative commons)( by| attribution)?( nc| non ?commercial)( sa| share ?alike)?{_VERSION}", "cc-nc"),
        (rf"(cc|creative commons)( by| attribution)?( nc| non ?commercial)? nd{_VERSION}", "other-closed"),
        (rf"(cc|creative commons)( by| attribution) (sa|share ?alike){_VERSION}", "cc-by-sa"),
        (rf"(cc|creative commons) (by|attribution){_VERSION}", "cc-by"),
        (r"(cc ?0|cc zero|creative commons (cc ?0|zero))( \d( \d)?)?( universal)?", "cc-zero"),
        (r"(licence ouverte|open licence|etalab|lo)( open licence| etalab)?( v| version )? ?2( 0)?( etalab)?", "lov2"),
        (r"(odc )?odbl( v| version)?( 1( 0)?)?", "odc-odbl"),
        (r"(licence )?odbl", "odc-odbl"),
        (rf"odc by{_VERSION}", "odc-by"),
        (rf"(odc )?pddl{_VERSION}", "odc-pddl"),
    )
)

_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)")
_CREATIVE_COMMONS_IDS = {
    "by": "cc-by", "by-sa": "cc-by-sa", "zero": "cc-zero", "mark": "other-pd", "by-nc": "cc-nc", "by-nc-sa": "cc-nc",
    "by-nd": "other-closed", "by-nc-nd": "other-closed",
}  # fmt: skip


def _normal(address: str) -> str:
    """Return an address without scheme, "www.", query, fragment and final slash, in lower case."""
    bare = re.sub(r"^[a-z]+://(www\.)?", "", address.strip(), flags=re.IGNORECASE)
    return re.split(r"[?#]", bare)[0].rstrip("/").lower()


_BY_ADDRESS = {_normal(address): licence for address, licence in _ADDRESSES.items()}


def _from_address(text: str) -> str | None:
    address = _normal(text)
    if found := _CREATIVE_COMMONS.search(address):
        return _CREATIVE_COMMONS_IDS.get(found.group(1))
    while address:
        if licence := _BY_ADDRESS.get(address):
            return licence
        address = address.rpartition("/")[0]
    return None


def _from_words(text: str) -> str | None:
    folded = fold(text)
    if licence := _TITLES.get(folded):
        return licence
    for pattern, licence in _PATTERNS:
        if pattern.fullmatch(folded):
            return licence
    return None


def _one(text: str) -> str | None:
    if text in IDS:
        return text
    return _from_address(text) if "://" in text else _from_words(text)


def identify(*candidates: str) -> str:
    """Return the id of the first licence recognised among the candidates (id, title, address), else "notspecified".

    "Other, open" and the like give way to a precise licence among the later candidates.
    """
    found = [one for text in candidates if (one := _one(text.strip())) and one != NOT_SPECIFIED]
    precise = [one for one in found if one not in _VAGUE]
    return (precise if found and found[0] in _VAGUE and precise else found or [NOT_SPECIFIED])[0]
