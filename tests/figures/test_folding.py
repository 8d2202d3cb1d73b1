"""Deltas and rollups together are always the figure: before a fold, after it, and while it goes on."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select, text

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.figures.folding import fold, fold_all
from hotline_tenants.figures.measures import MEASURES
from hotline_tenants.figures.model import CategoryMonth, Delta, TenantMonth, UnitDay
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.reading import Asked, of_tenants, of_units
from hotline_tenants.intake.registering import register
from tests.cases.test_the_main_road import LAMP, dispatched_to, registered
from tests.cast import EAST, MONDAY
from tests.conftest import House
from tests.figures.world import MARCH, live_through

ALL = tuple(measure.name for measure in MEASURES)
PERIOD = Period(*MARCH)


async def figures_of(house: House, tenant: int) -> object:
    async with house.database.transaction(standing_in(tenant)) as db:
        units = list(await db.scalars(text("SELECT id FROM units WHERE tenant_id = :t"), {"t": tenant}))
        asked = [Asked(PERIOD, ALL)]
        return await of_units(db, tenant, units, asked, ("live",)), await of_tenants(
            db, [tenant], asked, ("live",)
        )


async def left(house: House, tenant: int) -> int:
    async with house.database.transaction(standing_in(tenant)) as db:
        return (await db.execute(select(func.count()).where(Delta.tenant_id == tenant))).scalar_one()


async def test_a_figure_is_exact_the_moment_the_act_commits(house: House) -> None:
    asked = [Asked(PERIOD, ("registered", "dispatched"))]
    for number in (1, 2, 3):
        await dispatched_to(house, await registered(house), EAST)
        async with house.acting("duty_head") as (db, actor):
            (units,) = await of_units(db, actor.tenant, [house.cast.units[EAST]], asked, ("live",))
            (tenants,) = await of_tenants(db, [actor.tenant], asked, ("live",))
        assert units == {house.cast.units[EAST]: {"dispatched": number}}
        assert tenants == {actor.tenant: {"registered": number, "dispatched": number}}


async def test_an_act_that_is_undone_leaves_no_figure(house: House) -> None:
    await registered(house)
    async with house.acting("operator") as (db, actor):
        await register(db, actor, LAMP, at=house.now)
        await db.write()
        (inside,) = await of_tenants(db, [actor.tenant], [Asked(PERIOD, ("registered",))], ("live",))
        await db.abandon()
        (after,) = await of_tenants(db, [actor.tenant], [Asked(PERIOD, ("registered",))], ("live",))
    assert inside == {actor.tenant: {"registered": 2}}
    assert after == {actor.tenant: {"registered": 1}}


async def test_folding_changes_no_figure_and_leaves_no_delta(house: House) -> None:
    await live_through(house)
    tenants = (house.cast.city, house.cast.east, house.cast.west)
    before = [await figures_of(house, tenant) for tenant in tenants]
    assert all([await left(house, tenant) for tenant in tenants])
    await fold_all(house.database, batch=20)
    assert [await left(house, tenant) for tenant in tenants] == [0, 0, 0]
    assert [await figures_of(house, tenant) for tenant in tenants] == before


async def test_every_rollup_is_filled_and_none_remembers_what_was_taken_back(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, actor):
        while await fold(db, batch=7):
            pass
        models: tuple[Any, ...] = (TenantMonth, UnitDay, CategoryMonth)
        for model in models:
            amounts = select(model.amount).where(
                model.tenant_id == actor.tenant, model.measure == "dispatched"
            )
            found = list(await db.scalars(amounts))
            assert found
            assert all(amount > 0 for amount in found)
        category = await db.scalar(
            select(func.sum(CategoryMonth.amount)).where(
                CategoryMonth.tenant_id == actor.tenant, CategoryMonth.measure == "dispatched"
            )
        )
        whole = await db.scalar(
            select(func.sum(TenantMonth.amount)).where(
                TenantMonth.tenant_id == actor.tenant, TenantMonth.measure == "dispatched"
            )
        )
    assert category == whole


async def test_in_the_middle_of_a_fold_a_reader_sees_the_same_figures(house: House) -> None:
    await live_through(house)
    before = await figures_of(house, house.cast.city)
    async with house.acting("duty_head") as (db, _):
        while await fold(db, batch=5):
            assert await figures_of(house, house.cast.city) == before
        inside = (await db.execute(select(func.count()).where(Delta.tenant_id == db.tenant))).scalar_one()
        assert (inside, await left(house, house.cast.city)) == (0, await left(house, house.cast.city))
        assert await left(house, house.cast.city) > 0
    assert await figures_of(house, house.cast.city) == before


async def test_a_fold_that_dies_has_done_nothing(house: House) -> None:
    await live_through(house)
    before, waiting = await figures_of(house, house.cast.city), await left(house, house.cast.city)

    async def fold_and_die() -> None:
        async with house.acting("duty_head") as (db, _):
            assert await fold(db, batch=20) == 20
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await fold_and_die()
    assert await left(house, house.cast.city) == waiting
    assert await figures_of(house, house.cast.city) == before


async def test_folds_and_acts_at_the_same_time_lose_nothing(house: House) -> None:
    async def act() -> None:
        for _ in range(12):
            await registered(house)

    async def folding() -> None:
        for _ in range(25):
            async with house.database.transaction(standing_in(house.cast.city)) as db:
                await fold(db, batch=3)

    await asyncio.gather(act(), act(), folding(), folding())
    async with house.acting("duty_head") as (db, actor):
        (tenants,) = await of_tenants(db, [actor.tenant], [Asked(PERIOD, ("registered",))], ("live",))
    assert tenants == {actor.tenant: {"registered": 24}}


async def test_while_one_fold_is_at_work_the_next_goes_on_its_way(house: House) -> None:
    await registered(house)
    async with house.acting("duty_head") as (first, _):
        assert await fold(first) == 1
        async with house.acting("duty_head") as (second, _):
            assert await fold(second) == 0
    async with house.acting("duty_head") as (third, _):
        assert await fold(third) == 0
    assert await left(house, house.cast.city) == 0


def test_the_day_of_the_cast_lies_in_the_period() -> None:
    assert PERIOD.first <= (MONDAY + dt.timedelta(hours=8)).date() <= PERIOD.last
