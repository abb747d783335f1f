"""Why a value is refused: the core has the English words, apart from what fills them, so that rooms can translate them.

>>> class Unripe(Refusal):
...     messages = {"green": N_("This {fruit} is still green")}
>>> str(Unripe("green", fruit="plum"))
'This plum is still green'
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

__all__ = ["N_", "Refusal"]


def N_(message: str) -> str:  # noqa: N802  the name by which gettext finds messages that are translated later
    return message


class Refusal(ValueError):
    """A value that cannot be accepted: ``code`` names the reason, one of ``messages``, which ``details`` fill."""

    messages: ClassVar[Mapping[str, str]] = {}

    def __init__(self, code: str, **details: Any) -> None:
        self.code, self.details = code, details
        super().__init__(self.message.format(**details))

    @property
    def message(self) -> str:
        """Return the reason in English, its details left open: what gettext knows."""
        return self.messages[self.code]
