"""What follows when the day of a change has come: below, in the registry, in the thresholds; and how it is put back."""

import datetime as dt
import uuid
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.jobs.pending import run_pending
from hotline_platform.notices.model import Notice
from hotline_platform.tenancy.values import setting
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.putting_back import Side, put_back
from hotline_tenants.changes.reading import change_of
from hotline_tenants.changes.taking_effect import put_in_force, put_in_force_everywhere
from hotline_tenants.clocks.rules import every_version
from hotline_tenants.supervision.thresholds import own_thresholds, thresholds_of
from tests.changes.making import WHY, approved, limits, proposed, rule, today
from tests.conftest import House

RULE = "rule.general"


async def test_districts_follow_what_they_have_from_the_city_and_come_down_to_its_floor(house: House) -> None:
    own = await limits(house, login="east_head", reply="4wd", sign="2wh")
    theirs = await proposed(house, {RULE: own}, days=0, login="east_head")
    await accept_in_the_east(house, theirs)
    assert await rule(house, login="east_head") == own
    city = await limits(house, reply="3wd", review="3wh")
    await approved(house, await proposed(house, {RULE: city}, days=3))
    assert await rule(house, login="east_head") == own, "not before the day"
    house.later(days=3)
    assert await rule(house, login="east_head") == {**own, "reply": "3wd", "review": "3wh"}
    assert await rule(house, login="west_dispatcher") == city
    async with house.acting("east_head") as (db, _):
        followed = (
            await db.scalars(select(Change).where(Change.tenant_id == db.tenant, Change.from_above))
        ).one()
        assert (followed.number, followed.items[0]["before"]["reply"]) == (2, "4wd")
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.kind == "change_followed")
        assert (await db.scalars(told)).all()


async def test_what_a_district_has_agreed_on_for_later_comes_down_as_well(house: House) -> None:
    own = await limits(house, login="east_head", reply="4wd")
    await accept_in_the_east(house, await proposed(house, {RULE: own}, days=20, login="east_head"))
    await approved(house, await proposed(house, {RULE: await limits(house, reply="3wd")}, days=3))
    house.later(days=30)
    assert (await rule(house, login="east_head"))["reply"] == "3wd"


async def test_a_district_is_held_to_the_floor_of_today_and_of_what_is_agreed(house: House) -> None:
    wide = await limits(house, login="east_head", reply="6wd")
    with pytest.raises(Refused) as refusal:
        await proposed(house, {RULE: wide}, login="east_head")
    assert list(refusal.value.fields) == [f"{RULE}.reply"]
    await approved(house, await proposed(house, {RULE: await limits(house, reply="3wd")}, days=10))
    with pytest.raises(Refused) as refusal:
        await proposed(house, {RULE: {**wide, "reply": "4wd"}}, days=2, login="east_head")
    assert "2026-03-12" in str(refusal.value.fields[f"{RULE}.reply"])


async def test_a_proposal_that_the_city_has_overtaken_is_not_approved(house: House) -> None:
    own = await limits(house, login="east_head", reply="4wd")
    theirs = await proposed(house, {RULE: own}, days=5, login="east_head")
    await approved(house, await proposed(house, {RULE: await limits(house, reply="3wd")}, days=1))
    with pytest.raises(Refused, match="overtaken"):
        await accept_in_the_east(house, theirs)


@pytest.mark.parametrize(
    ("subject", "value"),
    [("threshold.no_progress", 2), ("value.accent", "#0b6e4f"), ("value.person_days", 400)],
)
async def test_what_is_read_without_a_date_is_written_when_its_moment_has_come(
    house: House, subject: str, value: Any
) -> None:
    before = await held(house, subject)
    change = await agreed(house, subject, value, days=2)
    await put_in_force(house.database, house.cast.city, change, at=house.later(days=1))
    assert await held(house, subject) == before
    for _ in range(2):
        await put_in_force(house.database, house.cast.city, change, at=house.later(days=1))
        assert await held(house, subject) == value


async def test_the_job_of_a_change_waits_for_its_moment(house: House) -> None:
    change = await agreed(house, "value.person_days", 400, days=0)
    await run_pending(house.database, now=house.now - dt.timedelta(seconds=1))
    assert await held(house, "value.person_days") == 1095
    await run_pending(house.database)
    assert await held(house, "value.person_days") == 400
    async with house.acting("duty_head") as (db, _):
        assert (await change_of(db, change)).in_force_at is not None


async def test_a_change_whose_job_was_lost_is_put_in_force_all_the_same(
    house: House, superuser: psycopg.Connection
) -> None:
    change = await agreed(house, "value.accent", "#0b6e4f", days=1)
    superuser.execute("DELETE FROM jobs")
    await put_in_force_everywhere(house.database, at=house.now)
    assert await held(house, "value.accent") is None
    await put_in_force_everywhere(house.database, at=house.later(days=2))
    assert await held(house, "value.accent") == "#0b6e4f"
    async with house.acting("duty_head") as (db, _):
        assert (await change_of(db, change)).in_force_at is not None


async def test_a_change_that_comes_late_does_not_undo_a_later_one(house: House) -> None:
    first = await agreed(house, "value.person_days", 400, days=1)
    second = await agreed(house, "value.person_days", 500, days=1)
    for change in (second, first):
        await put_in_force(house.database, house.cast.city, change, at=house.later(days=2))
    assert await held(house, "value.person_days") == 500


async def test_thresholds_reach_the_districts_as_their_floor(house: House) -> None:
    change = await agreed(house, "threshold.no_progress", 2, days=0)
    await put_in_force(house.database, house.cast.city, change, at=house.now)
    async with house.acting("east_head") as (db, _):
        assert (await thresholds_of(db))["no_progress"] == 2
    with pytest.raises(Refused):
        await proposed(house, {"threshold.no_progress": 3}, login="east_head")


@pytest.mark.parametrize(
    ("subject", "value"),
    [(RULE, {"reply": "4wd", "sign": "1wh"}), ("threshold.no_progress", 2), ("value.accent", "#0b6e4f")],
)
async def test_putting_back_restores_exactly(house: House, subject: str, value: Any) -> None:
    start = await everything(house)
    wish = {**await limits(house), **value} if subject == RULE else value
    change = await agreed(house, subject, wish, days=0)
    await put_in_force(house.database, house.cast.city, change, at=house.now)
    changed = await everything(house)
    assert changed != start
    await again(house, change, "before")
    assert await everything(house) == start
    await again(house, change, "after")
    assert await everything(house) == changed


async def test_a_version_put_back_is_a_version_of_its_own_and_takes_two_as_well(house: House) -> None:
    change = await agreed(house, RULE, await limits(house, reply="4wd"), days=0)
    house.later(days=1)
    back = await putting_back(house, change, "before")
    with pytest.raises(Refused):
        async with house.acting("tenant_admin") as (db, actor):
            await put_back(
                db, actor, back, "before", effective_on=today(house), reason=WHY, at=house.now
            )  # fmt: skip
    await approved(house, back)
    async with house.acting("duty_head") as (db, _):
        assert (await change_of(db, back)).puts_back == 1
        house.database.cache.forget("time_rules")
        found = [(one.version, str(one.reply)) for _, one in await every_version(db) if one.code == "general"]
    assert sorted(found) == [(1, "5wd"), (2, "4wd"), (3, "5wd")]


async def accept_in_the_east(house: House, change: uuid.UUID) -> None:
    """A second head of the east's duty room."""
    actor = house.cast.actors["duty_head"]
    other = type(actor)(tenant=house.cast.east, role="duty_head", name="two", account_id=actor.account_id)
    house.cast.actors["east_second_head"] = other
    try:
        await approved(house, change, "east_second_head")
    finally:
        del house.cast.actors["east_second_head"]  # the cast is everybody's


async def agreed(house: House, subject: str, value: Any, *, days: int) -> uuid.UUID:
    """Proposed, and approved where that takes a second person."""
    change = await proposed(house, {subject: value}, days=days)
    async with house.acting("duty_head") as (db, _):
        waiting = (await change_of(db, change)).state == "proposed"
    if waiting:
        await approved(house, change)
    return change


async def putting_back(house: House, change: uuid.UUID, side: Side) -> uuid.UUID:
    async with house.acting("tenant_admin") as (db, actor):
        return await put_back(
            db, actor, change, side, effective_on=today(house), reason=WHY, at=house.now
        )  # fmt: skip


async def again(house: House, change: uuid.UUID, side: Side) -> None:
    house.later(hours=1)
    back = await putting_back(house, change, side)
    async with house.acting("duty_head") as (db, _):
        waiting = (await change_of(db, back)).state == "proposed"
    if waiting:
        await approved(house, back)
    await put_in_force(house.database, house.cast.city, back, at=house.now)


async def everything(house: House) -> tuple[Any, ...]:
    return await rule(house), await held(house, "threshold.no_progress"), await held(house, "value.accent")


async def held(house: House, subject: str) -> Any:
    kind, _, key = subject.partition(".")
    house.database.cache.forget("registry")
    house.database.cache.forget("thresholds")
    async with house.acting("tenant_admin") as (db, _):
        return await setting(db, key) if kind == "value" else (await own_thresholds(db))[key]
