"""What the archive says of itself: for people, for programs, and for who checks that nothing changed on the way."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from string import Template

from ckanext.mutualisation.core.address import Portal, in_language
from ckanext.mutualisation.portal.discovery.face import COMMON, Face
from ckanext.mutualisation.portal.leaving.archive import Archive
from ckanext.mutualisation.portal.leaving.gaps import Gap
from ckanext.mutualisation.portal.leaving.writing import as_json

__all__ = ["FORMAT", "Contents", "write_about"]

FORMAT = {"format": "ckanext-mutualisation portal archive", "version": 1}

_WORDS = {
    "publications": ("publications", "publications"),
    "pages": ("pages (fichiers)", "pages (files)"),
    "redirections": ("redirections", "redirections"),
    "organizations": ("organisations", "organisations"),
    "datasets": ("jeux de données", "datasets"),
    "private_datasets": ("dont privés", "of which private"),
    "addresses": ("adresses", "addresses"),
    "files": ("fichiers déposés", "uploaded files"),
    "tables": ("tables", "tables"),
}
"""What is counted, in French and in English: the archive speaks both, whatever the operator's language."""


@dataclass(frozen=True)
class Contents:
    """How many of each thing the archive holds, what was left out on demand, and what could not be taken along."""

    counts: Mapping[str, int]
    left_out: Collection[str]
    gaps: Sequence[Gap]


def write_about(archive: Archive, portal: Portal, contents: Contents, moment: datetime) -> None:
    """Add ``README.md``, then ``manifest.json`` on all that is there, then ``SHA256SUMS`` on that too."""
    archive.add_text("README.md", _readme(portal, contents, moment))
    described = {
        **FORMAT,
        "portal": {
            "slug": portal.slug,
            "title": dict(portal.title),
            "state": portal.state,
            "url": Face(portal).address(),
        },
        "platform": {"title": _platform(), "url": COMMON.address()},
        "exported": moment.isoformat(timespec="seconds"),
        "whole": not contents.gaps,
        "contents": dict(contents.counts),
        "left_out": list(contents.left_out),
        "missing": [asdict(gap) for gap in contents.gaps],
        "files": [asdict(entry) for entry in archive.entries],
    }
    archive.add_text("manifest.json", as_json(described))
    archive.add_text("SHA256SUMS", "".join(f"{entry.sha256}  {entry.path}\n" for entry in archive.entries))


def _readme(portal: Portal, contents: Contents, moment: datetime) -> str:
    template = Template(files("ckanext.mutualisation.portal.leaving").joinpath("README.md").read_text(encoding="utf-8"))
    without = "files" in contents.left_out
    gaps = "\n".join(f"- `{gap.name}`: {gap.reason}" for gap in contents.gaps)
    counted = {name: number for name, number in contents.counts.items() if name in _WORDS}
    return template.substitute(
        slug=portal.slug,
        title_fr=_on_a_line(in_language(portal.title, "fr")),
        title_en=_on_a_line(in_language(portal.title, "en")),
        url=Face(portal).address(),
        platform=_on_a_line(_platform()),
        moment=moment.strftime("%Y-%m-%d %H:%M"),
        files_fr=" — **laissés de côté**, à la demande de l'exploitant" if without else "",
        files_en=" — **left out**, as the operator asked" if without else "",
        counts_fr="\n".join(f"- {_WORDS[name][0]} : {number}" for name, number in counted.items()),
        counts_en="\n".join(f"- {_WORDS[name][1]}: {number}" for name, number in counted.items()),
        gaps_fr=gaps or "Rien.",
        gaps_en=gaps or "Nothing.",
    )


def _platform() -> str:
    return COMMON.title("")


def _on_a_line(title: str) -> str:
    return " ".join(title.split())
