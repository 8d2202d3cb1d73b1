"""Intervals and quantiles claim what can be claimed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_tenants.figures.intervals import Pace, Rate, pace, wilson
from hotline_tenants.figures.measures import pace_bucket


@pytest.mark.parametrize(
    ("counted", "of", "low", "high"),
    [  # solutions of the defining equation, with z = 1.959964, computed by its quadratic formula elsewhere
        (0, 10, 0.0, 0.277533),
        (5, 10, 0.236593, 0.763407),
        (10, 10, 0.722467, 1.0),
        (81, 263, 0.255291, 0.366209),
        (1, 1, 0.206549, 1.0),
    ],
)
def test_the_wilson_interval_of_known_cases(counted: int, of: int, low: float, high: float) -> None:
    assert wilson(counted, of) == pytest.approx((low, high), abs=5e-6)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_ends_of_an_interval_are_where_the_share_is_just_not_surprising(one: tuple[int, int]) -> None:
    counted, of = one
    low, high = wilson(counted, of)
    share = counted / of
    assert 0 <= low <= share <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(share - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / of), rel=1e-5)


def test_a_rate_of_nothing_claims_nothing() -> None:
    nothing = Rate(0, 0)
    assert (nothing.share, nothing.low, nothing.high) == (None, None, None)
    assert wilson(12, 10) == wilson(10, 10)
    assert Rate(1, -1).share is None
    assert not nothing.differs_from(Rate(10, 10))
    assert Rate(10, 100).differs_from(Rate(90, 100))
    assert not Rate(1, 2).differs_from(Rate(2, 2))


@given(
    st.lists(st.floats(0, 800, allow_nan=False), min_size=1, max_size=60),
    st.sampled_from([0.1, 0.5, 0.9, 1.0]),
)
def test_a_quantile_lies_within_the_bounds_that_are_claimed(days: list[float], quantile: float) -> None:
    figures: dict[str, int] = {}
    for one in days:
        name = f"pace_{pace_bucket(one):02}"
        figures[name] = figures.get(name, 0) + 1
    true = sorted(days)[max(1, math.ceil(quantile * len(days))) - 1]
    found = pace(figures, quantile)
    assert found is not None
    assert found.low <= true
    assert found.high is None or true < found.high


def test_no_answers_have_no_pace() -> None:
    assert pace({}, 0.5) is None
    assert pace({"pace_14": 3}, 0.5) == Pace(365, None)
