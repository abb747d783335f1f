"""A portal with everything that a member can have, and its archive opened."""
from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import yaml
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan
from ckan.tests.helpers import call_action

from tests.portal.factories import LOGO

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
CONTENT = "école;effectif\nJules Ferry;212\n".encode("latin-1")
FAVICON = LOGO.replace(b"#123456", b"#abcdef")
PROSE = "Bienvenue.\n\n* un\n* deux\n\n    du code : « oui »\n\n> =cité: #non\n\nFin."
BRAND: dict[str, Any] = {
    "colours": {"primary": "#00695c", "secondary": "#ffc400", "footer": "#102030"},
    "home": [{"block": "search"}, {"block": "featured", "datasets": ["nantes-1"]}, {"block": "latest", "count": 4}],
    "pages": [
        {"slug": "a-propos", "title": {"fr": "À propos : qui ?", "en": "About"}, "menu": "header",
         "text": {"fr": PROSE, "en": "Welcome."}},
        {"slug": "aide", "title": {"fr": "Aide"}, "text": {"fr": "Écrivez-nous."}},
    ],
    "legal": {"publisher": "Nantes", "address": "2 rue de l’Hôtel de ville", "director": "La maire", "host": "OVH"},
    "accessibility": {"level": "partial", "stated": "2026-01-31", "contact": "a11y@example.org"},
    "contact": {"email": "opendata@example.org"},
    "header_links": [{"label": {"fr": "Mairie"}, "url": "https://mairie.example/"}],
}
REDIRECTS = [
    ("/explore/dataset/ecoles", "nantes-1"),
    ("/explore/dataset/:name/*", "/dataset/:name"),
    ("/explore?q=:text", "/dataset?q=:text"),
]


def act(action: str, **data: Any) -> Any:
    """Call an action as the operator."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return call_action(action, context={"user": user}, **data)


def dress(slug: str) -> None:
    """Give a portal a whole brand, in three publications, a draft and redirections."""
    title = call_action("mutualisation_portal_show", id=slug)["title"]
    act("mutualisation_brand_update", id=slug, brand={"title": title, "colours": {"primary": "#1b3a5c"}},
        logo_upload=io.BytesIO(PNG))
    act("mutualisation_brand_publish", id=slug, note="Essai")
    act("mutualisation_brand_update", id=slug, brand={"title": title, **BRAND}, logo_upload=io.BytesIO(LOGO),
        favicon_upload=io.BytesIO(FAVICON))
    act("mutualisation_brand_publish", id=slug, note="L’ouverture")
    act("mutualisation_brand_update", id=slug, brand={"title": {"fr": "Pas encore"}})
    table = "source,target\n" + "".join(f"{source},{target}\n" for source, target in REDIRECTS)
    act("mutualisation_redirect_import", id=slug, csv=table)


def prepare() -> dict[str, Any]:
    """Give the portal of Nantes all it can have, the sight of the department too; return the files made for it."""
    act("organization_patch", id="nantes", parent="loire-atlantique", siren="214401093", body_kind="commune")
    act("organization_patch", id="nantes-metropole", parent="nantes")
    act("mutualisation_portal_update", id="nantes", include=["above"])
    dress("nantes")
    return {
        "file": upload("nantes-1", "Écoles 2013.csv", CONTENT),
        "private": upload("nantes-prive", "secret.csv", b"secret"),
        "table": tabulate("nantes-2", "Comptages / vélos", [{"rue": "Crébillon", "passages": 12}, {"rue": "=1+1"}]),
        "others": upload("loire-atlantique-1", "ailleurs.csv", b"ailleurs"),
    }


def upload(dataset: str, name: str, content: bytes, **fields: Any) -> dict[str, Any]:
    """Upload a file to a dataset."""
    file = FileStorage(io.BytesIO(content), filename=name)
    return act("resource_create", package_id=dataset, name=name, format="CSV", upload=file, **fields)


def tabulate(dataset: str, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a table that the DataStore alone holds."""
    made = act("datastore_create", resource={"package_id": dataset, "name": name}, records=rows)
    return act("resource_show", id=made["resource_id"])


class Opened:
    """An archive, read whole and checked by itself."""

    def __init__(self, target: Path) -> None:
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
            assert len(self.files) == len(archive.namelist())

    def text(self, path: str) -> str:
        return self.files[path].decode()

    def json(self, path: str) -> Any:
        return json.loads(self.files[path])

    def yaml(self, path: str) -> Any:
        return yaml.safe_load(self.files[path])

    def rows(self, path: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file by the names of its columns."""
        return list(csv.DictReader(io.StringIO(self.text(path), newline="")))

    def datasets(self) -> dict[str, dict[str, Any]]:
        packages = map(json.loads, self.files["datasets.jsonl"].splitlines())
        return {package["name"]: package for package in packages}

    def under(self, folder: str) -> set[str]:
        return {name for name in self.files if name.startswith(f"{folder}/")}

    def check_sums(self) -> None:
        """Fail unless the manifest and the sums tell of each file what it is."""
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}
        lines = [line.partition("  ") for line in self.text("SHA256SUMS").splitlines()]
        sums = {path: digest for digest, _, path in lines}
        assert sums == {name: digest for name, digest in digests.items() if name != "SHA256SUMS"}
        listed = {entry["path"]: (entry["size"], entry["sha256"]) for entry in self.json("manifest.json")["files"]}
        told = set(self.files) - {"manifest.json", "SHA256SUMS"}
        assert listed == {name: (len(self.files[name]), digests[name]) for name in told}


def run(cli: Any, *words: str) -> Any:
    """Run `ckan mutualisation portal …` and return its result."""
    return cli.invoke(ckan, ["mutualisation", "portal", *words])


def leave(cli: Any, target: Path, *options: str, slug: str = "nantes", code: int = 0) -> Any:
    """Run the command and return its result."""
    result = run(cli, "export", slug, "--to", str(target), *options)
    assert result.exit_code == code, result.output + repr(result.exception)
    return result
