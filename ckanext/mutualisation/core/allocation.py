"""Split an amount by a key: exact fractions, rounded by largest remainder, every cent explained.

At each level of the tree the amount is split exactly, each share rounded down, and the cents left over go one by one
to the shares that lost the largest fraction. Ties go in the order that the agreement states, the lead's share first. A
group's rounded share is then split by the key of the group, so nothing inside a group touches the others.

>>> from .keys import read
>>> key = read({"method": "equal", "shares": [{"member": "department"}, {"member": "region"}, {"group": "nantes", "key":
...     {"method": "equal", "shares": [{"member": "metropolis"}, {"member": "town"}]}}]})
>>> [(line.name, line.cents) for line in allocate(21_000_000, key, lead="metropolis")]
[('department', 7000000), ('region', 7000000), ('nantes', 7000000), ('metropolis', 3500000), ('town', 3500000)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .keys import Key, Share, members
from .money import MAX_CENTS

__all__ = [
    "ALGORITHM",
    "AllocationError",
    "AmountOutOfRange",
    "FixedSharesDiffer",
    "Line",
    "Reason",
    "allocate",
    "leaves",
]

ALGORITHM = 1
"""The version of this algorithm, stored with each run so that it can be computed again years later."""

Reason = Literal["exact", "rounded_down", "odd_cent", "odd_cent_by_order", "nothing", "fixed"]
"""Why a line has its cents:

``exact``              the quota is a whole number of cents
``rounded_down``       a fraction of a cent was given up
``odd_cent``           one of the cents left over, for a fraction larger than others'
``odd_cent_by_order``  one of the cents left over, for an equal fraction and an earlier place in the agreement
``nothing``            the share has no weight
``fixed``              the agreement states the amount
"""


class AllocationError(ValueError):
    """An amount that the key cannot split."""


class AmountOutOfRange(AllocationError):
    """The amount is not a whole number of cents that the books can hold."""


class FixedSharesDiffer(AllocationError):
    """The fixed amounts of a key do not add up to the amount to split."""

    def __init__(self, path: tuple[str, ...], fixed_cents: int, cents: int) -> None:
        super().__init__(f"{'/'.join(path) or 'key'}: fixed amounts of {fixed_cents} cents to split {cents} cents")
        self.path, self.fixed_cents, self.cents = path, fixed_cents, cents


@dataclass(frozen=True)
class Line:
    """What one share receives, and why.

    ``path``: names from the root to this share. ``of_cents``: the amount split at this level. ``ratio``: this share's
    part of it. ``exact``: the quota in cents before rounding, ``of_cents * ratio``. ``overall``: this share's part of
    the whole amount. ``odd_cents``: how many cents were left over at this level; ``rank``: which of them this share
    got, from 1, else 0.
    """

    path: tuple[str, ...]
    is_group: bool
    of_cents: int
    ratio: Fraction
    overall: Fraction
    exact: Fraction
    cents: int
    reason: Reason
    odd_cents: int
    rank: int

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def depth(self) -> int:
        """Return 0 for a share of the whole, 1 inside a group, and so on."""
        return len(self.path) - 1


def leaves(lines: Sequence[Line]) -> dict[str, int]:
    """Return what each member receives, in cents, in the order stated."""
    return {line.name: line.cents for line in lines if not line.is_group}


def allocate(cents: int, key: Key, lead: str | None = None) -> tuple[Line, ...]:
    """Split ``cents``, positive or negative, by ``key``: a line for each share, a group before its own shares.

    The members' cents add up to ``cents`` exactly; each share is less than a cent from its quota; a share without
    weight receives nothing; no share has the sign opposite to the amount.
    Raises :class:`AmountOutOfRange`, :class:`FixedSharesDiffer`.
    """
    if not isinstance(cents, int) or isinstance(cents, bool) or abs(cents) > MAX_CENTS:
        raise AmountOutOfRange(repr(cents))
    return tuple(_split(cents, key, lead, (), Fraction(1)))


def _split(cents: int, key: Key, lead: str | None, path: tuple[str, ...], part: Fraction) -> Iterator[Line]:
    sign, amount = (-1, -cents) if cents < 0 else (1, cents)
    ratios = _fixed_ratios(key, amount, path) if key.method == "fixed" else _ratios(key)
    quotas = [amount * ratio for ratio in ratios]
    ranks = _odd_cents(key, quotas, lead)
    left_over = amount - sum(int(quota) for quota in quotas)
    for share, ratio, quota, (rank, reason) in zip(key.shares, ratios, quotas, ranks, strict=True):
        here, paid = (*path, share.name), sign * (int(quota) + (rank > 0))
        yield Line(here, share.key is not None, cents, ratio, part * ratio, sign * quota, paid, reason, left_over, rank)
        if share.key is not None:
            yield from _split(paid, share.key, lead, here, part * ratio)


def _ratios(key: Key) -> list[Fraction]:
    whole = sum((share.measure for share in key.shares), Fraction(0))
    return [share.measure / whole for share in key.shares]


def _fixed_ratios(key: Key, amount: int, path: tuple[str, ...]) -> list[Fraction]:
    fixed = sum((share.measure for share in key.shares), Fraction(0))
    if fixed != amount:
        raise FixedSharesDiffer(path, int(fixed), amount)
    return [share.measure / amount if amount else Fraction(0) for share in key.shares]


def _odd_cents(key: Key, quotas: Sequence[Fraction], lead: str | None) -> list[tuple[int, Reason]]:
    """Return for each share which of the cents left over it receives, from 1, else 0, and why."""
    fractions = [quota - int(quota) for quota in quotas]
    left_over = int(sum(fractions))
    in_order = sorted(
        (i for i, fraction in enumerate(fractions) if fraction),
        key=lambda i: (-fractions[i], not _holds(key.shares[i], lead), i),
    )
    winners, losers = in_order[:left_over], in_order[left_over:]
    tied = fractions[losers[0]] if losers else None
    given: dict[int, tuple[int, Reason]] = {
        i: (rank, "odd_cent_by_order" if fractions[i] == tied else "odd_cent")
        for rank, i in enumerate(winners, start=1)
    }
    return [given.get(i) or (0, _plain_reason(key, i, fractions[i])) for i in range(len(quotas))]


def _plain_reason(key: Key, i: int, fraction: Fraction) -> Reason:
    if key.shares[i].measure == 0:
        return "nothing"
    if key.method == "fixed":
        return "fixed"
    return "rounded_down" if fraction else "exact"


def _holds(share: Share, lead: str | None) -> bool:
    return lead is not None and (lead in members(share.key) if share.key else share.name == lead)
