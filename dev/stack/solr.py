"""A Solr of this stack's own: the shared CKAN's core with our schema, the peer's with CKAN's."""
from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from pathlib import Path

from stack import process
from stack.layout import PROJECT, Stack

__all__ = ["down", "up", "url"]

OUR_CONF = PROJECT / "ckanext" / "mutualisation" / "solr"
CORES = {"ckan": "mutualisation", "peer": "stock"}


def url(stack: Stack, core: str) -> str:
    """Return the address of a core."""
    return f"http://127.0.0.1:{stack.ports['solr']}/solr/{core}"


def up(stack: Stack) -> None:
    """Lay the Solr home, start Solr on its jars and wait until every core answers."""
    home = stack.folder / "solr"
    _lay_home(stack, home)
    process.start(stack, "solr", [
        "java", "-Xms128m", "-Xmx512m", f"-Djetty.port={stack.ports['solr']}", f"-Dsolr.solr.home={home}",
        f"-Dsolr.log.dir={stack.folder / 'log'}", "-Dsolr.install.dir=.", "-Dsolr.modules=",
        f"-Dlog4j2.configurationFile={PROJECT / 'dev' / 'solr' / 'log4j2.xml'}",
        "-cp", f"{stack.solr_jars}/*", "org.eclipse.jetty.xml.XmlConfiguration", PROJECT / "dev" / "solr" / "jetty.xml",
    ], cwd=stack.folder)
    process.wait_until(lambda: all(_answers(stack, core) for core in CORES), stack, "solr")


def down(stack: Stack) -> None:
    """End Solr; it writes what it holds."""
    process.stop(stack, "solr")


def _lay_home(stack: Stack, home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "solr.xml").write_text("<solr/>\n")
    _lay_configset(home, "mutualisation", OUR_CONF / "schema.xml")
    stock = next((stack.venv / "lib").glob("python3*/site-packages/ckan/config/solr/schema.xml"))
    _lay_configset(home, "stock", stock)
    for core, configset in CORES.items():
        (home / core).mkdir(exist_ok=True)
        (home / core / "core.properties").write_text(f"name={core}\nconfigSet={configset}\n")


def _lay_configset(home: Path, name: str, schema: Path) -> None:
    conf = home / "configsets" / name / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    for file in OUR_CONF.iterdir():
        if file.is_file():
            shutil.copyfile(file, conf / file.name)
    shutil.copyfile(schema, conf / "schema.xml")


def _answers(stack: Stack, core: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url(stack, core)}/admin/ping", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
