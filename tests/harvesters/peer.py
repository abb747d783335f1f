"""A source under the tests' control: a real HTTP server that speaks CKAN's action API, with faults on demand."""
from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]


def dataset(number: int, **more: Any) -> dict[str, Any]:
    """Return a dataset as package_search would."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "name": f"jeu-{number:04d}",
        "title": f"Jeu de données {number}",
        "notes": "Une **description**.",
        "license_id": "lov2",
        "tags": [{"name": "eau"}, {"name": f"groupe {number % 7}"}],
        "groups": [{"name": "environnement", "title": "Environnement"}],
        "organization": {"id": "o", "name": "nantes", "title": "Ville de Nantes"},
        "metadata_created": "2012-12-21T09:00:00",
        "metadata_modified": "2013-01-15T10:30:00",
        "extras": [{"key": "zone", "value": "Nord"}],
        "resources": [
            {
                "id": f"11111111-0000-4000-8000-{number:012d}",
                "name": "Tableau",
                "url": f"https://peer.example/{number}.csv",
                "format": "CSV",
                "size": 2048,
            },
            {
                "id": f"22222222-0000-4000-8000-{number:012d}",
                "name": "Carte",
                "url": f"https://peer.example/{number}.geojson",
                "format": "GeoJSON",
            },
        ],
        **more,
    }


class Peer:
    """A catalogue and the server in front of it. ``fault`` may replace an answer: it is given (start, answer)."""

    def __init__(self, count: int = 0) -> None:
        self.datasets = [dataset(number) for number in range(1, count + 1)]
        self.fault: Callable[[int, dict[str, Any]], Answer | None] | None = None
        self.rows_max = 1000
        self.queries: list[dict[str, str]] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, value = peer.answer(parts.path, query)
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if status in (301, 302):
                    self.send_header("Location", value.decode())
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        if path != "/api/3/action/package_search":
            return 404, {"success": False, "error": {"message": "Not found"}}
        self.queries.append(query)
        start = int(query.get("start", 0))
        rows = min(int(query.get("rows", 10)), self.rows_max)
        found = sorted(self.datasets, key=lambda one: str(one.get("id") if isinstance(one, dict) else one))
        page = {"success": True, "result": {"count": len(found), "results": found[start : start + rows]}}
        if self.fault and (replaced := self.fault(start, page)) is not None:
            return replaced
        return 200, page
