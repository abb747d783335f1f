"""`python -m bench [NAME…]`: run the benches (all of them, a room's, or those named), print one table.

The exit code is 0 when every target is met, 1 when one is missed, 2 when a bench could not be run.
"""
from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from collections.abc import Callable, Iterable
from types import ModuleType

import bench
from bench.figure import Figure, table
from bench.platform import Platform
from bench.site import BenchError

__all__ = ["main"]


def benches() -> dict[str, ModuleType]:
    """Return every bench by its name, ``<room>.<module>``: a module of a room's folder that has a ``run``."""
    found = {}
    for room in pkgutil.iter_modules(bench.__path__, "bench."):
        if room.ispkg:
            for each in pkgutil.iter_modules(importlib.import_module(room.name).__path__, f"{room.name}."):
                module = importlib.import_module(each.name)
                if hasattr(module, "run"):
                    found[each.name.removeprefix("bench.")] = module
    return found


def chosen(names: Iterable[str]) -> dict[str, ModuleType]:
    """Return the benches of these names: ``portal`` for a room's, ``resolution`` or ``portal.resolution`` for one.

    :raises BenchError: for a name that is none of them.
    """
    every, wanted = benches(), list(names)
    for name in wanted:
        if not any(name in (each, *each.split(".")) for each in every):
            raise BenchError(f"There is no bench «{name}». Remedy: take one of: {', '.join(every)}")
    return {
        each: module for each, module in every.items() if not wanted or {each, *each.split(".")} & set(wanted)
    }


def main(names: Iterable[str]) -> int:
    """Run them and return the exit code."""
    began = time.monotonic()
    try:
        modules = chosen(names)
        figures: list[Figure] = []
        print("  preparing the stack «bench» …", flush=True)
        with Platform.prepare() as platform:
            for name, module in modules.items():
                print(f"  {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
                run: Callable[[Platform], Iterable[Figure]] = module.run
                figures.extend(run(platform))
    except BenchError as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 2
    missed = sum(figure.met is False for figure in figures)
    print(f"\n{table(figures)}\n\n{'every target is met' if not missed else f'✗ {missed} missed'}, "
          f"{time.monotonic() - began:.0f} s. How to read it: bench/README.md")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
