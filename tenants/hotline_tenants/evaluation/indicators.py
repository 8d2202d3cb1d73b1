"""What units are compared by: each an amount of something over a cohort, of which more is better, or less."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hotline_tenants.figures.intervals import Rate, bucket_of
from hotline_tenants.figures.measures import PACE_DAYS
from hotline_tenants.figures.rates import LESS_IS_BETTER, PACES, RATES, rate, total

Figures = Mapping[str, int]
"""How much there is of each measure."""

QUANTILES: Mapping[str, float] = {"pace_median": 0.5, "pace_ninth": 0.9}
"""Paces of answering: median and 90th percentile."""

INDICATORS = (*RATES, *QUANTILES)
OF_THE_DESK = frozenset({"misdispatched"})
"""What these count is a mistake of whoever dispatched, never of the unit that had the order (`domain.md` §6): they are
told beside the others, and carry neither a weight nor a verdict.
"""
WEIGHED = tuple(name for name in INDICATORS if name not in OF_THE_DESK)
ASKED_OF_CALLERS = frozenset({"resolution", "satisfaction"})
"""Nothing is said of these where fewer than half of the callers were reached (`domain.md` §6)."""

MEASURES = (*dict.fromkeys(measure for pair in RATES.values() for measure in pair), *PACES)
"""All that is counted for them."""


def measures_of(indicators: Collection[str]) -> frozenset[str]:
    """What is counted for some of them."""
    counted = {measure for name in indicators if name in RATES for measure in RATES[name]}
    return frozenset(counted | set(PACES if QUANTILES.keys() & set(indicators) else ()))


@dataclass(frozen=True)
class Indicator:
    """One indicator within one class.

    A quantile is compared as a share: of the answers that came no later than the quantile of the whole class. Where
    that moment lies inside a bucket of the histogram, the bucket's end is taken.
    """

    name: str
    upto: int | None = None

    def rate(self, figures: Figures) -> Rate:
        """The share in somebody's figures."""
        if self.name in RATES:
            return rate(figures, self.name)
        counts = [figures.get(pace, 0) for pace in PACES]
        return Rate(sum(counts[: self.upto + 1]) if self.upto is not None else 0, sum(counts))

    @property
    def less_is_better(self) -> bool:
        """Whether the share is of what went wrong."""
        return self.name in LESS_IS_BETTER

    @property
    def within(self) -> int | None:
        """The days, of 24 hours, before which an answer counts as quick; None for rates and without a bound."""
        if self.upto is None or self.upto + 1 >= len(PACE_DAYS):
            return None
        return PACE_DAYS[self.upto + 1]


def indicators_of(members: Sequence[Figures], names: Collection[str] = INDICATORS) -> Sequence[Indicator]:
    """The indicators of a class, given the figures of all its members; those that have these `names`."""
    whole = total(members)
    counts = [whole.get(pace, 0) for pace in PACES]
    return [
        *(Indicator(name) for name in RATES if name in names),
        *(
            Indicator(name, bucket_of(counts, quantile))
            for name, quantile in QUANTILES.items()
            if name in names
        ),
    ]
