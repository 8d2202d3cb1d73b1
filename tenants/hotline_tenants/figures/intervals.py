"""Rates with their intervals, and quantiles of a histogram with their error: what may be read out of counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_tenants.figures.measures import PACE_DAYS

Z95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution: two-sided 95 %."""


@dataclass(frozen=True)
class Rate:
    """A share of counted things, with numerator and denominator; `share`, `low` and `high` are None of nothing."""

    counted: int
    of: int

    @property
    def share(self) -> float | None:
        """The rate, between 0 and 1."""
        return self.counted / self.of if self.of > 0 else None

    @property
    def low(self) -> float | None:
        """The lower end of the 95 % interval."""
        return wilson(self.counted, self.of)[0] if self.of > 0 else None

    @property
    def high(self) -> float | None:
        """The upper end of the 95 % interval."""
        return wilson(self.counted, self.of)[1] if self.of > 0 else None

    def differs_from(self, other: "Rate") -> bool:
        """Whether the two intervals have nothing in common: a cautious sign that something has changed."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or self.high < other.low


def wilson(counted: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a binomial proportion after E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", Journal of the American Statistical Association 22 (1927), pages 209-212.

    Unlike the textbook interval it stays between 0 and 1 and keeps its promise with few cases. `of` is at least 1.
    A numerator out of bounds (a damaged rollup: `hotline figures verify` tells) takes no page away.
    """
    counted = min(max(counted, 0), of)
    share = counted / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low, high = (middle - half) / whole, (middle + half) / whole
    return (
        0.0 if counted == 0 else low,
        1.0 if counted == of else high,
    )  # exact where rounding would cross the end


@dataclass(frozen=True)
class Pace:
    """A quantile of the days that answers took. It is known to lie from `low` up to, not reaching, `high` days (None:
    there is no upper bound); that width is its error, and nothing finer is claimed.
    """

    low: int
    high: int | None


def pace(figures: Mapping[str, int], quantile: float) -> Pace | None:
    """The quantile of the pace of answering, from the counts by bucket; None without an answer.

    It is the smallest number of days within which at least that share of the answers was given: the order statistic
    number ⌈quantile · n⌉, which the histogram finds exactly up to the width of its bucket.
    """
    counts = [figures.get(f"pace_{bucket:02}", 0) for bucket in range(len(PACE_DAYS))]
    bucket = bucket_of(counts, quantile)
    if bucket is None:
        return None
    return Pace(PACE_DAYS[bucket], PACE_DAYS[bucket + 1] if bucket + 1 < len(PACE_DAYS) else None)


def bucket_of(counts: Sequence[int], quantile: float) -> int | None:
    """The place of the bucket in which the quantile lies; None where nothing was counted."""
    total = sum(counts)
    if total <= 0:
        return None
    wanted, reached = max(1, math.ceil(quantile * total)), 0
    for bucket, count in enumerate(counts):
        reached += count
        if reached >= wanted:
            return bucket
    return None
