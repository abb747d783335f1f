"""A shared cache in front of CKAN, as RFC 9111 has it: what a proxy does with a portal's headers, without a proxy."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header
from werkzeug.test import EnvironBuilder, run_wsgi_app

__all__ = ["Answer", "SharedCache"]


@dataclass(frozen=True)
class Answer:
    """What the visitor got, and whether the application was asked for it."""

    status: str
    headers: Mapping[str, str]
    body: bytes
    hit: bool = False


class SharedCache:
    """A cache keyed by host, path and query, and by the fields that ``Vary`` names. It keeps an answer for ever."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._fields: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._kept: dict[tuple[str, ...], Answer] = {}

    def get(self, base_url: str, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        """Answer a request from the cache if it may, else from the application; keep what may be kept."""
        builder = EnvironBuilder(path=path, base_url=base_url, method=method, headers=dict(headers or {}))
        environ = builder.get_environ()
        key = (environ["HTTP_HOST"], environ["PATH_INFO"], environ["QUERY_STRING"])
        if method == "GET" and (found := self._kept.get(self._full(key, environ))):
            return Answer(found.status, found.headers, found.body, hit=True)
        body, status, answered = run_wsgi_app(self._application, environ, buffered=True)
        answer = Answer(status, dict(answered), b"".join(body))
        if method == "GET" and self._may_keep(answer):
            self._fields[key] = tuple(
                field.strip() for field in answer.headers.get("Vary", "").split(",") if field.strip()
            )
            self._kept[self._full(key, environ)] = answer
        return answer

    def _full(self, key: tuple[str, ...], environ: Mapping[str, Any]) -> tuple[str, ...]:
        fields = self._fields.get(key, ())
        return key + tuple(environ.get(f"HTTP_{field.upper().replace('-', '_')}", "") for field in fields)

    @staticmethod
    def _may_keep(answer: Answer) -> bool:
        control = parse_cache_control_header(answer.headers.get("Cache-Control", ""), cls=ResponseCacheControl)
        return bool(control.public and control.max_age and not control.no_store and "Set-Cookie" not in answer.headers)
