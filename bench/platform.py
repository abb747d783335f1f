"""The two CKANs that are compared: the same database, index and files, with the portals and without."""
from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import IO

from bench.site import PROJECT, BenchError, Side, read_code_of

__all__ = ["PORTALS", "STOCK", "Platform"]

STACK = "bench"
_PROCESSES = 4
STOCK = (
    "mutualisation_members scheming_datasets scheming_organizations harvest ckan_harvester dcat "
    "spatial_metadata spatial_query datastore datatables_view text_view image_view activity"
)
"""What both sites have. The members' plugin gives both the same schemas, hence the same fields on the same pages."""
PORTALS = f"mutualisation mutualisation_portal {STOCK}"
_EVERYTHING = f"mutualisation mutualisation_portal {STOCK} structured_data"

# Everything of a production site that test.ini has not; the same on every site.
_OPTIONS = """
testing = false
ckan.site_title = Données ouvertes en Pays de la Loire
ckan.locale_default = fr
ckan.locales_offered = fr en
ckan.locale_order = fr en
ckan.cors.origin_allow_all = false
ckan.views.default_views = image_view text_view
package_hide_extras = spatial harvest_object_id harvest_source_id harvest_source_title harvest_remote_url
licenses_group_url = file://{licences}
"""


class Platform:
    """The stack of the benches, filled; its CKANs start when they are first asked for, and end with the block."""

    def __init__(self, folder: Path, lock: IO[str]) -> None:
        self.folder = folder
        self._lock = lock
        self._sides: dict[str, Side] = {}

    @classmethod
    def prepare(cls) -> Platform:
        """Start the servers, write the configuration of the sites, and fill the database once.

        :raises BenchError: also while another run uses the stack.
        """
        folder = PROJECT / ".dev" / STACK
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "busy.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BenchError("Another run uses the stack «bench». Remedy: wait for it to end.") from None
        _run([sys.executable, "-m", "stack", "up", STACK, "--plugins", _EVERYTHING], PYTHONPATH=str(PROJECT / "dev"))
        read_code_of(_EVERYTHING.split())
        platform = cls(folder, lock)
        platform._fill()
        return platform

    def side(self, name: str, plugins: str, processes: int = _PROCESSES) -> Side:
        """Return the running side of this name: a CKAN with these plugins, in so many processes."""
        if name not in self._sides:
            self._sides[name] = Side(name, self._ini(plugins), processes)
        return self._sides[name]

    @property
    def stock(self) -> Side:
        """CKAN without the portals."""
        return self.side("stock", STOCK)

    @property
    def portals(self) -> Side:
        """The same CKAN with them."""
        return self.side("portals", PORTALS)

    def close(self) -> None:
        """End the CKANs. The servers behind them stay, for the next run."""
        while self._sides:
            self._sides.popitem()[1].close()

    def __enter__(self) -> Platform:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _ini(self, plugins: str) -> Path:
        path = self.folder / f"bench-{hashlib.sha256(plugins.encode()).hexdigest()[:8]}.ini"
        licences = PROJECT / "ckanext" / "mutualisation" / "harvesters" / "licences" / "fr.json"
        options = _OPTIONS.format(licences=licences)
        path.write_text(f"[app:main]\nuse = config:ckan.ini\nckan.plugins = {plugins}\n{options}", encoding="utf-8")
        return path

    def _fill(self) -> None:
        stamp, wanted = self.folder / "run" / "bench-filled", _mark()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        print("  filling the database (once) …", flush=True)
        file = self.folder / "members-and-portals.yaml"
        import_module("bench.filling").write_scenario(file)
        ckan = Path(sys.executable).with_name("ckan")
        _run([str(ckan), "-c", str(self._ini(PORTALS)), "mutualisation", "apply", str(file)])
        filler = Side("filler", self._ini(PORTALS), 1)
        filler.call("bench.filling:fill")
        filler.close()
        stamp.write_text(wanted)


def _mark() -> str:
    """Sum up what decides the data."""
    demo = PROJECT / "demo"
    files = [*sorted(demo.rglob("*.py")), demo / "pays-de-la-loire.yaml", PROJECT / "bench" / "filling.py"]
    mark = hashlib.sha256()
    for file in files:
        mark.update(file.read_bytes())
    return mark.hexdigest()


def _run(command: list[str], **env: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT, env={**os.environ, **env})
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-3_000:]
        remedy = "Remedy: correct it, or begin anew: make clean STACK=bench"
        raise BenchError(f"`{' '.join(command)}` failed:\n{said}\n{remedy}")
