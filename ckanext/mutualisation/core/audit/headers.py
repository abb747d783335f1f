"""Whether the headers of an answer are those of a site where nobody is logged in and everything may be kept.

The promise (see portal/caching.py) is stated here a second time, on purpose: what is judged does not judge itself.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Promise"]

_HASHED = re.compile(r"^/mutualisation/(logo/|icon/|card/|colours-)|/[0-9a-f]{8}_[^/]+$|[.-][0-9a-f]{8,}\.")
_THEME = re.compile(
    r"^/(webassets|base|images|css|scripts|fonts|uploads)/|\.(ico|png|svg|woff2?)$"
)
_THEME_SECONDS = 3600
_MOVED_SECONDS = 3600
_MISSING_SECONDS = 10


@dataclass(frozen=True)
class Promise:
    """How long answers may be kept (seconds), and whether who may read them depends on the asking site."""

    seconds: int
    by_origin: bool = False

    def faults(self, status: int, headers: Mapping[str, str], path: str) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the headers of an answer to GET: the header, and what is wrong with it.

        :param headers: by their names in lower case.

        >>> list(Promise(60).faults(200, {"cache-control": "private"}, "/"))
        [('Cache-Control', 'forbids shared caches to keep the answer: “private”')]
        """
        control = _directives(headers.get("cache-control", ""))
        varies = {field.strip().lower() for field in headers.get("vary", "").split(",") if field.strip()}
        if fault := self._keeping(status, control, path):
            said = headers.get("cache-control")
            yield "Cache-Control", f"{fault}: “{said}”" if said else f"{fault}: the header is missing"
        if shared := varies & {"cookie", "authorization", "*"}:
            yield "Vary", f"makes every visitor's copy another: “{', '.join(sorted(shared))}”"
        if self.by_origin and status == 200 and "origin" not in varies:
            yield "Vary", "does not name Origin, on which the answer depends"

    def _keeping(self, status: int, control: Mapping[str, str], path: str) -> str:
        if status >= 400 and status not in (404, 410):
            return "" if "no-store" in control else "lets an error be kept"
        if "private" in control or "no-store" in control:
            return "forbids shared caches to keep the answer"
        if "public" not in control:
            return "does not say that the answer is public"
        if "no-cache" in control:
            return ""
        text = control.get("max-age", "")
        if not text.isdigit():
            return "does not say how long the answer may be kept"
        return "" if int(text) <= self._longest(status, path) else "lets the answer be kept too long"

    def _longest(self, status: int, path: str) -> float:
        if status in (404, 410):
            return min(self.seconds, _MISSING_SECONDS)
        if status >= 300:
            return max(self.seconds, _MOVED_SECONDS)
        if _HASHED.search(path):
            return float("inf")
        return max(self.seconds, _THEME_SECONDS) if _THEME.search(path) else self.seconds


def _directives(text: str) -> dict[str, str]:
    pairs = (part.strip().lower().partition("=") for part in text.split(","))
    return {name: value for name, _, value in pairs if name}
