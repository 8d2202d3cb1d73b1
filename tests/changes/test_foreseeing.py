"""What a proposal would do is seen beforehand: to what is open, and to what was done in the last ninety days."""

import datetime as dt
from collections.abc import Sequence
from itertools import product
from typing import Any

from sqlalchemy import DateTime, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from hotline_platform.calendar.spans import Span
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.measuring import Measure, worked_days
from hotline_tenants.changes.model import ChangeCase
from hotline_tenants.changes.reading import change_of
from hotline_tenants.clocks.rules import rules_at
from hotline_tenants.handling import taking_on
from tests.cases.test_the_main_road import LAMP, dispatched_to, only_assignment, registered, unit_replies
from tests.changes.making import approved, limits, proposed
from tests.conftest import House
from tests.figures.world import INQUIRY

RULE = "rule.general"
BURST = Demand(
    title="水管爆裂", body="花桥路口水管爆裂，路面积水。", type="help", channel="phone", urgency="urgent"
)
MONDAY, FRIDAY, NEXT_MONDAY = 2, 6, 9


async def test_the_replay_counts_what_would_have_been_late_beside_what_is(house: House) -> None:
    """By hand: 4 working hours from 10:00 end at 16:00, two at 12:00; from Friday 15:30 at Monday 10:30, or 17:30."""
    await signed(house, (MONDAY, "10:00"), (MONDAY, "12:00"))
    await signed(house, (MONDAY, "10:00"), (MONDAY, "12:30"))
    await signed(house, (MONDAY, "10:00"), (MONDAY, "16:30"))
    await signed(house, (FRIDAY, "15:30"), None)
    await signed(house, (MONDAY, "10:00"), (MONDAY, "17:00"), INQUIRY)
    await signed(house, (MONDAY, "10:00"), (MONDAY, "17:00"), BURST)
    house.now = local(NEXT_MONDAY, "10:00")
    effect = await foreseen(house, {RULE: await limits(house, sign="2wh")})
    assert effect["past"]["lines"] == [
        {"rule": "general", "limit": "sign", "now": "4wh", "then": "2wh",
         "of": 4, "late_now": 1, "late_then": 3, "undone": 1},
    ]  # fmt: skip
    assert (effect["past"]["first"], effect["past"]["last"]) == ("2025-12-10", "2026-03-09")


async def test_the_replay_leaves_out_what_is_older_than_ninety_days(house: House) -> None:
    await signed(house, (MONDAY, "10:00"), (MONDAY, "12:30"))
    for days, counted in ((89, 1), (90, 0)):
        house.now = local(MONDAY, "18:00") + dt.timedelta(days=days)
        effect = await foreseen(house, {RULE: await limits(house, sign="2wh")})
        assert sum(line["of"] for line in effect["past"]["lines"]) == counted


async def test_an_urgent_limit_under_a_rework_is_part_of_both_sides(house: House) -> None:
    """Under rework an urgent case keeps its urgent limits: changing those of rework changes nothing for it."""
    async with house.acting("tenant_admin") as (db, _):
        rules = {one.code: one for one in await rules_at(db, house.now)}
    assert rules["rework"].urgency is None
    opened = await registered(house, BURST)
    await dispatched_to(house, opened, "C-HOUSING")
    effect = await foreseen(house, {"rule.rework": await limits(house, "rework", reply="2wd")})
    assert effect["past"]["lines"] == []
    assert effect["open"] == []


async def test_open_work_keeps_its_clocks_and_what_comes_next_is_counted_by_where_it_stands(
    house: House,
) -> None:
    await registered(house)
    await dispatched_to(house, await registered(house), "C-HOUSING")
    answered = await registered(house)
    await dispatched_to(house, answered, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", answered.id)
    await registered(house, INQUIRY)
    wanted = await limits(house, reply="4wd", review="2wh", callback="1wd")
    change = await proposed(house, {RULE: wanted})
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with house.acting("duty_head") as (db, _):
        found = await change_of(db, change)
        effect = found.effect or {}
        listed = select(ChangeCase.stage, ChangeCase.place).where(ChangeCase.tenant_id == db.tenant)
        places = (await db.execute(listed.order_by(ChangeCase.place))).all()
    assert effect["running"] == 2
    assert [(line["stage"], line["count"], line["limits"]) for line in effect["open"]] == [
        ("handling", 1, [["review", "4wh", "2wh"]]),
        ("review", 1, [["callback", "2wd", "1wd"]]),
        ("waiting", 1, [["reply", "5wd", "4wd"]]),
    ]
    assert [tuple(row) for row in places] == [("waiting", 1), ("handling", 2), ("review", 3)]
    assert effect["cases"] == {"handling": 1, "review": 1, "waiting": 1}
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    assert await kept(house) == 3
    await approved(house, change)
    await run_pending(house.database)
    assert await kept(house) == 0


async def test_what_was_foreseen_of_open_work_is_what_comes(house: House) -> None:
    """The clock that runs stays; the review that begins on the day has the new limit."""
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    _, before = await only_assignment(house, "housing_officer", opened.id)
    await approved(
        house, await proposed(house, {RULE: await limits(house, reply="1wd", review="1wh")}, days=0)
    )
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    case, after = await only_assignment(house, "reviewer", opened.id)
    assert after.due_at == before.due_at
    assert house.now == local(MONDAY, "12:30")
    assert case.due_at == local(MONDAY, "15:00")


async def test_a_job_keeps_the_effect_beside_the_proposal_and_a_decided_one_keeps_what_was_seen(
    house: House,
) -> None:
    change = await proposed(house, {RULE: await limits(house, sign="2wh")}, days=400)
    await run_pending(house.database)
    async with house.acting("duty_head") as (db, _):
        seen = (await change_of(db, change)).effect
    assert seen is not None
    await approved(house, change)
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.later(days=3))
    async with house.acting("duty_head") as (db, _):
        assert (await change_of(db, change)).effect == seen


async def test_the_database_calls_late_what_the_calendar_calls_late(house: House) -> None:
    """Over the holidays of February 2026 and their make-up days, with every moment where something opens or closes."""
    calendar = Calendar(years=(from_package(2026),))
    measure = Measure(worked_days(calendar, dt.date(2026, 2, 11), dt.date(2026, 3, 20)))
    starts = moments(dt.date(2026, 2, 11), 17)
    kind = ARRAY(DateTime(timezone=True))
    for written in ("15min", "24h", "30wmin", "2wh", "3wh", "7wh", "8wh", "20wh", "1wd", "2wd", "5wd"):
        span = Span.parse(written)
        due = {one: calendar.after(one, span).at for one in starts}
        pairs = [
            (start, end)
            for start in starts
            for end in (*near(due[start]), *(one for one in starts[::3] if one >= start))
        ]
        table = (
            func.unnest(cast([one for one, _ in pairs], kind), cast([one for _, one in pairs], kind))
            .table_valued(column("start", kind.item_type), column("end", kind.item_type), name="pairs")
            .render_derived()
        )
        late = measure.late(table.c.start, table.c.end, [span])
        async with house.acting("duty_head") as (db, _):
            rows = (await db.execute(select(table.c.start, table.c.end, late))).all()
        assert len(rows) > 1000
        assert [tuple(row) for row in rows if row[2] != (row[1] > due[row[0]])] == []


def moments(first: dt.date, days: int) -> Sequence[dt.datetime]:
    times = (
        "00:00",
        "08:29",
        "08:30",
        "09:07",
        "12:00",
        "12:01",
        "13:59",
        "14:00",
        "16:41",
        "17:30",
        "17:31",
        "23:50",
    )
    local_days = [first + dt.timedelta(days=number) for number in range(days)]
    return [
        dt.datetime.combine(day, dt.time.fromisoformat(time), Calendar().zone).astimezone(dt.UTC)
        for day, time in product(local_days, times)
    ]  # fmt: skip


def near(moment: dt.datetime) -> Sequence[dt.datetime]:
    return [moment + dt.timedelta(microseconds=one) for one in (-1, 0, 1)]


def local(day: int, time: str) -> dt.datetime:
    at = dt.datetime.combine(dt.date(2026, 3, day), dt.time.fromisoformat(time), Calendar().zone)
    return at.astimezone(dt.UTC)


async def signed(
    house: House, dispatched: tuple[int, str], sign: tuple[int, str] | None, demand: Demand = LAMP
) -> Opened:
    house.now = local(*dispatched) - dt.timedelta(minutes=20)
    opened = await registered(house, demand)
    await dispatched_to(house, opened, "C-HOUSING")
    if sign is not None:
        _, assignment = await only_assignment(house, "housing_officer", opened.id)
        async with house.acting("housing_officer") as (db, actor):
            await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=local(*sign))
    return opened


async def kept(house: House) -> int:
    async with house.acting("duty_head") as (db, _):
        wanted = select(func.count()).select_from(ChangeCase).where(ChangeCase.tenant_id == db.tenant)
        return await db.scalar(wanted) or 0


async def foreseen(house: House, wanted: Any) -> dict[str, Any]:
    change = await proposed(house, wanted)
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with house.acting("duty_head") as (db, _):
        return (await change_of(db, change)).effect or {}
