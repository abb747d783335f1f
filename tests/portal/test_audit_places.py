"""The audit where the platform does not stand at the root of a plain server: by HTTPS behind a proxy, below a path."""
from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.portal.cli import portal
from tests.portal.planted import served
from tests.portal.test_proxy import certificates, nginx, over_https, upstream

__all__ = ["certificates", "nginx", "over_https", "upstream"]


def test_it_passes_through_nginx_by_https(nginx, certificates, cli, monkeypatch, tmp_path):
    bundle = tmp_path / "authorities.pem"
    bundle.write_text("".join(file.read_text() for file in certificates.glob("*/fullchain.pem")))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    audited = cli.invoke(portal, ["audit", "nantes", "--limit", "40", "--json", "--connect", f"127.0.0.1:{nginx[1]}"])
    assert audited.exit_code == 0, audited.output
    (visited,) = json.loads(audited.stdout)["portals"]
    assert visited["ways"][0] == "https://nantes.localhost/"
    assert visited["pages"] == 40


def test_a_certificate_that_browsers_refuse_is_no_pass(nginx, cli):
    audited = cli.invoke(portal, ["audit", "nantes", "--connect", f"127.0.0.1:{nginx[1]}"])
    assert audited.exit_code == 1
    assert "unreachable: does not answer" in audited.output
    assert "certificate verify failed" in audited.output


def test_it_passes_below_a_path(territory, cli, monkeypatch):
    monkeypatch.setitem(tk.config, "ckan.root_path", "/racine/{{LANG}}")

    def mounted(environ: dict[str, Any], start_response: Any) -> Any:
        if not environ["PATH_INFO"].startswith("/racine/"):
            start_response("404 Not Found", [("Cache-Control", "no-store")])
            return [b""]
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/racine")
        return territory.app(environ, start_response)

    with served(mounted) as address:
        audited = cli.invoke(portal, ["audit", "nantes", "--limit", "60", "--json", "--connect", address])
    assert audited.exit_code == 0, audited.output
    (visited,) = json.loads(audited.stdout)["portals"]
    assert visited["ways"][0].endswith("/racine/")
