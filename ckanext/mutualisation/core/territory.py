"""The numbers that identify French public bodies and territories: SIREN, SIRET and INSEE codes.

Each ``parse_…`` takes what a person typed, spaces included, and returns the code as INSEE writes it, or raises
``InvalidCode``.

>>> parse_siren("244 400 404")
'244400404'
>>> parse_insee_code("2a004", BodyKind.COMMUNE)
'2A004'
>>> parse_siren("244400405")
Traceback (most recent call last):
ckanext.mutualisation.core.territory.InvalidCode: “244400405” is not a SIREN: its key is wrong. Check each digit.
"""
from __future__ import annotations

import re
from enum import Enum

from ckanext.mutualisation.core.refusal import N_

__all__ = [
    "COLLECTIVITIES",
    "DEPARTMENTS",
    "REGIONS",
    "BodyKind",
    "InvalidCode",
    "parse_body_kind",
    "parse_commune",
    "parse_department",
    "parse_insee_code",
    "parse_region",
    "parse_siren",
    "parse_siret",
    "siren_of",
]

#: The regions of the law of 16 January 2015, by INSEE code: five overseas, then thirteen with Corsica (94).
REGIONS = frozenset(
    ["01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]
)

#: The 101 departments, by INSEE code: Corsica's 20 became 2A and 2B in 1976; 975 is not a department.
DEPARTMENTS = frozenset(
    [f"{number:02}" for number in range(1, 96) if number != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
)

#: What lies overseas and is neither a region nor a department, yet has communes: 975 Saint-Pierre-et-Miquelon,
#: 977 Saint-Barthélemy, 978 Saint-Martin, 984 TAAF, 986 Wallis-et-Futuna, 987 Polynésie française,
#: 988 Nouvelle-Calédonie, 989 Clipperton.
COLLECTIVITIES = frozenset(["975", "977", "978", "984", "986", "987", "988", "989"])

LA_POSTE = "356000000"
_SPACES = re.compile(r"[\s.\u2009\u202f\u00a0]+")


class InvalidCode(ValueError):
    """A text that is not the code it should be.

    ``sentence`` names the remedy, with ``{value}`` (and the other keys of ``parameters``) left open, so that a room can
    translate it before it fills it in.
    """

    def __init__(self, sentence: str, value: str, **parameters: str) -> None:
        self.sentence = sentence
        self.parameters = {"value": value, **parameters}
        super().__init__(sentence.format(**self.parameters))


class BodyKind(Enum):
    """What a public body is; the kind decides which INSEE code it takes."""

    REGION = "region"
    DEPARTEMENT = "departement"
    EPCI = "epci"
    COMMUNE = "commune"
    SYNDICAT = "syndicat"
    OTHER = "other"

    @property
    def takes_insee_code(self) -> bool:
        """Whether INSEE gives such a body a code of its own; to INSEE an EPCI's or a syndicat's code is its SIREN."""
        return self in (BodyKind.REGION, BodyKind.DEPARTEMENT, BodyKind.COMMUNE)


def parse_siren(text: str) -> str:
    """Return the nine digits of a legal body's number (Code de commerce, art. R123-221)."""
    siren = _compact(text)
    if not re.fullmatch(r"[0-9]{9}", siren):
        raise InvalidCode(N_("“{value}” is not a SIREN: give its 9 digits."), text)
    if not _luhn(siren) or not int(siren):
        raise InvalidCode(N_("“{value}” is not a SIREN: its key is wrong. Check each digit."), text)
    return siren


def parse_siret(text: str) -> str:
    """Return the fourteen digits of an establishment's number: its body's SIREN and five digits more.

    La Poste has more establishments than four digits and a Luhn key can number: theirs are also valid when their
    digits add up to a multiple of 5 (INSEE, documentation of Sirene).
    """
    siret = _compact(text)
    if not re.fullmatch(r"[0-9]{14}", siret):
        raise InvalidCode(N_("“{value}” is not a SIRET: give its 14 digits."), text)
    la_poste = siret.startswith(LA_POSTE) and sum(map(int, siret)) % 5 == 0
    if not int(siret[:9]) or not _luhn(siret[:9]) or not (_luhn(siret) or la_poste):
        raise InvalidCode(N_("“{value}” is not a SIRET: its key is wrong. Check each digit."), text)
    return siret


def siren_of(siret: str) -> str:
    """Return the SIREN of the body that a parsed SIRET belongs to."""
    return siret[:9]


def parse_region(text: str) -> str:
    """Return the two digits of a region of today."""
    code = _compact(text)
    if code not in REGIONS:
        raise InvalidCode(
            N_("“{value}” is not the INSEE code of a region: give two digits, such as 52 for Pays de la Loire."), text
        )
    return code


def parse_department(text: str) -> str:
    """Return the code of a department, or of an overseas collectivity: two characters, three overseas."""
    code = _compact(text)
    if code not in DEPARTMENTS | COLLECTIVITIES:
        raise InvalidCode(
            N_("“{value}” is not the INSEE code of a department: give 01 to 95, 2A, 2B, or 971 to 989 overseas."), text
        )
    return code


def parse_commune(text: str) -> str:
    """Return the five characters of a commune's code: its department's, then its number there.

    The form and the department are verified, not that the commune exists: communes merge every January.
    """
    code = _compact(text)
    department = code[:3] if code[:2] in ("97", "98") else code[:2]
    number = code[len(department) :]
    known = department in DEPARTMENTS or department in COLLECTIVITIES
    if len(code) != 5 or not known or not re.fullmatch(r"[0-9]+", number) or not int(number):
        raise InvalidCode(
            N_(
                "“{value}” is not the INSEE code of a commune: give its 5 characters, such as 44109 for Nantes"
                " (this is not the postcode)."
            ),
            text,
        )
    return code


def parse_insee_code(text: str, kind: BodyKind) -> str:
    """Return the INSEE code of a body of that kind."""
    if kind is BodyKind.REGION:
        return parse_region(text)
    if kind is BodyKind.DEPARTEMENT:
        return parse_department(text)
    if kind is BodyKind.COMMUNE:
        return parse_commune(text)
    raise InvalidCode(
        N_("“{value}” cannot be kept: INSEE gives a code to regions, departments and communes only. Leave it empty."),
        text,
    )


def parse_body_kind(text: str) -> BodyKind:
    """Return the kind of body that goes by this name."""
    try:
        return BodyKind(text.strip().lower())
    except ValueError:
        choices = ", ".join(kind.value for kind in BodyKind)
        sentence = N_("“{value}” is not a kind of body: choose one of {choices}.")
        raise InvalidCode(sentence, text, choices=choices) from None


def _compact(text: str) -> str:
    return _SPACES.sub("", text).upper()


def _luhn(digits: str) -> bool:
    """Tell whether the digits, every second one doubled from the right, make a multiple of ten (ISO/IEC 7812-1)."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
