"""Whatever is asked, the answer is the plain sum of what was written, folded or not."""

import datetime as dt
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from hotline_platform.database.scope import Scope
from hotline_platform.database.scope import at as standing_in
from hotline_platform.identifiers import new_id
from hotline_tenants.figures.folding import fold
from hotline_tenants.figures.model import Delta
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.reading import Asked, daily, monthly, of_tenants, of_units
from tests.conftest import House

MEASURES = ("dispatched", "answered", "registered")
START = dt.date(2025, 11, 12)
UNITS = tuple(uuid.UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Step:
    """One delta, as the test remembers it."""

    tenant: int
    day: dt.date
    measure: str
    origin: str
    unit_id: uuid.UUID | None
    amount: int


async def written(house: House, seed: int, many: int = 400) -> list[Step]:
    """Deltas of three months in two governments, the older part of them folded."""
    chance, steps = random.Random(seed), []
    for number in range(many):
        measure = chance.choice(MEASURES)
        steps.append(
            Step(
                chance.choice((house.cast.east, house.cast.west)),
                START + dt.timedelta(days=chance.randrange(150)), measure, chance.choice(("live", "live", "imported")),
                None if measure == "registered" else chance.choice(UNITS), chance.choice((1, 1, 1, -1)),
            )
        )  # fmt: skip
        async with house.database.transaction(standing_in(steps[-1].tenant)) as db:
            step = steps[-1]
            db.put(
                Delta, id=new_id(), day=step.day, measure=step.measure, origin=step.origin, unit_id=step.unit_id,
                category_id=None, amount=step.amount,
            )  # fmt: skip
            if number % 37 == 0 and number < many * 2 / 3:
                await fold(db, batch=50)
    return steps


def summed(steps: list[Step], by: Callable[[Step], object]) -> dict[object, int]:
    """The brute force: one addition after the other."""
    found: dict[object, int] = {}
    for step in steps:
        found[by(step)] = found.get(by(step), 0) + step.amount
    return {key: amount for key, amount in found.items() if amount}


def periods(seed: int, many: int) -> list[Period]:
    chance = random.Random(seed)
    found = []
    for _ in range(many):
        first = START + dt.timedelta(days=chance.randrange(-40, 150))
        found.append(Period(first, first + dt.timedelta(days=chance.choice((0, 3, 16, 30, 45, 100)))))
    return found


def flat(figures: object) -> dict[object, int]:
    return {(key, name): amount for key, one in figures.items() for name, amount in one.items()}  # type: ignore[attr-defined]


async def test_units_and_their_series_for_any_period(house: House) -> None:
    steps = await written(house, 7)
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        for asked in periods(11, 25):
            for origins in (("live",), ("imported",), ("live", "imported")):
                inside = [
                    step for step in steps
                    if step.tenant == house.cast.east and asked.first <= step.day <= asked.last
                    and step.origin in origins and step.unit_id in UNITS[:2] and step.measure == "dispatched"
                ]  # fmt: skip
                question = (db, house.cast.east, UNITS[:2], [Asked(asked, ("dispatched",))], origins)
                (units,) = await of_units(*question)
                (days,) = await daily(*question)
                (months,) = await monthly(*question)
                assert flat(units) == summed(inside, lambda one: (one.unit_id, one.measure))
                assert {key: amount for key, amount in days.items() if amount} == summed(
                    inside, lambda one: (one.measure, one.day)
                )
                assert {key: amount for key, amount in months.items() if amount} == summed(
                    inside, lambda one: (one.measure, one.day.replace(day=1))
                )


async def test_several_governments_and_several_periods_in_one_question(house: House) -> None:
    steps = await written(house, 8)
    tenants = (house.cast.east, house.cast.west)
    async with house.database.transaction(Scope(house.cast.city, tenants), "reader") as db:
        for asked in periods(12, 25):
            found = await of_tenants(
                db, tenants, [Asked(asked, ("registered",)), Asked(asked.before, MEASURES)], ("live",)
            )
            for figures, period, measures in (
                (found[0], asked, ("registered",)),
                (found[1], asked.before, MEASURES),
            ):
                inside = [
                    step for step in steps
                    if period.first <= step.day <= period.last and step.origin == "live" and step.measure in measures
                ]  # fmt: skip
                assert flat(figures) == summed(inside, lambda one: (one.tenant, one.measure))


async def test_nobody_reads_figures_beyond_their_reach(house: House) -> None:
    await written(house, 9, many=60)
    whole = [Asked(Period(START, START + dt.timedelta(days=200)), MEASURES)]
    both = (house.cast.east, house.cast.west)
    async with house.database.transaction(Scope(house.cast.city, both), "reader") as db:
        (open_to_the_city,) = await of_tenants(db, both, whole, ("live",))
        (units,) = await of_units(db, house.cast.east, UNITS, whole, ("live",))
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        (own,) = await of_tenants(db, both, whole, ("live",))
        (foreign,) = await of_units(db, house.cast.west, UNITS, whole, ("live",))
    async with house.database.transaction(Scope(house.cast.city, ()), "reader") as db:
        (nothing,) = await of_tenants(db, both, whole, ("live",))
    assert set(open_to_the_city) == set(both)
    assert units
    assert set(own) == {house.cast.east}
    assert (foreign, nothing) == ({}, {})
