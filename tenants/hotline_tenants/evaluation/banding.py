"""Bands instead of a league table: is somebody better or worse than the rest of the class, or would chance do?

Each member of a class is tested against all others together, like with like: in every stratum (type, urgency,
category) the member's share is set against the share of the others, and only these differences are added up. That is
the test of N. Mantel and W. Haenszel ("Statistical aspects of the analysis of data from retrospective studies of
disease", Journal of the National Cancer Institute 22 (1959), pages 719-748), with its continuity correction.

The verdicts of a class together keep a false discovery rate of 5 % by the rule of Y. Benjamini and D. Yekutieli ("The
control of the false discovery rate in multiple testing under dependency", Annals of Statistics 29 (2001), pages
1165-1188). The older rule of Benjamini and Hochberg asks for tests that do not pull against each other, and these do:
where one member lies above the rest, every other has a somewhat better rest.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from hotline_tenants.figures.intervals import Rate

FALSE_DISCOVERIES = 0.05
"""Of all that is called better or worse, the share that may be so by chance (`domain.md` §6)."""

FEWEST = 5
"""So many counted, and so many not counted, must be expected of a member before anything is said of it."""

Verdict = Literal["better", "expected", "worse", "few"]
Member = TypeVar("Member", bound=Hashable)
Stratum = TypeVar("Stratum", bound=Hashable)
Strata = Mapping[Stratum, Rate]
"""What somebody's rate is in each stratum."""


@dataclass(frozen=True)
class Band:
    """The verdict on one member of a class.

    `rate` is its own; `expected` is the share it would have if the others had done its work, stratum by stratum, and
    None where nothing of it can be compared. `p` is the two-sided probability of so large a difference by chance, 1
    where nothing was tested.
    """

    verdict: Verdict
    rate: Rate
    expected: float | None
    p: float


@dataclass(frozen=True)
class _Tested:
    """A member against the rest, over the strata that both have: `drawn` is what chance would give it out of what
    the whole class has, `rest` what the others' shares would.
    """

    rate: Rate
    compared: int
    counted: int
    drawn: float
    variance: float
    rest: float

    @property
    def enough(self) -> bool:
        """Where all or nothing was counted in every stratum, chance could have drawn nothing else."""
        return min(self.drawn, self.compared - self.drawn) >= FEWEST and self.variance > 0

    @property
    def p(self) -> float:
        if not self.enough:
            return 1.0
        surprise = max(abs(self.counted - self.drawn) - 0.5, 0) / math.sqrt(self.variance)
        return math.erfc(surprise / math.sqrt(2))


def bands(
    members: Mapping[Member, Strata[Stratum]], *, unsaid: Iterable[Member] = (), less_is_better: bool = False
) -> Mapping[Member, Band]:
    """The band of every member of one class for one rate, of which more is better unless `less_is_better`.

    `unsaid` are those of whom nothing is said whatever their figures, as too few of their callers were reached. They
    stay among the rest that the others are set against.
    """
    whole = _together(members.values())
    tested = {member: _against_the_rest(strata, whole) for member, strata in members.items()}
    silent = {member for member, one in tested.items() if not one.enough}.union(unsaid)
    line = line_of([one.p for member, one in tested.items() if member not in silent])
    return {
        member: Band(
            "few" if member in silent else _verdict(one, line, less_is_better=less_is_better),
            one.rate,
            one.rest / one.compared if one.compared else None,
            one.p,
        )
        for member, one in tested.items()
    }


def _together(several: Iterable[Strata[Stratum]]) -> Strata[Stratum]:
    summed: dict[Stratum, Rate] = {}
    for strata in several:
        for stratum, one in strata.items():
            before = summed.get(stratum, Rate(0, 0))
            summed[stratum] = Rate(before.counted + one.counted, before.of + one.of)
    return summed


def _against_the_rest(strata: Strata[Stratum], whole: Strata[Stratum]) -> _Tested:
    """A stratum that only one of the two sides has says nothing about a difference and is left out. Sums are exact, so
    that they do not depend on the order of the strata: a district that recomputes them finds the same digits.
    """
    compared, counted = 0, 0
    drawn, variance, rest = [], [], []
    for stratum, own in strata.items():
        everybody = whole[stratum]
        others = everybody.of - own.of
        if own.of <= 0 or others <= 0:
            continue
        share = everybody.counted / everybody.of
        compared, counted = compared + own.of, counted + own.counted
        drawn.append(own.of * share)
        variance.append(own.of * others * share * (1 - share) / (everybody.of - 1))
        rest.append(own.of * (everybody.counted - own.counted) / others)
    every = Rate(sum(own.counted for own in strata.values()), sum(own.of for own in strata.values()))
    return _Tested(every, compared, counted, math.fsum(drawn), math.fsum(variance), math.fsum(rest))


def line_of(probabilities: Sequence[float]) -> float:
    """The largest probability that still counts as a discovery; below 0 where none does."""
    many = len(probabilities)
    level = FALSE_DISCOVERIES / sum(1 / rank for rank in range(1, many + 1)) if many else 0.0
    found = (p for rank, p in enumerate(sorted(probabilities), start=1) if p <= level * rank / many)
    return max(found, default=-1.0)


def _verdict(one: _Tested, line: float, *, less_is_better: bool) -> Verdict:
    if one.p > line:
        return "expected"
    return "better" if (one.counted > one.drawn) != less_is_better else "worse"
