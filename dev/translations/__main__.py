"""`python dev/translations check`: keep the French of the package, of CKAN and of its extensions complete.

  extract   write the messages of the source to the templates (.pot)
  update    extract, then bring the French catalogues (.po) to the templates
  compile   compile the .po to the .mo that CKAN reads
  check     say what is missing, stale or wrong; silent, with code 0, when all is well
"""
from __future__ import annotations

import os
import sys
import warnings

warnings.simplefilter("ignore")
os.environ.setdefault("PYTHONWARNINGS", "ignore")

import faults  # noqa: E402
import polib  # noqa: E402
from catalogues import FRENCH, MO_SUFFIX, OURS, PROJECT, Catalogue, Message, compiled, key, template  # noqa: E402
from extract import messages_without_french, our_messages  # noqa: E402


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    commands = {"extract": extract, "update": update, "compile": compile_all, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    return commands[arguments[0]]()


def extract() -> int:
    """Write both templates."""
    for catalogue, messages in _wanted():
        catalogue.template.parent.mkdir(parents=True, exist_ok=True)
        template(catalogue, messages).save(str(catalogue.template))
        print(f"{catalogue.template.relative_to(PROJECT)}: {len(messages)} messages")
    return 0


def update() -> int:
    """Bring both French catalogues to their templates: what is new is added without French, what is gone is dropped."""
    extract()
    for catalogue in (OURS, FRENCH):
        french = {key(entry): entry for entry in catalogue.read()}
        po = catalogue.read_template()
        for entry in po:
            known = french.get(key(entry))
            if known:
                entry.msgstr, entry.msgstr_plural, entry.flags = known.msgstr, known.msgstr_plural, known.flags
                entry.tcomment = known.tcomment
        catalogue.french.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(catalogue.french))
        left = [entry for entry in po if not entry.translated()]
        print(f"{catalogue.french.relative_to(PROJECT)}: {len(left)} without French")
        for entry in left:
            print(f"  {entry.msgid!r}")
    return 0


def compile_all() -> int:
    """Compile both catalogues."""
    for catalogue in (OURS, FRENCH):
        catalogue.french.with_suffix(MO_SUFFIX).write_bytes(compiled(polib.pofile(str(catalogue.french))))
    return 0


def check() -> int:
    """Print every fault."""
    found = [
        fault
        for catalogue, messages in _wanted()
        for fault in faults.of_catalogue(catalogue, {(message.singular, message.plural) for message in messages})
    ]
    found += [*faults.of_labels(), *faults.of_source()]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def _wanted() -> list[tuple[Catalogue, list[Message]]]:
    return [(OURS, our_messages()), (FRENCH, messages_without_french())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
