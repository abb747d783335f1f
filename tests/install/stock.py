"""Drive a CKAN in another environment, as its operator does: by its ini file, its commands and its pages."""
from __future__ import annotations

import hashlib
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

__all__ = ["StockCkan", "run"]

# What differs between two renderings of the same stock page.
CHANGING = (
    r'(?<=<meta name="_csrf_token" content=")[^"]*',
    r'(?<=name="_csrf_token" value=")[^"]*',
    r"(?m)^(?:ETag|Date|Server|Set-Cookie): .*$",
    # A feed says when it was made, a profile when its owner was last seen.
    r"(?<=<updated>)[^<]*(?=</updated>)",
    r"(?s)(?<=<dt>Last Active</dt>).*?</dd>",
)
# Written by looking around: the last time that a user was seen.
NOT_COMPARED = {"user": {"last_active"}, "api_token": {"last_access"}}


def run(command: Sequence[str | Path], **options: Any) -> str:
    """Run a command to its end; fail with all that it said."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done.stdout


class StockCkan:
    """One CKAN: an environment, an ini file, a database and a search core."""

    def __init__(self, environment: Path, peer_ini: Path, folder: Path) -> None:
        self.environment = environment
        self.ini = folder / "ckan.ini"
        self.peer_ini = peer_ini
        self.port = _free_port()
        self.token = ""
        (folder / "storage").mkdir()
        self._values = {
            "ckan.site_url": f"http://127.0.0.1:{self.port}",
            "ckan.storage_path": str(folder / "storage"),
            "ckan.locale_default": "en",
            "ckan.locales_offered": "en fr",
        }
        self.configure("text_view image_view")

    def configure(self, plugins: str, **options: str) -> None:
        """Write the ini file with these plugins and options."""
        values = {**self._values, "ckan.plugins": plugins, **options}
        lines = "".join(f"{name} = {value}\n" for name, value in values.items())
        self.ini.write_text(f"[app:main]\nuse = config:{self.peer_ini}\n{lines}", encoding="utf-8")

    def command(self, *arguments: str) -> str:
        """Run the `ckan` command."""
        return run([self.environment / "ckan", "-c", self.ini, *arguments])

    def pip(self, *arguments: str | Path) -> str:
        return run([self.environment / "python", "-m", "pip", *arguments])

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve its pages while the block runs."""
        log = self.ini.with_suffix(".log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.environment / "ckan", "-c", self.ini, "run", "--disable-reloader", "-p", str(self.port)],
                stdout=output, stderr=output,
            )
        try:
            deadline = time.monotonic() + 60
            while not self._answers():
                assert process.poll() is None, log.read_text(errors="replace")[-4000:]
                assert time.monotonic() < deadline, "the server did not answer within a minute"
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)

    def page(self, path: str, *, signed_in: bool = False, language: str = "") -> str:
        """Return a page as ``status``, headers and body, without what changes at every rendering."""
        answer = requests.get(
            f"http://127.0.0.1:{self.port}{language}{path}", timeout=60, allow_redirects=False,
            headers={"Authorization": self.token} if signed_in else {},
        )
        headers = "".join(f"{name}: {value}\n" for name, value in sorted(answer.headers.items()))
        text = f"{answer.status_code}\n{headers}\n{answer.text}"
        for pattern in CHANGING:
            text = re.sub(pattern, "", text)
        # The length follows what was taken out.
        return re.sub(r"(?m)^Content-Length: .*$", "", text)

    def action(self, action: str, /, **data: Any) -> Any:
        """Call an action with the administrator's token and return its result."""
        answer = requests.post(
            f"http://127.0.0.1:{self.port}/api/3/action/{action}", json=data, timeout=60,
            headers={"Authorization": self.token},
        )
        assert answer.ok, answer.text
        return answer.json()["result"]

    def rows(self) -> dict[str, str]:
        """Return, for each table of the database, its number of rows and a sum of what they hold."""
        engine = sa.create_engine(self._database())
        try:
            with engine.connect() as connection:
                tables = sa.inspect(connection).get_table_names()
                return {table: _sum_of(connection, table) for table in sorted(tables)}
        finally:
            engine.dispose()

    def empty(self) -> None:
        """Drop everything of its database and of its core."""
        engine = sa.create_engine(self._database())
        try:
            with engine.begin() as connection:
                connection.execute(sa.text("DROP SCHEMA public CASCADE"))
                connection.execute(sa.text("CREATE SCHEMA public"))
        finally:
            engine.dispose()
        requests.post(
            self._peer()["solr_url"] + "/update?commit=true", data="<delete><query>*:*</query></delete>",
            headers={"Content-Type": "text/xml"}, timeout=30,
        ).raise_for_status()

    def _answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/api/3/action/status_show", timeout=20).ok
        except requests.ConnectionError:
            return False

    def _database(self) -> str:
        return self._peer()["sqlalchemy.url"]

    def _peer(self) -> dict[str, str]:
        parser = ConfigParser(interpolation=None)
        parser.read(self.peer_ini)
        return dict(parser["app:main"])


def _sum_of(connection: sa.Connection, table: str) -> str:
    columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
    kept = ", ".join(f'"{name}"' for name in columns if name not in NOT_COMPARED.get(table, set()))
    rows = sorted(repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT {kept} FROM "{table}"')))
    return f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
