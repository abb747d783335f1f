"""Ask for one address as an anonymous visitor: GET, no cookie, no credential, no redirect followed.

Not ``ckanext.mutualisation.http``: that client is for addresses that others wrote. It refuses private networks, where
an operator's own platform usually answers, hides redirects and headers, which are judged here, and asks again after
an error, which is a finding here. What is visited is bound otherwise: to the hosts of the registry and of
ckan.site_url.
"""
from __future__ import annotations

import http.cookiejar
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError, ConnectTimeout, RequestException
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import connection

__all__ = ["Answer", "Fetcher", "NoAnswer"]

USER_AGENT = "ckan mutualisation portal audit"
_BUSY = frozenset({429, 503})
_TRIES = 3
_LONGEST_WAIT = 20.0
_LARGEST = 64 * 1024 * 1024


class NoAnswer(Exception):
    """No connection, no answer in time, or one that breaks off; the text says which."""


class _Broken(NoAnswer):
    """The connection was refused or broke."""


@dataclass(frozen=True)
class Answer:
    """An answer: ``headers`` by their names in lower case, ``body`` empty where it was not wanted."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """Return the media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Fetcher:
    """Asks for addresses, from several threads at once.

    :param connect: host and port to connect to, whatever the address says; None to ask the DNS. Names under
        ``localhost`` mean this machine, as browsers have it.
    :param seconds: how long to wait for a connection, and for each part of an answer.
    :param pause: seconds that each thread waits before it asks again.
    """

    def __init__(self, connect: tuple[str, int] | None = None, seconds: float = 30, pause: float = 0) -> None:
        self._adapter = _Adapter(connect)
        self._seconds = seconds
        self._pause = pause
        self._local = threading.local()

    def get(self, url: str, wanted: Callable[[str], bool], headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer; its body only if its media type is ``wanted``.

        :raises NoAnswer: when there is none.
        """
        for tries in range(1, _TRIES):
            answer = self._patiently(url, wanted, headers or {})
            if answer.status not in _BUSY:
                return answer
            asked = answer.headers.get("retry-after", "")
            time.sleep(min(float(asked) if asked.isdigit() else 2.0**tries, _LONGEST_WAIT))
        return self._patiently(url, wanted, headers or {})

    def _patiently(self, url: str, wanted: Callable[[str], bool], headers: Mapping[str, str]) -> Answer:
        """Ask again once where the connection broke: servers close those that were idle, at any moment."""
        try:
            return self._get(url, wanted, headers)
        except _Broken:
            return self._get(url, wanted, headers)

    def _get(self, url: str, wanted: Callable[[str], bool], headers: Mapping[str, str]) -> Answer:
        if self._pause:
            time.sleep(self._pause)
        try:
            with self._session().get(
                url, headers=headers, stream=True, allow_redirects=False, timeout=self._seconds
            ) as response:
                kept = {name.lower(): value for name, value in response.headers.items()}
                answer = Answer(url, response.status_code, kept)
                if not wanted(answer.media_type):
                    return answer
                return Answer(url, response.status_code, kept, self._body(response))
        except (RequestException, HTTPError, OSError, ValueError) as error:
            broke = isinstance(error, ConnectionError) and not isinstance(error, ConnectTimeout)
            raise (_Broken if broke else NoAnswer)(_reason(error)) from error

    def _body(self, response: requests.Response) -> bytes:
        parts, deadline = bytearray(), time.monotonic() + 4 * self._seconds
        for part in response.iter_content(65536):
            parts += part
            if len(parts) > _LARGEST:
                raise NoAnswer(f"the answer is larger than {_LARGEST // 1024 // 1024} MB")
            if time.monotonic() > deadline:
                raise NoAnswer(f"the answer did not come whole within {4 * self._seconds:g} seconds")
        return bytes(parts)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            # Neither a proxy nor a password that the operator's shell names: the audit is nobody in particular.
            session.trust_env = False
            session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            session.headers["User-Agent"] = USER_AGENT
            session.mount("http://", self._adapter)
            session.mount("https://", self._adapter)
        return session


class _Reaching:
    """What both connection classes share: where to connect for a name."""

    reached: tuple[str, int] | None

    def _new_conn(self) -> Any:
        host: str = self._dns_host  # type: ignore[attr-defined]
        port: int = self.port  # type: ignore[attr-defined]
        if self.reached is not None:
            host, port = self.reached
        elif host.rstrip(".").endswith(".localhost"):
            host = "localhost"
        try:
            return connection.create_connection(
                (host, port),
                self.timeout,  # type: ignore[attr-defined]
                socket_options=self.socket_options,  # type: ignore[attr-defined]
            )
        except OSError as error:
            raise NewConnectionError(self, f"no connection to {host}:{port}: {error}") from error  # type: ignore[arg-type]


class _Adapter(HTTPAdapter):
    """An adapter whose pools connect where the operator says."""

    def __init__(self, connect: tuple[str, int] | None) -> None:
        http = type("ReachingHTTP", (_Reaching, HTTPConnection), {"reached": connect})
        https = type("ReachingHTTPS", (_Reaching, HTTPSConnection), {"reached": connect})
        self._pools = {
            "http": type("ReachingHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": http}),
            "https": type("ReachingHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
        }
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make the pool manager with our pools; an administration's own authority is trusted as the system does."""
        context = ssl.create_default_context()
        self.poolmanager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, ssl_context=context, **pool_kwargs
        )
        self.poolmanager.pool_classes_by_scheme = self._pools


def _reason(error: Exception) -> str:
    """Return what made a request fail, without the layers of requests and urllib3 around it."""
    inner = error.args[0] if error.args else error
    cause = getattr(inner, "reason", None) or inner
    return str(cause).rsplit("): ", 1)[-1]
