"""What grew unusually: few false alarms over many mornings of steady noise, and a tripling is found."""

import bisect
import itertools
import math
import random
import uuid
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_tenants.morning.growth import SPANS, WEEKS, Cell, Past, Span, unusual, upper_tail

CATEGORIES = [uuid.UUID(int=number) for number in range(1, 21)]
PLACES = [uuid.UUID(int=number) for number in range(101, 107)]
TRIPLED = (CATEGORIES[0], PLACES[0])
MORNINGS = 200
Numbers = Mapping[tuple[uuid.UUID, uuid.UUID], Sequence[tuple[int, int]]]
"""For each week, this one first: how many came on the last day, and in all seven days."""


class Noise:
    """Steady counts: the same mean every week, drawn with a variance of mean + scatter * mean²."""

    def __init__(self, mean: float, scatter: float) -> None:
        self._sums = list(itertools.accumulate(_chances(mean, scatter)))

    def draw(self, chance: random.Random) -> int:
        return bisect.bisect(self._sums, chance.random())


def _chances(mean: float, scatter: float) -> list[float]:
    found, count, whole = [], 0, 0.0
    while whole < 1 - 1e-12 and count < 5000:
        if scatter:
            one = upper_tail(count, mean, mean + scatter * mean**2)
            one -= upper_tail(count + 1, mean, mean + scatter * mean**2)
        else:
            one = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
        found.append(one)
        whole += one
        count += 1
        if count > mean and one < 1e-13:
            break
    return found


def city(scatter: float) -> Mapping[tuple[uuid.UUID, uuid.UUID], tuple[Noise, Noise]]:
    """The same city in every seed: rare topics and frequent ones, small places and large ones."""
    means = {
        (category, place): 0.05 * 1.32**row * (1 + column)
        for row, category in enumerate(CATEGORIES) for column, place in enumerate(PLACES)
    }  # fmt: skip
    means[TRIPLED] = 10.0
    return {cell: (Noise(mean, scatter), Noise(6 * mean, scatter)) for cell, mean in means.items()}


def steady(city: Mapping[tuple[uuid.UUID, uuid.UUID], tuple[Noise, Noise]], seed: int) -> Numbers:
    chance = random.Random(seed)
    found = {}
    for cell, (day, rest) in city.items():
        days = [day.draw(chance) for _ in range(WEEKS + 1)]
        found[cell] = [(one, one + rest.draw(chance)) for one in days]
    return found


def tripled(numbers: Numbers) -> Numbers:
    """Thirty came yesterday where ten come on such a day."""
    (day, week), *before = numbers[TRIPLED]
    return {**numbers, TRIPLED: [(30, week - day + 30), *before]}


def cells(numbers: Numbers) -> Mapping[Cell, Past]:
    found: dict[tuple[uuid.UUID | None, uuid.UUID | None], list[list[int]]] = {}
    for (topic, where), weeks in numbers.items():
        for key in ((topic, where), (topic, None), (None, where)):
            sums = found.setdefault(key, [[0, 0] for _ in weeks])
            for number, (day, week) in enumerate(weeks):
                sums[number][0] += day
                sums[number][1] += week
    pasts = {}
    for (category, place), sums in found.items():
        for which, span in enumerate(SPANS):
            now, *before = (week[which] for week in sums)
            pasts[Cell(category, place, span)] = Past(now, sum(before), sum(one * one for one in before))
    return pasts


def rise_together(one: Cell, other: Cell) -> bool:
    """One is a part of the other, whatever the span."""
    pairs = ((one.category_id, other.category_id), (one.area_id, other.area_id))
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


@pytest.mark.parametrize("scatter", [0.0, 0.05], ids=["chance alone", "more than chance"])
def test_at_most_one_steady_morning_in_twenty_shows_any_alarm(scatter: float) -> None:
    world = city(scatter)
    alarms = sum(bool(unusual(cells(steady(world, seed)), WEEKS)) for seed in range(MORNINGS))
    assert alarms <= MORNINGS * 0.05


def test_a_tripling_from_ten_is_found() -> None:
    world = city(0.0)
    found = sum(
        any(rise_together(one.cell, Cell(*TRIPLED, "day")) for one in unusual(cells(tripled(steady(world, seed))), WEEKS))
        for seed in range(MORNINGS)
    )  # fmt: skip
    assert found >= MORNINGS * 0.95


def test_nothing_is_said_of_few_of_little_growth_or_of_a_short_past() -> None:
    def grown(now: int, past: Sequence[int]) -> int:
        cell = Cell(CATEGORIES[0], None, "day")
        found = unusual({cell: Past(now, sum(past), sum(one * one for one in past))}, len(past))
        return len(found)

    assert grown(10, [0, 1, 0, 0, 0, 0, 0, 0]) == 1
    assert grown(9, [0, 1, 0, 0, 0, 0, 0, 0]) == 0, "too few to be told of"
    assert grown(1490, [1000] * 8) == 0, "less than half as many again"
    assert grown(30, [10, 10, 10]) == 0, "three weeks are no past"


def test_of_what_rises_together_only_the_most_unusual_is_told() -> None:
    past = [10] * 8
    cell = Cell(*TRIPLED, "day")
    whole = Cell(TRIPLED[0], None, "day")
    other = Cell(CATEGORIES[1], PLACES[1], "week")
    found = unusual(
        {
            cell: Past(40, sum(past), 800), whole: Past(70, 320, 12_800), other: Past(60, sum(past), 800),
        },
        8,
    )  # fmt: skip
    assert [one.cell for one in found] == [other, cell]


@given(
    grown=st.lists(
        st.tuples(st.sampled_from([None, *CATEGORIES[:3]]), st.sampled_from([None, *PLACES[:3]]), st.sampled_from(SPANS)),
        unique=True,
    )
)  # fmt: skip
def test_nothing_that_is_told_is_part_of_another_and_nothing_else_is_left_out(
    grown: list[tuple[uuid.UUID | None, uuid.UUID | None, Span]],
) -> None:
    pasts = {Cell(*one): Past(1_000 + place, 80, 800) for place, one in enumerate(grown)}
    told = [one.cell for one in unusual(pasts, WEEKS)]
    assert not any(rise_together(one, other) for one, other in combinations(told, 2))
    assert all(any(rise_together(cell, one) for one in told) for cell in pasts)


def test_the_tail_is_that_of_the_distribution() -> None:
    # Variance = mean + mean²/size; with size 1 it is the geometric distribution, whose tail is a power.
    mean = 3.0
    for count in (0, 1, 5, 20):
        assert upper_tail(count, mean, mean + mean**2) == pytest.approx((mean / (1 + mean)) ** count)
