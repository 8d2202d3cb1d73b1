"""Office hours of a live government change from a day on: agreed by two, looked at before, and in everybody's sight."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_platform.jobs.pending import run_pending
from hotline_platform.tenancy.registry import load_registry
from hotline_platform.tenancy.values import value_of
from hotline_tenants.changes.deciding import approve
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.hours import HOURS
from hotline_tenants.changes.model import ChangeCase
from hotline_tenants.changes.proposing import propose
from hotline_tenants.changes.reading import change_of
from hotline_tenants.changes.taking_effect import put_in_force
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.watching.days import recompute_days
from tests.cases.test_the_main_road import dispatched_to, order_in_east, registered
from tests.changes.making import WHY, approved, proposed, today
from tests.clocks.test_recomputing import clocks_of, recompute_events
from tests.conftest import House

LONGER = ["08:00-12:00", "13:00-17:30"]
LATER = ["09:00-12:00", "13:30-18:00"]
SHORT = ["09:00-12:00", "14:00-17:00"]


async def laid_out(house: House, change: Any) -> None:
    """Approve it; the jobs lay the hours out and reckon every clock again, as soon as everybody knows."""
    await approved(house, change)
    await run_pending(house.database)
    first = (house.now + dt.timedelta(hours=8)).date() + dt.timedelta(days=1)
    for tenant in (house.cast.city, house.cast.east):
        await recompute_days(
            house.database, tenant, first, first + dt.timedelta(days=400), {"office_hours": first.isoformat()},
            at=house.now,
        )  # fmt: skip


async def calendar_in(house: House, tenant: int) -> Any:
    async with house.database.transaction(standing_in(tenant)) as db:
        return await calendar_of(db)


async def test_the_clocks_move_as_it_was_foreseen_and_say_why(house: House) -> None:
    """Four working hours from half past four end tomorrow an hour and a half earlier, by eight o'clock and a lunch of one hour."""
    city = house.cast.city
    opened = await registered(house)
    house.now = house.now.replace(hour=8, minute=30)  # 16:30 in the city
    await dispatched_to(house, opened, "C-HOUSING")
    before = {kind: clock.due_at for kind, clock in (await clocks_of(house, city, opened.id)).items()}
    change = await proposed(house, {HOURS: LONGER})
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with house.acting("duty_head") as (db, _):
        effect = (await change_of(db, change)).effect or {}
        wanted = select(ChangeCase.of, ChangeCase.before, ChangeCase.after).where(
            ChangeCase.tenant_id == db.tenant
        )
        foreseen = {row.of: (row.before, row.after) for row in await db.execute(wanted)}
    assert [(line["clock"], line["earlier"], line["later"]) for line in effect["hours"]["lines"]] == [
        ("sign", 1, 0)
    ]
    assert foreseen["sign"][0] - foreseen["sign"][1] == dt.timedelta(minutes=30)
    await laid_out(house, change)
    after = {kind: clock.due_at for kind, clock in (await clocks_of(house, city, opened.id)).items()}
    assert {kind: (before[kind], after[kind]) for kind in before if before[kind] != after[kind]} == foreseen
    (event,) = await recompute_events(house, city, opened.id)
    assert event.data["office_hours"] == (today(house) + dt.timedelta(days=1)).isoformat()


async def test_what_is_over_keeps_its_hours_and_the_value_turns_on_its_day(house: House) -> None:
    """So far ahead that no job of today believes the day to be there."""
    change = await proposed(house, {HOURS: LONGER}, days=400)
    await laid_out(house, change)
    calendar, day = await calendar_in(house, house.cast.city), today(house) + dt.timedelta(days=400)
    assert (
        calendar.hours_on(today(house)).minutes
        == calendar.hours_on(day - dt.timedelta(days=1)).minutes
        == 420
    )
    assert calendar.hours_on(day).minutes == 510
    assert await value(house) != LONGER, "what is shown as in force waits for its day"
    await put_in_force(house.database, house.cast.city, change, at=house.later(days=400))
    assert await value(house) == LONGER
    await laid_out(house, await proposed(house, {HOURS: None}, days=7))
    calendar = await calendar_in(house, house.cast.city)
    minutes = [calendar.hours_on(day + dt.timedelta(days=days)).minutes for days in (-1, 0, 6, 7)]
    assert minutes == [420, 510, 510, 420]


async def value(house: House) -> Any:
    house.database.cache.forget("registry")
    async with house.database.transaction(NOWHERE) as db:
        return value_of(await load_registry(db), house.cast.city, "office_hours").value


async def test_a_district_takes_the_citys_hours_until_it_has_its_own(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "990101")
    order = await order_in_east(house, opened.id)
    due = (await clocks_of(house, house.cast.east, order))["desk"].due_at
    change = await proposed(house, {HOURS: LONGER})
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with house.acting("duty_head") as (db, _):
        lines = ((await change_of(db, change)).effect or {})["hours"]["lines"]
    await laid_out(house, change)
    east = await calendar_in(house, house.cast.east)
    assert east.hours_on(today(house) + dt.timedelta(days=1)).minutes == 510
    moved = (await clocks_of(house, house.cast.east, order))["desk"].due_at
    assert (moved != due) == any(
        line["government"]["zh"] == "东湖区" and line["clock"] == "desk" for line in lines
    )


async def test_a_district_stays_inside_the_citys_day(house: House) -> None:
    for wanted, why in (
        (SHORT, "shorter than the city's"),
        (LATER, "closes later"),
        (["14:00-12:00"], "order of the day"),
    ):
        with pytest.raises(Refused) as refused:
            await in_the_district(house, wanted)
        assert why in str(refused.value.fields[f"{HOURS}.value"]), wanted
    await in_the_district(house, LONGER)


async def in_the_district(house: House, wanted: list[str]) -> uuid.UUID:
    """Its administrator proposes them from tomorrow on."""
    admin = replace(house.cast.actors["east_head"], role="tenant_admin")
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        tomorrow = today(house) + dt.timedelta(days=1)
        return await propose(db, admin, {HOURS: wanted}, effective_on=tomorrow, reason=WHY, at=house.now)


async def test_hours_change_with_the_beginning_of_a_day_and_by_two(house: House) -> None:
    with pytest.raises(Refused) as refused:
        await proposed(house, {HOURS: LONGER}, days=0)
    assert "beginning of a day" in str(refused.value.fields[f"{HOURS}.value"])
    change = await proposed(house, {HOURS: LONGER}, days=1)
    async with house.acting("duty_head") as (db, _):
        assert (await change_of(db, change)).four_eyes
    house.now = house.now + dt.timedelta(days=1)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="does not fit any more"):
            await approve(db, actor, change, at=house.now)
