"""What grew unusually against its own past: a stated test with few false alarms.

A cell is a category, a place, or a category at a place; of each, yesterday stands against the same weekday and the
last seven days against the seven-day spans of the last eight weeks. Counts of demands scatter more than chance alone
would have them, so the upper tail is that of a negative binomial distribution. How much they scatter is estimated
from all cells of a kind together, with one standard error added, because eight weeks of one cell alone say too little
of it. (The detectors of public health ask the same question of the same kind of numbers: C. P. Farrington and others,
"A statistical algorithm for the early detection of outbreaks of infectious disease", Journal of the Royal Statistical
Society A 159 (1996), pages 547-563.)

All cells of a morning are tested together by the rule of Y. Benjamini and Y. Hochberg ("Controlling the false
discovery rate", Journal of the Royal Statistical Society B 57 (1995), pages 289-300): on a morning on which nothing
grew, any alarm at all has a probability of at most 5 %. The rule holds for tests that rise together (Y. Benjamini and
D. Yekutieli, Annals of Statistics 29 (2001), theorem 1.2), and one-sided tests of counts and of their own sums do. The
stricter rule for any dependence, which the bands of the evaluation need, would miss one tripling in six here.
"""

import math
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

LEVEL = 0.03
"""At which the cells are tested: what is left up to 5 % is room for the scatter, which is estimated and not known."""

FEWEST = 10
"""Less than this is never told of, however unusual."""

MARGIN = 1.5
"""Nor is what grew by less than half of what was to be expected."""

WEEKS, FEWEST_WEEKS = 8, 4
Span = Literal["day", "week"]
Kind = tuple[Span, bool, bool]
SPANS: tuple[Span, ...] = ("day", "week")


@dataclass(frozen=True)
class Cell:
    """What is counted; None means any."""

    category_id: uuid.UUID | None
    area_id: uuid.UUID | None
    span: Span

    @property
    def kind(self) -> Kind:
        """Cells of one kind scatter alike."""
        return self.span, self.category_id is None, self.area_id is None


@dataclass(frozen=True)
class Past:
    """How many there are `now`, and in the weeks before: their sum, and the sum of their squares."""

    now: int
    total: int
    squares: int

    def mean(self, weeks: int) -> float:
        """Of one week."""
        return self.total / weeks

    def variance(self, weeks: int) -> float:
        """Between the weeks."""
        return (self.squares - self.total**2 / weeks) / (weeks - 1)


@dataclass(frozen=True)
class Growth:
    """A cell that grew unusually; `p` is the probability of as many or more if nothing had changed."""

    cell: Cell
    now: int
    expected: float
    p: float


def unusual(cells: Mapping[Cell, Past], weeks: int) -> list[Growth]:
    """What grew, the most unusual first. Of cells that rise together, as a category and its part in a place do, only
    the most unusual is told.
    """
    if weeks < FEWEST_WEEKS:
        return []
    scatter = _scatter(cells, weeks)
    tested = sorted(
        (
            Growth(cell, past.now, past.mean(weeks), _tail(past, weeks, scatter[cell.kind]))
            for cell, past in cells.items()
            if past.now >= FEWEST and past.now >= MARGIN * past.mean(weeks)
        ),
        key=lambda one: one.p,
    )
    return _apart(tested[: _discoveries([one.p for one in tested], len(cells))])


def _apart(found: Sequence[Growth]) -> list[Growth]:
    """Without what rises together with one before it: of two cells one is a part of the other, whatever the span, where
    category and area are each the same or in one of them any. One look into what was told for each, however many grew.
    """
    told: list[Growth] = []
    cells: set[tuple[uuid.UUID | None, uuid.UUID | None]] = set()
    categories: set[uuid.UUID | None] = set()
    areas: set[uuid.UUID | None] = set()
    for one in found:
        category, area = one.cell.category_id, one.cell.area_id
        if category is None and area is None:
            known = bool(told)
        elif area is None:
            known = not categories.isdisjoint((category, None))
        elif category is None:
            known = not areas.isdisjoint((area, None))
        else:
            known = not cells.isdisjoint(product((category, None), (area, None)))
        if not known:
            told.append(one)
            cells.add((category, area))
            categories.add(category)
            areas.add(area)
    return told


def _scatter(cells: Mapping[Cell, Past], weeks: int) -> Mapping[Kind, float]:
    """How much each kind of cell scatters beyond chance: k in variance = mean + k * mean², by moments over all cells
    of the kind, and its standard error added.
    """
    points: dict[Kind, list[tuple[float, float]]] = defaultdict(list)
    for cell, past in cells.items():
        mean, variance = past.mean(weeks), past.variance(weeks)
        points[cell.kind].append((variance - mean, mean**2 - variance / weeks))
    return {kind: _ratio(several) for kind, several in points.items()}


def _ratio(points: Sequence[tuple[float, float]]) -> float:
    whole = sum(square for _, square in points)
    if whole <= 0:
        return 0.0
    ratio = max(0.0, sum(beyond for beyond, _ in points) / whole)
    return ratio + math.sqrt(sum((beyond - ratio * square) ** 2 for beyond, square in points)) / whole


def _tail(past: Past, weeks: int, scatter: float) -> float:
    """The probability of `past.now` or more. The mean is known from some weeks only, which adds to the variance."""
    mean = (past.total + 0.5) / weeks
    return upper_tail(past.now, mean, (mean + scatter * mean**2) * (1 + 1 / weeks))


def upper_tail(count: int, mean: float, variance: float) -> float:
    """P(X >= count) of the negative binomial distribution with this mean and variance, which must be greater."""
    size, share = mean**2 / (variance - mean), mean / variance
    term = math.exp(
        math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
        + size * math.log(share) + count * math.log1p(-share)
    )  # fmt: skip
    total = 0.0
    while term > total * 1e-12:
        total += term
        term *= (count + size) / (count + 1) * (1 - share)
        count += 1
    return min(total, 1.0)


def _discoveries(probabilities: Sequence[float], many: int) -> int:
    """How many of the sorted probabilities are discoveries among `many` cells."""
    ranks = enumerate(probabilities, start=1)
    return max((rank for rank, p in ranks if p <= LEVEL * rank / many), default=0)
