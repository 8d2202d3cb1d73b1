"""Every number leads to exactly the cases that it counts."""

import datetime as dt

import pytest
from sqlalchemy import func, select, text

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import Assignment
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.folding import fold_all
from hotline_tenants.figures.measures import MEASURES
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.reading import Asked, of_tenants, of_units
from hotline_tenants.overview.behind import OVERDUE, Behind
from hotline_tenants.overview.overdue import (
    DUE_NEXT,
    DUE_TODAY,
    KINDS,
    due_by_unit,
    due_until,
    overdue_by_tenant,
    overdue_by_unit,
)
from tests.conftest import House
from tests.figures.world import MARCH, live_through
from tests.supervision.desk import time_passes

pytestmark = pytest.mark.long

ALL = tuple(measure.name for measure in MEASURES)
PERIODS = (
    Period(*MARCH),
    Period(MARCH[0], dt.date(2026, 3, 9)),
    Period(dt.date(2026, 3, 3), dt.date(2026, 3, 4)),
)
EVERYTHING_BUT_PACE = {name for name in ALL if not name.startswith("pace_")}


@pytest.mark.parametrize("folded", [False, True])
async def test_the_cases_behind_a_figure_are_as_many_as_it_says(house: House, folded: bool) -> None:
    await live_through(house)
    await time_passes(house, house.now)  # red cards
    if folded:
        await fold_all(house.database)
    seen: set[str] = set()
    for tenant in (house.cast.city, house.cast.east, house.cast.west):
        async with house.database.transaction(standing_in(tenant)) as db:
            units = list(await db.scalars(text("SELECT id FROM units WHERE tenant_id = :t"), {"t": tenant}))
            for period in PERIODS:
                asked = [Asked(period, ALL)]
                (by_unit,) = await of_units(db, tenant, units, asked, ("live",))
                (whole,) = await of_tenants(db, [tenant], asked, ("live",))
                for measure in ALL:
                    every = await many(db, Behind(tenant, measure, period, ("live",)), house)
                    assert every == whole.get(tenant, {}).get(measure, 0), measure
                    seen |= {measure} if every else set()
                    for unit in units:
                        of_unit = Behind(tenant, measure, period, ("live",), [unit])
                        if not of_unit.of_cases:
                            assert await many(db, of_unit, house) == by_unit.get(unit, {}).get(measure, 0)
    assert seen >= EVERYTHING_BUT_PACE, "a figure that is always nought proves nothing"
    assert len(seen - EVERYTHING_BUT_PACE) > 1


async def test_what_is_due_soon_is_counted_by_its_very_cases(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, actor):
        open_ = select(Clock.due_at, Clock.unit_id).where(
            Clock.tenant_id == db.tenant,
            Clock.stopped_at.is_(None),
            Clock.held_at.is_(None),
            Clock.kind.in_(KINDS),
        )
        limits = (await db.execute(open_.order_by(Clock.due_at))).all()
        assert limits, "a number that is always nought proves nothing"
        at = limits[0].due_at - dt.timedelta(minutes=5)
        until = due_until(await calendar_of(db), at)
        assert until[DUE_TODAY] <= until[DUE_NEXT] + dt.timedelta(days=1)
        units = list({one.unit_id for one in limits})
        counts = await due_by_unit(db, actor.tenant, units, until, at=at)
        assert any(one[DUE_TODAY] for one in counts.values())
        for name, moment in until.items():
            for unit in units:
                behind = Behind(actor.tenant, name, PERIODS[0], ("live",), [unit], until=moment)
                found = await db.scalar(select(func.count()).select_from(behind.selection(at=at).subquery()))
                assert found == counts.get(unit, {}).get(name, 0)
        after = max(until.values()) + dt.timedelta(days=400)
        assert await due_by_unit(db, actor.tenant, units, {DUE_TODAY: after}, at=after) == {}


async def test_imported_history_stands_apart(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, actor):
        behind = Behind(actor.tenant, "dispatched", PERIODS[0], ("imported",))
        assert await many(db, behind, house) == 0
        both = Behind(actor.tenant, "dispatched", PERIODS[0], ("live", "imported"))
        assert await many(db, both, house) > 0


async def test_what_is_overdue_now_is_counted_once_and_found(house: House) -> None:
    await live_through(house)
    for tenant in (house.cast.city, house.cast.east, house.cast.west):
        async with house.database.transaction(standing_in(tenant)) as db:
            units = list(await db.scalars(text("SELECT id FROM units WHERE tenant_id = :t"), {"t": tenant}))
            by_unit = await overdue_by_unit(db, tenant, units, at=house.now)
            by_tenant = await overdue_by_tenant(db, [tenant], at=house.now)
            assert sum(by_unit.values()) == by_tenant.get(tenant, 0)
            assert await many(db, Behind(tenant, OVERDUE, PERIODS[0], ("live",)), house) == by_tenant.get(
                tenant, 0
            )
            for unit in units:
                one = Behind(tenant, OVERDUE, PERIODS[0], ("live",), [unit])
                assert await many(db, one, house) == by_unit.get(unit, 0)
            if tenant == house.cast.city:
                # Neither district has signed: two clocks have run out on each assignment, and each counts once.
                assert by_unit[house.cast.units["990101"]] == by_unit[house.cast.units["990121"]] == 1


async def test_nothing_is_overdue_before_its_time(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, actor):
        first = await db.scalar(
            select(func.min(Assignment.sign_due_at)).where(
                Assignment.tenant_id == actor.tenant, Assignment.state == "dispatched"
            )
        )
        assert first is not None
        assert await overdue_by_tenant(db, [actor.tenant], at=first) == {}
        assert await overdue_by_tenant(db, [actor.tenant], at=first + dt.timedelta(seconds=1)) != {}


async def many(db: object, behind: Behind, house: House) -> int:
    rows = (await db.execute(behind.selection(at=house.now))).all()  # type: ignore[attr-defined]
    assert all(
        behind.period.first <= row.day <= behind.period.last for row in rows if behind.measure != OVERDUE
    )
    return len(rows)
