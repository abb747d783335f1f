"""`dev/translations check` finds the messages that gettext does not find, or finds wrongly, in the source."""
from __future__ import annotations

import ast
import importlib
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "dev" / "translations"


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOL))
    return importlib.import_module("faults")


@pytest.mark.parametrize(("source", "said"), [
    ("f\"{where} {tk._('(line {line})').format(line=3)}\"", "an f-string hides tk._('(line {line})')"),
    ("tk._(MESSAGES['not_picture'])", "gettext takes 'not_picture' for the message"),
    ("_('one' if few else 'many')", "gettext takes 'one' for the message"),
])
def test_a_message_out_of_gettext_s_sight_is_told_with_its_line(faults: ModuleType, source: str, said: str) -> None:
    (line, fault), = faults.unseen(ast.parse(f"\n{source}"))
    assert line == 2
    assert said in fault


@pytest.mark.parametrize("source", [
    "tk._('Found')", "tk._(MESSAGES[code])", "tk.ungettext('one', 'many', n)", "f'{where}: {sentence}'", "N_('Later')",
])
def test_a_message_that_gettext_finds_is_no_fault(faults: ModuleType, source: str) -> None:
    assert list(faults.unseen(ast.parse(source))) == []
