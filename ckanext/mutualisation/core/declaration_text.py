"""The text of a declarative file: YAML that people read and change, and that reads back equal."""
from __future__ import annotations

from typing import Any

import yaml

__all__ = ["as_yaml"]

# YAML reads these as ends of lines: outside quotes they would not come back.
_OTHER_LINES = frozenset("\x85\u2028\u2029")


def as_yaml(value: Any) -> str:
    """Return YAML: keys in the order given, French as it is, prose in blocks as it was typed, no alias.

    >>> print(as_yaml({"title": "Été", "text": "Un\\n\\n* deux\\n"}), end="")
    title: Été
    text: |
      Un
    <BLANKLINE>
      * deux
    """
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if _OTHER_LINES & set(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
