"""A sample hangs on its seed and on nothing else; strata get their share; agreement is what Cohen says it is."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_tenants.inspection.agreement import agreement
from hotline_tenants.inspection.drawing import allocate, draw, draw_key, needed
from hotline_tenants.inspection.scoring import points

STRATA = st.dictionaries(st.text(max_size=3), st.integers(1, 5_000), min_size=1, max_size=12)


def test_the_same_seed_draws_the_same_in_whatever_order_the_numbers_come() -> None:
    numbers = [f"{number:06}" for number in range(300)]
    drawn = draw(numbers, "a seed", 20)
    assert drawn == draw(reversed(numbers), "a seed", 20)
    assert drawn != draw(numbers, "another seed", 20)
    assert drawn == draw(numbers, "a seed", 60)[:20]
    assert draw_key("a seed", "000001") == hashlib.sha256(b"a seed 000001").digest()


def test_shares_follow_the_sizes_with_largest_remainders_above_the_least() -> None:
    assert allocate({"a": 50, "b": 30, "c": 20}, 10, 0) == {"a": 5, "b": 3, "c": 2}
    assert allocate({"a": 500, "b": 300, "c": 1}, 10, 1) == {"a": 6, "b": 3, "c": 1}
    assert allocate({"a": 1, "b": 1, "c": 1}, 2, 0) == {"a": 1, "b": 1, "c": 0}
    assert allocate({"a": 3, "b": 900}, 100, 5)["a"] == 3
    assert allocate({}, 0, 1) == {}


@given(populations=STRATA, least=st.integers(0, 5), data=st.data())
def test_every_possible_sample_is_met_exactly_and_no_stratum_gives_more_than_it_has(
    populations: dict[str, int], least: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(needed(populations, least), sum(populations.values())))
    shares = allocate(populations, size, least)
    assert sum(shares.values()) == size
    assert all(min(least, populations[key]) <= many <= populations[key] for key, many in shares.items())


@pytest.mark.parametrize(
    ("pairs", "many", "same", "kappa"),
    [
        ([], 0, 0, None),
        ([("full", "full")] * 5, 5, 5, None),
        ([("full", "full"), ("none", "none")], 2, 2, 1.0),
        ([("full", "none"), ("none", "full")], 2, 0, -1.0),
        # Cohen's way by hand: 20 + 15 of 50 agree, chance alone would give half of them.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 50, 35, 0.4),
    ],
)
def test_agreement_is_what_is_left_above_chance_and_undefined_where_chance_explains_all(
    pairs: Sequence[tuple[str, str]], many: int, same: int, kappa: float | None
) -> None:
    found = agreement(pairs)
    assert (found.pairs, found.same) == (many, same)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ({"l1": "full", "l2": "full"}, 10_000), ({"l1": "none", "l2": "none"}, 0), ({"l1": "half", "l2": "full"}, 8_500),
        ({"l1": "void", "l2": "half"}, 5_000), ({"l1": "full", "l2": "void"}, 10_000), ({"l1": "void", "l2": "void"}, None),
    ],
)  # fmt: skip
def test_a_score_is_the_weight_in_order_of_the_weight_that_applies(
    marks: dict[str, str], score: int | None
) -> None:
    sheet = [{"code": "l1", "weight": 30}, {"code": "l2", "weight": 70}]
    assert points(sheet, marks) == score
