"""The HTTP client for addresses that others wrote: bounded in time and size, patient, kept out of the internal network.

The address is resolved once, checked, and that very address is connected to: a name that changes its answer between the
check and the connection gains nothing, and each redirect is checked the same way.
"""
from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Iterable, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, RequestException
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse
from urllib3.util import connection
from urllib3.util.retry import Retry

__all__ = [
    "AddressRefused", "AnswerTooLarge", "Client", "NotJson", "Overloaded", "Refused", "SchemeRefused", "TooSlow",
    "Unreachable", "WireError",
]  # fmt: skip

_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_LONGEST_WAIT = 120
_REDIRECTS = 5
_RETRIED = frozenset({429, 500, 502, 503, 504})


class WireError(Exception):
    """An address could not be read; the text is fit for a member to read."""


class SchemeRefused(WireError):
    """The address is not http or https."""


class AddressRefused(WireError):
    """The address leads into a private, loopback or link-local network that the operator did not allow."""


class Unreachable(WireError):
    """No connection, no answer in time, or an error of the server that lasted."""


class Overloaded(Unreachable):
    """The server is there and does not manage to answer: a smaller question may help."""


class Refused(WireError):
    """The server answered, with a status other than 200: ``status``."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class TooSlow(WireError):
    """The answer did not come whole within the total time."""


class AnswerTooLarge(WireError):
    """The answer is larger, decompressed, than the limit."""


class NotJson(WireError):
    """The answer is not the JSON that was expected."""


class _Allowed:
    """Which hosts may be connected to: public ones, and those the operator names."""

    def __init__(self, hosts: Iterable[str], option: str) -> None:
        self.option = option
        self.names: set[str] = set()
        self.networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for host in hosts:
            try:
                self.networks.append(ipaddress.ip_network(host.strip("[]"), strict=False))
            except ValueError:
                self.names.add(host.lower().rstrip("."))

    def check(self, host: str, address: str) -> None:
        """Raise AddressRefused unless this address, to which the host's name leads, may be connected to."""
        ip = ipaddress.ip_address(address.split("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
        if ip.is_global and not ip.is_multicast:
            return
        if host.lower().rstrip(".") in self.names or any(ip in network for network in self.networks):
            return
        raise AddressRefused(
            f"{host} leads to {ip}, which is not a public address. If it is trusted, the operator adds it to "
            f"{self.option}."
        )


class _Guarded:
    """What both connection classes share: resolve, check every address, connect to one that was checked."""

    allowed: _Allowed

    def _new_conn(self) -> socket.socket:
        host: str = self._dns_host  # type: ignore[attr-defined]
        try:
            found = socket.getaddrinfo(host.strip("[]"), self.port, 0, socket.SOCK_STREAM)  # type: ignore[attr-defined]
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error  # type: ignore[arg-type]
        for _, _, _, _, place in found:
            self.allowed.check(host, str(place[0]))
        failure: OSError | None = None
        for _, _, _, _, place in found:
            try:
                return connection.create_connection(
                    (str(place[0]), int(place[1])),
                    self.timeout,  # type: ignore[attr-defined]
                    socket_options=self.socket_options,  # type: ignore[attr-defined]
                )
            except OSError as error:
                failure = error
        raise NewConnectionError(self, f"no connection to {host}: {failure}") from failure  # type: ignore[arg-type]


class _Adapter(HTTPAdapter):
    """An adapter whose pools open guarded connections only."""

    def __init__(self, allowed: _Allowed, retries: Retry) -> None:
        http = type("GuardedHTTP", (_Guarded, HTTPConnection), {"allowed": allowed})
        https = type("GuardedHTTPS", (_Guarded, HTTPSConnection), {"allowed": allowed})
        self._pools = {
            "http": type("GuardedHTTPPool", (HTTPConnectionPool,), {"ConnectionCls": http}),
            "https": type("GuardedHTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
        }
        super().__init__(max_retries=retries)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make the pool manager with our pools."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


class _Retry(Retry):
    """urllib3's retries, with a limit to how long a server may make us wait."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Return the seconds asked for by Retry-After, two minutes at most."""
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, _LONGEST_WAIT)


class Client:
    """A session; connections are kept alive from one request to the next.

    :param allowed_hosts: names, addresses and networks to be read although they are not public.
    :param option: the setting that holds them, named to the operator when an address is refused.
    :param max_bytes: the size of the largest answer, decompressed.
    :param total_seconds: how long an answer may take to come whole.
    :param retry_seconds: the pause before the first new try; it doubles at each.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str] = (),
        *,
        option: str,
        max_bytes: int = 100_000_000,
        total_seconds: float = 300,
        retry_seconds: float = 1,
    ) -> None:
        retries = _Retry(
            total=3, redirect=False, status_forcelist=_RETRIED, backoff_factor=retry_seconds, raise_on_status=False
        )
        adapter = _Adapter(_Allowed(allowed_hosts, option), retries)
        self._session = requests.Session()
        # A proxy of the environment would be the one to resolve names, and no check of ours would hold.
        self._session.trust_env = False
        self._session.max_redirects = _REDIRECTS
        self._session.adapters.clear()
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._session.headers["User-Agent"] = "ckanext-mutualisation"
        self._max_bytes = max_bytes
        self._total_seconds = total_seconds

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def get(self, url: str, params: Mapping[str, str | int] | None = None) -> bytes:
        """Return the body of the answer.

        :raises WireError: one of its kinds, whose text is fit for a member to read.
        """
        deadline = time.monotonic() + self._total_seconds
        try:
            with self._session.get(
                url, params=params, stream=True, timeout=(_CONNECT_SECONDS, min(_READ_SECONDS, self._total_seconds))
            ) as answer:
                body = self._body(answer, deadline)
        except (InvalidSchema, MissingSchema, InvalidURL) as error:
            raise SchemeRefused(f"{url}: only http and https addresses are read") from error
        except (RequestException, HTTPError, OSError) as error:
            cause = _cause(error)
            kind = Overloaded if isinstance(cause, ReadTimeoutError) else Unreachable
            # urllib3 puts the object of the connection before its message.
            raise kind(f"{url} did not answer: {str(cause).rsplit('): ', 1)[-1]}") from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Overloaded(f"{url} answered with the error {answer.status_code}, several times")
        if answer.status_code != 200:
            raise Refused(f"{url} answered {answer.status_code}: {_reason(body)}", answer.status_code)
        return body

    def get_json(self, url: str, params: Mapping[str, str | int] | None = None) -> Any:
        """Return the JSON value of the answer; raise as ``get``, or NotJson."""
        body = self.get(url, params)
        try:
            return json.loads(body)
        except ValueError as error:
            raise NotJson(f"{url} did not answer with JSON: {error}") from error

    def _body(self, answer: requests.Response, deadline: float) -> bytes:
        parts = bytearray()
        for part in answer.iter_content(65536):
            parts += part
            if len(parts) > self._max_bytes:
                raise AnswerTooLarge(f"{answer.url} answers more than {self._max_bytes} bytes")
            if time.monotonic() > deadline:
                raise TooSlow(f"{answer.url} has not answered whole within {self._total_seconds:g} seconds")
        return bytes(parts)


def _cause(error: Exception) -> object:
    """Return what made the last attempt fail, without the layers of requests and urllib3 around it."""
    inner = error.args[0] if error.args else error
    return getattr(inner, "reason", None) or inner


def _reason(body: bytes) -> str:
    """Return what a server says of its refusal, one short line."""
    try:
        said = json.loads(body)
        error = said.get("error", said) if isinstance(said, dict) else said
        text = error.get("message", error) if isinstance(error, dict) else error
    except ValueError:
        text = body[:200].decode("utf-8", "replace")
    return " ".join(str(text).split())[:200]
