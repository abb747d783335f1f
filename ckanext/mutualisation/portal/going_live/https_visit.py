"""Visit a host by HTTPS as a browser does, at the address that the DNS gave."""
from __future__ import annotations

import http.client
import socket
import ssl
from datetime import datetime, timezone

from ckanext.mutualisation.core.going_live import Certificate

__all__ = ["SECONDS", "visit"]

SECONDS = 10.0


def visit(host: str, address: str, port: int) -> Certificate:
    """Return what the server at this address shows for this host, judged by the authorities that the system trusts."""
    # SSL_CERT_FILE and SSL_CERT_DIR, which OpenSSL reads, name others: an administration's own authority.
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((address, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            return Certificate(_end(secured), _status(host, port, secured))
    except ssl.SSLCertVerificationError as error:
        return Certificate(refused=error.verify_message)
    except (OSError, http.client.HTTPException) as error:
        return Certificate(failure=f"{address}:{port}: {error or type(error).__name__}")


def _end(secured: ssl.SSLSocket) -> datetime:
    # A server without a certificate, or with one that was not accepted, did not come this far.
    until = (secured.getpeercert() or {})["notAfter"]
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), timezone.utc)


def _status(host: str, port: int, secured: ssl.SSLSocket) -> int:
    connection = http.client.HTTPConnection(host, port)
    connection.sock = secured
    connection.request("HEAD", "/", headers={"User-Agent": "ckan mutualisation portal check"})
    return connection.getresponse().status
