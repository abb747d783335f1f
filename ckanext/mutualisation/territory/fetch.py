"""Read the file behind a resource: an upload from the disk, an address through a connection that stays public."""
from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import requests.adapters
import urllib3.connection
import urllib3.connectionpool

from ckan.lib import uploader

from ckanext.mutualisation.territory import config

__all__ = ["Unreachable", "read_file"]

MAX_REDIRECTS = 5
CHUNK = 65_536


class Unreachable(Exception):
    """The file could not be read; the message says why."""


def read_file(resource: dict[str, Any]) -> bytes:
    """Return a resource's file.

    :raises Unreachable: no answer, too large, or an address that a public site has no business with.
    """
    if resource.get("url_type") == "upload":
        return _read_upload(resource)
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", _GuardedAdapter())
        session.mount("https://", _GuardedAdapter())
        try:
            return _download(session, resource["url"])
        except requests.RequestException as error:
            raise Unreachable(f"The file could not be downloaded: {error}") from error


def _read_upload(resource: dict[str, Any]) -> bytes:
    path = Path(uploader.get_resource_uploader(resource).get_path(resource["id"]))
    if not path.is_file():
        raise Unreachable("The uploaded file is not on this machine's disk.")
    if path.stat().st_size > config.display_max_bytes():
        raise Unreachable("The file is too large to be displayed.")
    return path.read_bytes()


def _download(session: requests.Session, url: str) -> bytes:
    limit = config.display_max_bytes()
    for _ in range(MAX_REDIRECTS + 1):
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreachable("The file's address is neither http nor https.")
        with session.get(url, stream=True, allow_redirects=False, timeout=config.display_timeout()) as answer:
            if answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                continue
            answer.raise_for_status()
            content = bytearray()
            for chunk in answer.iter_content(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise Unreachable("The file is too large to be displayed.")
            return bytes(content)
    raise Unreachable("The file's address redirects too many times.")


def _check_peer(sock: socket.socket, host: str) -> None:
    """Refuse a connection that reached a private address, once it is known which address the name led to."""
    address = ipaddress.ip_address(sock.getpeername()[0])
    if not address.is_global and host.lower() not in config.allowed_hosts():
        sock.close()
        raise Unreachable(f"{host} is on a private network.")


class _GuardedHTTPConnection(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _check_peer(sock, self.host)
        return sock


class _GuardedHTTPSConnection(urllib3.connection.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _check_peer(sock, self.host)
        return sock


class _GuardedHTTPPool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls = _GuardedHTTPConnection  # pyright: ignore[reportAssignmentType]


class _GuardedHTTPSPool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPSConnection  # pyright: ignore[reportAssignmentType]


class _GuardedAdapter(requests.adapters.HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}
