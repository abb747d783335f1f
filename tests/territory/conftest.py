from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.mutualisation.territory.model import Display
from tests.ckan_fixtures import *  # noqa: F403


@pytest.fixture
def territory(clean_db, clean_index, app):
    """An instance without datasets and displays, and the application on it."""
    model.Session.execute(sa.delete(Display))
    model.Session.commit()
    return app


@pytest.fixture
def file_server(monkeypatch):
    """A server of the files of its ``files``, path to content; ``asked`` counts what was asked; its host is allowed."""
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.territory.allowed_hosts", ["127.0.0.1"])
    files, asked = {}, []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = files.get(self.path)
            if isinstance(content, str):
                self.send_response(302)
                self.send_header("Location", content)
                self.end_headers()
                return
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.files, server.asked = files, asked
    server.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def publish(territory, file_server):
    """Publish a dataset with one resource, whose file is served: its content, or None for a missing file."""

    def publish(content, resource_format, name="balades", **dataset):
        path = f"/{name}.{resource_format.lower()}"
        if content is not None:
            file_server.files[path] = content
        organization = model.Group.get("nantes") or factories.Organization(name="nantes")
        owner = organization.id if isinstance(organization, model.Group) else organization["id"]
        made = factories.Dataset(
            name=name, owner_org=owner, **dataset,
            resources=[{"name": name, "url": file_server.address + path, "format": resource_format}],
        )
        return made["resources"][0]["id"]

    return publish
