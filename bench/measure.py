"""Compare what two sides spend on the same thing: paired requests, and the median of their ratios.

>>> Compared(cpu=[[[1.02], [1.04]], [[1.0], [1.02]]], wall=[[[1.0]]], ours=[0.01], theirs=[0.01]).cpu_ratio.median
1.02
"""
from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.figure import Figure
from bench.site import Request, Side

__all__ = ["Compared", "Spread", "compare", "spread", "timed"]

_SECONDS = 24.0
_LEAST_ROUNDS = 2
_RESAMPLES = 1_000

Ratios = Sequence[Sequence[Sequence[float]]]
"""By process of ours, by process of theirs: the ratios of the pairs that these two were asked."""


@dataclass(frozen=True)
class Spread:
    """A median, and the interval that holds it with 95 % confidence (bootstrap)."""

    median: float
    low: float
    high: float

    def as_percent(self) -> str:
        """Write a ratio.

        >>> Spread(1.021, 1.015, 1.03).as_percent()
        '102.1 % (101.5–103.0)'
        """
        return f"{100 * self.median:.1f} % ({100 * self.low:.1f}–{100 * self.high:.1f})"


@dataclass(frozen=True)
class Compared:
    """What one side spends beside the other: ratios of processor time and of elapsed time, and each side's seconds."""

    cpu: Ratios
    wall: Ratios
    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def cpu_ratio(self) -> Spread:
        """Return the ratio of processor times."""
        return spread(self.cpu)

    def figure(self, name: str, at_most: float | None = None, beside: str = "stock") -> Figure:
        """Return the line of the table. The target, a ratio, is for processor time."""
        ratio = self.cpu_ratio
        ours, theirs = (1_000 * statistics.median(each) for each in (self.ours, self.theirs))
        return Figure(
            name,
            ratio.as_percent(),
            f"{ours:.1f} ms of CPU, {beside} {theirs:.1f} ms; {len(self.ours)} pairs; "
            f"elapsed {spread(self.wall).as_percent()}",
            f"≤ {100 * at_most:.0f} %" if at_most else "",
            ratio.median <= at_most if at_most else None,
        )


def spread(ratios: Ratios) -> Spread:
    """Return the median of all ratios and its 95 % interval, the same at each call.

    Processes are drawn anew, then pairs of theirs: what differs from process to process is in the interval too.
    """
    chance = random.Random(0)  # noqa: S311  no secret
    medians = []
    for _ in range(_RESAMPLES):
        ours = chance.choices(ratios, k=len(ratios))
        theirs = chance.choices(range(len(ratios[0])), k=len(ratios[0]))
        drawn = [chance.choices(row[each], k=len(row[each])) for row in ours for each in theirs]
        medians.append(statistics.median(itertools.chain.from_iterable(drawn)))
    medians.sort()
    cut = round(_RESAMPLES * 0.025)
    every = itertools.chain.from_iterable(itertools.chain.from_iterable(ratios))
    return Spread(statistics.median(every), medians[cut], medians[-cut - 1])


def compare(
    ours: Side,
    theirs: Side,
    requests: Sequence[tuple[Request, Request]],
    seconds: float = _SECONDS,
    before_ours: str = "",
) -> Compared:
    """Ask both sides, in turn, for what belongs together, for about this long.

    A pair is asked back to back, in the one order and in the other in turn, so that what the machine does meanwhile
    weighs on both alike. A round has every process of ours meet every process of theirs. Before, every page is asked
    of each process, so that what is made once (templates, caches, connections) is there.

    :param before_ours: ``module:function`` to call in our process before each request, outside what is measured
    """
    ours.call_all("bench.serving:warm_up", requests=[(each.path, each.host) for each, _ in requests])
    theirs.call_all("bench.serving:warm_up", requests=[(each.path, each.host) for _, each in requests])
    cpu = [[[] for _ in theirs.sites] for _ in ours.sites]
    wall = [[[] for _ in theirs.sites] for _ in ours.sites]
    of_ours, of_theirs = [], []
    end = time.monotonic() + seconds
    asked = itertools.cycle(requests)
    for number in itertools.count():
        if number >= _LEAST_ROUNDS and time.monotonic() > end:
            break
        for (a, our), (b, their) in itertools.product(enumerate(ours.sites), enumerate(theirs.sites)):
            our_request, their_request = next(asked)
            if before_ours:
                our.call(before_ours)
            if (number + a + b) % 2:
                our_cost, their_cost = our.ask(our_request), their.ask(their_request)
            else:
                their_cost, our_cost = their.ask(their_request), our.ask(our_request)
            cpu[a][b].append(our_cost.cpu / their_cost.cpu)
            wall[a][b].append(our_cost.wall / their_cost.wall)
            of_ours.append(our_cost.cpu)
            of_theirs.append(their_cost.cpu)
    return Compared(cpu, wall, of_ours, of_theirs)


def timed(call: Callable[[], object], calls: int, times: int) -> list[float]:
    """Return how many seconds of its processor one call takes, measured ``times`` times over ``calls`` of them."""
    found = []
    for _ in range(times):
        began = time.thread_time()
        for _ in itertools.repeat(None, calls):
            call()
        found.append((time.thread_time() - began) / calls)
    return found
