"""What lies around organisations: those under them, and those over them.

>>> links = {"nantes": "metropole", "rezé": "metropole", "metropole": "departement"}
>>> surroundings(["metropole"], ["below"], links)
('nantes', 'rezé')
>>> surroundings(["nantes"], ["above"], links)
('metropole', 'departement')
"""
from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

__all__ = ["above", "below", "surroundings"]


def surroundings(own: Iterable[str], include: Iterable[str], links: Mapping[str, str]) -> tuple[str, ...]:
    """Return the organisations around these, without themselves: those below, then those above, the nearest first.

    ``include`` holds ``"below"``, ``"above"``, both or nothing; ``links`` leads from an organisation to its parent. Two
    edits at once could close a loop: each organisation is passed once.
    """
    own = tuple(own)
    wanted = set(include)
    found = [*(below(own, links) if "below" in wanted else ()), *(above(own, links) if "above" in wanted else ())]
    return tuple(dict.fromkeys(each for each in found if each not in own))


def below(own: Iterable[str], links: Mapping[str, str]) -> list[str]:
    """Return every organisation whose chain of parents leads to one of these, level by level, sorted in each."""
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent in sorted(links.items()):
        children[parent].append(child)
    passed = dict.fromkeys(own)
    waiting = deque(passed)
    found = []
    while waiting:
        for child in children[waiting.popleft()]:
            if child not in passed:
                passed[child] = None
                found.append(child)
                waiting.append(child)
    return found


def above(own: Iterable[str], links: Mapping[str, str]) -> list[str]:
    """Return the chain of parents of each of these, one chain after the other."""
    found: dict[str, None] = {}
    for each in own:
        passed = {each}
        parent = links.get(each)
        while parent and parent not in passed:
            passed.add(parent)
            found[parent] = None
            parent = links.get(parent)
    return list(found)
