"""Collect the messages: ours from the package, and those that CKAN and its extensions leave without French."""
from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract_from_file
from catalogues import PACKAGE, PROJECT, Message, MessageKey, key
from werkzeug.exceptions import default_exceptions

from ckan.lib.extract import extract_ckan

__all__ = ["foreign_keys", "messages_without_french", "our_messages"]

METHODS = {".py": "python", ".js": "javascript", ".html": extract_ckan, ".txt": extract_ckan}
NOT_SHOWN = {"tests", "vendor", "migration", "contrib", "node_modules", "2.8_templates", "i18n"}

# Extensions of the suite, and those that the demo adds. CKAN's own come with CKAN's catalogue.
EXTENSIONS = ("harvest", "scheming", "dcat", "spatial")

# Messages that no extractor can see, since the source computes them.
COMPUTED = {
    # The technical fields of a resource's page, and their values; ckanext.mutualisation.french.helpers translates them.
    "ckan": (
        "active", "cache last updated", "cache url", "datastore active", "has views", "hash", "id", "mimetype",
        "mimetype inner", "on same domain", "package id", "position", "resource type", "size", "state", "url type",
        "True", "False",
    ),
    # The choices of the activity stream's filter: templates/french/snippets/activity_type_selector.html.
    "activity": tuple(f"{verb} {noun}" for verb, nouns in {
        "New": ("Package", "User", "Group", "Organization", "Resource View"),
        "Changed": ("Package", "User", "Group", "Organization", "Resource View"),
        "Deleted": ("Package", "Group", "Organization", "Resource View"),
        "Follow": ("Dataset", "User", "Group", "Organization"),
    }.items() for noun in nouns),
    # `_(action)` for the counts of a harvest, `_(f.title())` for its frequencies, `_(title)` for its facets.
    "harvest": (
        "added", "updated", "deleted", "not modified", "Manual", "Monthly", "Weekly", "Biweekly", "Daily", "Always",
        "Frequency", "No harvests found", 'No harvests found for "{query}"',
    ),
}

# The errors that an instance shows as a page; Werkzeug's names and descriptions.
ERRORS = (400, 401, 403, 404, 405, 409, 410, 413, 429, 500, 503)

# CKAN's French has these, wrongly: English left in place, a broken plural, a unit or a verb that means something else.
CORRECTED = {
    "Licenses", "No followers", "Upload to DataStore", "Table", "{actor} signed up", "{kibibytes} KiB",
    "{mebibytes} MiB", "{gibibytes} GiB", "{tebibytes} TiB", "{count} member", "Delete {num} row?", "Go",
    "Filter Results", "Sysadmin settings", "Search datasets...", "Edit resource", "Edit metadata", "Email",
    "Email is required", "Tag Name", "Update Dataset", "User %s not authorized to add members",
    "User %s not authorized to create organizations",
}


def our_messages() -> list[Message]:
    """Return the package's messages, without those that CKAN or an extension translates: gettext has one namespace.

    Ours would change the stock pages that show the same words.
    """
    foreign = foreign_keys()
    found = [*_messages(PACKAGE, PROJECT), *_kinds_of_sources()]
    return [message for message in found if (message.singular, message.plural) not in foreign]


def _kinds_of_sources() -> Iterator[Message]:
    """Yield the title and description of each harvester: attributes of its class, shown by `info()` through gettext."""
    for path in sorted((PACKAGE / "harvesters").glob("*.py")):
        for kind in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for line in kind.body if isinstance(kind, ast.ClassDef) else ():
                match line:
                    case ast.Assign([ast.Name("title" | "description")], ast.Constant(str(text))):
                        yield Message(text, "", (path.relative_to(PROJECT).as_posix(),))


def foreign_keys() -> set[MessageKey]:
    """Identify every message of CKAN and of the extensions, translated or not."""
    return {(message.singular, message.plural) for message in (*_ckan_messages(), *_extension_messages())}


def messages_without_french() -> list[Message]:
    """Return what the plugin `mutualisation_french` must translate."""
    french = {key(entry) for entry in _ckan_catalogue("fr/LC_MESSAGES/ckan.po") if entry.translated()}
    wanted: dict[MessageKey, Message] = {}
    for message in (*_ckan_messages(), *_extension_messages()):
        identity = (message.singular, message.plural)
        if identity not in french or message.singular in CORRECTED:
            wanted.setdefault(identity, message)
    return list(wanted.values())


def _ckan_messages() -> Iterator[Message]:
    """CKAN's template, then what its source has and its template lacks."""
    template = _ckan_catalogue("ckan.pot")
    for entry in template:
        files = tuple(dict.fromkeys(name for name, _ in entry.occurrences))
        yield Message(entry.msgid, entry.msgid_plural or "", files)
    known = {key(entry) for entry in template}
    for message in _messages(_folder("ckan"), _folder("ckan").parent):
        if (message.singular, message.plural) not in known:
            yield message
    for name in ("ckan", "activity"):
        yield from (Message(text, "", (f"{name} (computed)",)) for text in COMPUTED[name])
    for code in ERRORS:
        error = default_exceptions[code]()
        yield Message(error.name, "", ("werkzeug/exceptions.py",))
        yield Message(str(error.description), "", ("werkzeug/exceptions.py",))
    yield Message("Internal server error", "", ("ckan/config/middleware/flask_app.py",))


def _extension_messages() -> Iterator[Message]:
    for name in EXTENSIONS:
        if importlib.util.find_spec(f"ckanext.{name}") is None:
            continue
        folder = _folder(f"ckanext.{name}")
        yield from _messages(folder, folder.parents[1])
        yield from (Message(text, "", (f"{name} (computed)",)) for text in COMPUTED.get(name, ()))
        if name == "harvest":
            for end in (" found", ' found for "{query}"'):
                yield Message(f"{{number}} harvest{end}", f"{{number}} harvests{end}", (f"{name} (computed)",))


def _messages(folder: Path, root: Path) -> list[Message]:
    """Extract a folder's messages in the order of files; the same message in several files comes once."""
    places: dict[MessageKey, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.suffix not in METHODS or NOT_SHOWN & set(inner.parts) or path.name.endswith(".min.js"):
            continue
        if path.suffix == ".txt" and "templates" not in inner.parts:
            continue
        for _, text, _, _ in extract_from_file(METHODS[path.suffix], path, comment_tags=()):
            singular, plural = (text, "") if isinstance(text, str) else (text[0], text[1])
            if singular:
                places.setdefault((singular, plural), []).append(path.relative_to(root).as_posix())
    return [
        Message(singular, plural, tuple(dict.fromkeys(files))) for (singular, plural), files in places.items()
    ]


def _ckan_catalogue(name: str) -> polib.POFile:
    return polib.pofile(str(_folder("ckan") / "i18n" / name))


def _folder(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{module} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))
