"""What can be wrong with a brand, where, and the remedy."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.mutualisation.core.refusal import N_

__all__ = ["MESSAGES", "Fault", "InvalidBrand"]


MESSAGES: Mapping[str, str] = {
    "contrast": N_(
        "{colour} cannot be read on {background}: its contrast is {ratio}, at least 4.5 is needed (WCAG AA). "
        "The nearest accepted colour is {nearest}."
    ),
    "not_colour": N_("Write a colour as #rrggbb"),
    "not_texts": N_("Write a text, or one text for each language"),
    "too_long": N_("Write {limit} characters at most"),
    "required": N_("This cannot be left empty"),
    "unknown_field": N_("There is no such field; the fields are: {known}"),
    "not_mapping": N_("Give named fields here"),
    "not_list": N_("Give a list here"),
    "too_many": N_("Give {limit} at most"),
    "not_one_of": N_("Choose one of: {choices}"),
    "not_link": N_("Write a page of the portal (/pages/about) or a whole address (https://…, mailto:…)"),
    "not_https": N_("Write a whole address that begins with https://"),
    "not_email": N_("Write an e-mail address, as contact@example.org"),
    "not_slug": N_("Write 1 to 60 small letters, digits or hyphens"),
    "twice": N_("“{value}” stands twice"),
    "not_date": N_("Write a date as YYYY-MM-DD"),
    "not_number": N_("Write a whole number from {least} to {most}"),
    "not_picture": N_("Send the picture as a file"),
}
"""What to say of each fault, to be filled with its details; gettext knows these messages."""


@dataclasses.dataclass(frozen=True)
class Fault:
    """One value that cannot be accepted: ``path`` leads to it (``("home", 2, "text")``), ``code`` is in MESSAGES."""

    path: tuple[str | int, ...]
    code: str
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def field(self) -> str:
        """Return where it is, as ``home.2.text``."""
        return ".".join(map(str, self.path))

    def __str__(self) -> str:
        return MESSAGES[self.code].format(**self.details)


class InvalidBrand(ValueError):
    """The document is no brand; ``faults`` holds everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.field}: {fault}" for fault in self.faults))
