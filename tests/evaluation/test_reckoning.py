"""A month is reckoned from the assignments: what it counts agrees with the figures, and a second time changes nothing."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.indicators import INDICATORS, MEASURES
from hotline_tenants.evaluation.model import Cell, ReckonedMonth, UnitBand
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.figures.periods import month_of
from hotline_tenants.figures.reading import Asked, of_units
from hotline_tenants.network.units import unit_tree
from tests.conftest import House
from tests.figures.world import live_through

MARCH = dt.date(2026, 3, 1)
Counts = Mapping[uuid.UUID, Mapping[str, int]]


async def test_the_cells_of_a_month_add_up_to_its_figures(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
        assert await cells(db) == await figures(db)
        assert sum(amount for counts in (await cells(db)).values() for amount in counts.values()) > 20


async def test_every_unit_with_figures_has_a_band_for_every_indicator_of_its_class(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
        bands = await all_bands(db)
    units = {(band.peer_class, band.unit_id) for band in bands}
    assert {class_ for class_, _ in units} >= {"department"}
    assert len(bands) == len(units) * len(INDICATORS)
    assert {band.verdict for band in bands} == {"few"}, "a handful of cases says nothing"
    paces = [band for band in bands if band.indicator == "pace_median" and band.of]
    assert paces
    assert all(band.days is not None and 0 < band.days < 3 for band in paces)


async def test_reckoning_again_changes_nothing_but_the_moment(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
        before = await cells(db), [shown(band) for band in await all_bands(db)]
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.later(hours=1))
        assert (await cells(db), [shown(band) for band in await all_bands(db)]) == before
        moments = await db.scalars(
            select(ReckonedMonth.reckoned_at).where(ReckonedMonth.tenant_id == db.tenant)
        )
        assert list(moments) == [house.now]


async def test_a_month_without_anything_is_reckoned_as_well(house: House) -> None:
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
        assert await cells(db) == {}
        assert await all_bands(db) == []


def test_the_month_before_is_reckoned_until_this_one_ends() -> None:
    assert months_to_reckon(dt.date(2026, 1, 31)) == [dt.date(2025, 12, 1), dt.date(2026, 1, 1)]


async def cells(db: Db) -> Counts:
    rows = await db.execute(
        select(Cell.unit_id, Cell.measure, func.sum(Cell.amount))
        .where(Cell.tenant_id == db.tenant, Cell.month == MARCH, Cell.origin == "live")
        .group_by(Cell.unit_id, Cell.measure)
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for unit, measure, amount in rows:
        found.setdefault(unit, {})[measure] = int(amount)
    return found


async def figures(db: Db) -> Counts:
    units = [unit.id for unit in (await unit_tree(db)).every()]
    (found,) = await of_units(db, db.tenant, units, [Asked(month_of(MARCH), MEASURES)], ("live",))
    kept = {unit: {name: amount for name, amount in of.items() if amount} for unit, of in found.items()}
    return {unit: of for unit, of in kept.items() if of}


async def all_bands(db: Db) -> Sequence[UnitBand]:
    return list(await db.scalars(select(UnitBand).where(UnitBand.tenant_id == db.tenant)))


def shown(band: UnitBand) -> tuple[object, ...]:
    return (
        band.peer_class,
        band.unit_id,
        band.indicator,
        band.verdict,
        band.counted,
        band.of,
        band.p,
        band.days,
    )
