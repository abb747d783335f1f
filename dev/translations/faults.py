"""Find what is wrong in a catalogue: a message without French, a placeholder lost, a compiled file out of date."""
from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

import polib
import yaml
from catalogues import MO_SUFFIX, PACKAGE, PROJECT, Catalogue, MessageKey, compiled, key

__all__ = ["of_catalogue", "of_labels", "of_source"]

LANGUAGES = ("en", "fr")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdirf]|%[sdirf]|\{[^{}]*\}")
TAG = re.compile(r"</?[a-z0-9]+")
GETTEXT = {"_", "N_", "gettext", "ngettext", "ungettext"}
# Keys whose text ckanext-scheming shows on pages.
SHOWN_BY_SCHEMING = {"label", "help_text"}


def of_catalogue(catalogue: Catalogue, wanted: set[MessageKey]) -> Iterator[str]:
    """Say what is wrong in a catalogue that should hold exactly the messages of ``wanted``."""
    name = catalogue.french.relative_to(PROJECT)
    po = catalogue.read()
    entries = {key(entry): entry for entry in po if not entry.obsolete}
    for identity in sorted(wanted - entries.keys()):
        yield f"{name}: absent, run `update`: {identity[0]!r}"
    for identity, entry in entries.items():
        if identity not in wanted:
            yield f"{name}: stale, no longer in the source: {identity[0]!r}"
        elif not entry.translated():
            yield f"{name}: {'fuzzy' if entry.fuzzy else 'without French'}: {identity[0]!r}"
        else:
            yield from (f"{name}: {fault}: {identity[0]!r}" for fault in _of_entry(entry))
    if {key(entry) for entry in catalogue.read_template()} != wanted:
        yield f"{catalogue.template.relative_to(PROJECT)}: stale, run `update`"
    binary = catalogue.french.with_suffix(MO_SUFFIX)
    if not binary.exists() or binary.read_bytes() != compiled(po):
        yield f"{binary.relative_to(PROJECT)}: stale, run `compile`"


def of_labels() -> Iterator[str]:
    """Say which labels of the schemas (YAML) and of the vocabularies (JSON) are not in both languages."""
    for path in sorted(PACKAGE.rglob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        is_schema = isinstance(content, dict) and "scheming_version" in content
        yield from (f"{path.relative_to(PROJECT)}: {fault}" for fault in _of_value(content, "", is_schema))
    for path in sorted(PACKAGE.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        yield from (f"{path.relative_to(PROJECT)}: {fault}" for fault in _of_value(content, "", False))


def of_source() -> Iterator[str]:
    """Say which messages of the Python source gettext cannot find, or finds wrongly."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        yield from (f"{path.relative_to(PROJECT)}:{line}: {fault}" for line, fault in unseen(tree))


def unseen(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the lines where the extractor misses a message, or takes another text for it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for call in filter(_is_gettext, ast.walk(node)):
                yield node.lineno, f"an f-string hides {ast.unparse(call)} from gettext: translate before it"
        elif _is_gettext(node) and not isinstance(node.args[0], ast.Constant):
            texts = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
            if any(isinstance(text, str) for text in texts):
                yield node.lineno, f"gettext takes {texts[0]!r} for the message: name the value before it"


def _is_gettext(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in GETTEXT


def _of_entry(entry: polib.POEntry) -> Iterator[str]:
    forms = entry.msgstr_plural or {0: entry.msgstr}
    for index, french in forms.items():
        english = entry.msgid_plural if index and entry.msgid_plural else entry.msgid
        for what, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
            # A placeholder may be said twice or once; none may be lost or invented. Tags must be as many.
            before, after = pattern.findall(english), pattern.findall(french)
            differ = set(before) != set(after) if what == "placeholders" else sorted(before) != sorted(after)
            if differ:
                yield f"its {what} differ, {before} and {after}"
        if english[:1].isspace() != french[:1].isspace() or english[-1:].isspace() != french[-1:].isspace():
            yield "its spaces at the ends differ"
        if "%s" in english and english.count("%s") != french.count("%s"):
            yield "its %s differ in number"


def _of_value(value: Any, path: str, is_schema: bool) -> Iterator[str]:
    if isinstance(value, dict):
        missing = [language for language in LANGUAGES if language not in value]
        if len(missing) == 1 and all(isinstance(text, str) for text in value.values()):
            yield f"{path}: lacks {missing[0]}"
        for name, inner in value.items():
            here = f"{path}.{name}" if path else str(name)
            if is_schema and name in SHOWN_BY_SCHEMING and isinstance(inner, str):
                yield f"{here}: is in one language: {inner!r}"
            yield from _of_value(inner, here, is_schema)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _of_value(inner, f"{path}[{index}]", is_schema)
