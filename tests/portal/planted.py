"""The real application behind a thin WSGI layer that plants faults in chosen answers: what an audit must find."""
from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

__all__ = ["Answer", "Fault", "Planted", "served"]


@dataclass
class Answer:
    """An answer that a fault may change."""

    status: int
    headers: Headers
    body: bytes

    def replace(self, old: str, new: str) -> None:
        """Replace a text that must be there."""
        assert old.encode() in self.body, f"{old} is not in this answer"
        self.body = self.body.replace(old.encode(), new.encode())

    def add(self, text: str) -> None:
        """Put a text at the end."""
        self.body += text.encode()

    def insert(self, text: str) -> None:
        """Put a text at the end of the page."""
        self.replace("</body>", f"{text}</body>")


@dataclass
class Fault:
    """A change of the answers at a path (a pattern of what follows the portal and the language) of one face.

    ``face`` is a host, or the path of a portal: both are asked for, so that every way of a portal has the fault.
    """

    path: str
    change: Callable[[Answer], None]
    faces: tuple[str, ...] = ("nantes.localhost", "/p/nantes")
    query: str = ""
    planted: int = 0

    def concerns(self, environ: dict[str, Any]) -> bool:
        """Tell whether this request is for the chosen page."""
        face, path = environ["HTTP_HOST"].partition(":")[0], environ["PATH_INFO"]
        if found := re.match(r"/p/[\w-]+", path):
            face, path = found[0], path[found.end() :]
        path = re.sub(r"^/(fr|en)(?=/)", "", path)
        return (
            face in self.faces
            and re.fullmatch(self.path, path) is not None
            and self.query in environ.get("QUERY_STRING", "")
        )


@dataclass
class Planted:
    """A WSGI application around another."""

    application: Callable[..., Iterable[bytes]]
    faults: list[Fault] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the application does, with the faults planted."""
        chosen = [fault for fault in self.faults if fault.concerns(environ)]
        if not chosen:
            return self.application(environ, start_response)
        body, status, headers = run_wsgi_app(self.application, environ, buffered=True)
        answer = Answer(int(status.split()[0]), Headers(headers), b"".join(body))
        for fault in chosen:
            fault.change(answer)
            fault.planted += 1
        answer.headers["Content-Length"] = str(len(answer.body))
        start_response(f"{answer.status} PLANTED", answer.headers.to_wsgi_list())
        return [answer.body]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def served(application: Callable[..., Iterable[bytes]]) -> Iterator[str]:
    """Serve an application on this machine while the block runs; give its HOST:PORT."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
