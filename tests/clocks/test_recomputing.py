"""When a year is loaded or an office closes, due moments move in everybody's sight; nothing else changes."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.years import CalendarYear, SpecialDay
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Assignment, CaseEvent
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.model import Delta
from hotline_tenants.handling import reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings import extending, granting_extensions
from hotline_tenants.watching.calendars import close_on, open_again_on
from hotline_tenants.watching.days import recompute_days
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import (
    LAMP,
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    through_the_district,
    unit_replies,
)
from tests.cast import EAST
from tests.conftest import House

WEDNESDAY = dt.datetime(2026, 12, 30, 1, 0, tzinfo=dt.UTC)
"""Wednesday 2026-12-30, 09:00 in the city: five working days lead into a year that nobody has loaded."""

ASSUMED = dt.datetime(2027, 1, 6, 9, 30, tzinfo=dt.UTC)
ACTUAL = dt.datetime(2027, 1, 7, 9, 30, tzinfo=dt.UTC)
MARGIN = dt.timedelta(hours=6)
"""Four working hours before 17:30 it is 11:30: the city's time for its review."""

FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
BECAUSE = {"year": 2027}


def the_year_2027() -> CalendarYear:
    """New Year's Day is a holiday; the rest as the law has it, which is all that these tests need."""
    days = {
        dt.date(2027, month, day): SpecialDay(DayKind.HOLIDAY, "元旦" if month == 1 else "假日", "Holiday")
        for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
    }
    return CalendarYear(2027, days)


async def load_2027(house: House) -> None:
    async with house.database.transaction(NOWHERE, "admin") as db:
        await load_year(db, the_year_2027(), source="test", at=house.now)


async def recomputed(house: House, tenant: int) -> int:
    return await recompute_days(house.database, tenant, FIRST, LAST, BECAUSE, at=house.now)


async def clocks_of(house: House, tenant: int, case_id: uuid.UUID) -> dict[str, Clock]:
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(select(Clock).where(Clock.tenant_id == tenant, Clock.case_id == case_id))
        return {clock.kind: clock for clock in found.scalars()}


async def recompute_events(house: House, tenant: int, case_id: uuid.UUID) -> Sequence[CaseEvent]:
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(CaseEvent).where(
                CaseEvent.tenant_id == tenant, CaseEvent.case_id == case_id, CaseEvent.act == "recompute"
            )
        )
        return found.scalars().all()


async def counted_on(house: House, tenant: int, measure: str) -> dict[dt.date, int]:
    async with house.database.transaction(standing_in(tenant)) as db:
        amount = func.sum(Delta.amount)
        rows = await db.execute(
            select(Delta.day, amount)
            .where(Delta.tenant_id == tenant, Delta.measure == measure)
            .group_by(Delta.day)
            .having(amount != 0)
        )
        return {row.day: row[1] for row in rows}


async def test_a_loaded_year_moves_the_clock_the_assignment_the_case_and_the_figure(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    city = house.cast.city
    before = await clocks_of(house, city, opened.id)
    assert (before["reply"].due_at, before["reply"].provisional) == (ASSUMED, True)
    await load_2027(house)
    assert await recomputed(house, city) == 1
    after = await clocks_of(house, city, opened.id)
    assert (after["reply"].due_at, after["reply"].provisional) == (ACTUAL, False)
    assert after["reply"].near_at == after["reply"].next_at == ACTUAL - dt.timedelta(days=1)
    assert not any(step["key"] == "assumed" for step in after["reply"].explanation["steps"])
    assert after["sign"].due_at == before["sign"].due_at
    case, assignment = await only_assignment(house, "reviewer", opened.id)
    moments = (assignment.reply_due_at, assignment.reply_extended_at, assignment.due_at, case.due_at)
    assert moments == (ACTUAL,) * 4
    assert assignment.reply_due_on == ACTUAL.date()
    assert await counted_on(house, city, "reply_cohort") == {ACTUAL.date(): 1}
    (event,) = await recompute_events(house, city, opened.id)
    assert event.role == "clock"
    assert event.data["year"] == 2027
    assert [(one["clock"], one["from"], one["to"]) for one in event.data["moved"]] == [
        ("reply", "2027-01-06T09:30:00Z", "2027-01-07T09:30:00Z")
    ]


async def test_recomputing_again_changes_nothing(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    assert await recomputed(house, house.cast.city) == 0, "nothing has been loaded yet"
    await load_2027(house)
    assert [await recomputed(house, house.cast.city) for _ in range(3)] == [1, 0, 0]
    assert len(await recompute_events(house, house.cast.city, opened.id)) == 1


async def test_stopped_clocks_keep_the_moment_by_which_they_were_judged(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    contact = (await clocks_of(house, house.cast.city, opened.id))["contact"]
    assert contact.stopped_at is not None
    await load_2027(house)
    await recomputed(house, house.cast.city)
    after = await clocks_of(house, house.cast.city, opened.id)
    assert after["contact"].due_at == contact.due_at
    assert (after["reply"].due_at, after["reply"].next_at) == (ACTUAL, None), "a submitted reply stays held"


async def test_an_order_from_above_follows_the_citys_moment(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(hours=2))
    margin = MARGIN
    city, east = house.cast.city, house.cast.east
    assert (await clocks_of(house, east, order))["reply"].due_at == ASSUMED - margin
    await load_2027(house)
    assert await recomputed(house, city) == 1
    below = (await clocks_of(house, east, order))["reply"]
    assert (below.due_at, below.provisional) == (ACTUAL - margin, False)
    _, assignment = await only_assignment(house, "bridge_officer", order)
    assert (assignment.reply_due_at, assignment.reply_due_on) == (ACTUAL - margin, ACTUAL.date())
    assert len(await recompute_events(house, east, order)) == 1
    for tenant in (city, east):
        async with house.database.transaction(standing_in(tenant)) as db:
            due = (
                await db.execute(select(Referral.superior_due_at).where(Referral.tenant_id == tenant))
            ).scalars()
            assert due.all() == [ACTUAL]
    assert await recomputed(house, east) == 0, "the district's own turn finds everything done"


async def test_the_district_may_come_first_and_ends_at_the_same_moment(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(hours=2))
    await load_2027(house)
    await recomputed(house, house.cast.east)
    await recomputed(house, house.cast.city)
    below = (await clocks_of(house, house.cast.east, order))["reply"]
    assert below.due_at == ACTUAL - MARGIN


async def test_a_clock_that_was_overdue_by_assumption_runs_again(house: House) -> None:
    house.now = WEDNESDAY
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    house.now = ASSUMED + dt.timedelta(hours=1)

    async def overdue() -> set[str]:
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            await notice_due(db, at=house.now)
            events = await db.execute(
                select(CaseEvent.data).where(CaseEvent.tenant_id == db.tenant, CaseEvent.act == "overdue")
            )
            return {data["due_at"] for data in events.scalars() if data["clock"] == "reply"}

    assert await overdue() == {"2027-01-06T09:30:00Z"}
    await load_2027(house)
    await recomputed(house, house.cast.city)
    assert len(await overdue()) == 1
    house.now = ACTUAL
    assert await overdue() == {"2027-01-06T09:30:00Z", "2027-01-07T09:30:00Z"}


async def test_a_local_closure_moves_what_runs_over_it(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    city, day = house.cast.city, dt.date(2026, 3, 4)
    before = (await clocks_of(house, city, opened.id))["reply"].due_at
    async with house.acting("tenant_admin") as (db, actor):
        await close_on(db, actor, day=day, reason_zh="市民运动会", reason_en="City games", at=house.now)
    assert await run_pending(house.database, now=house.now, queues=("bulk",)) == 0, (
        "not before everybody knows"
    )
    assert await run_pending(house.database, now=house.later(minutes=1), queues=("bulk",)) == 1
    assert (await clocks_of(house, city, opened.id))["reply"].due_at == before + dt.timedelta(days=1)
    (event,) = await recompute_events(house, city, opened.id)
    assert event.data["closure"] == "2026-03-04"


async def test_a_closure_taken_back_moves_it_back_and_says_so(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    city, day = house.cast.city, dt.date(2026, 3, 4)
    before = (await clocks_of(house, city, opened.id))["reply"].due_at
    async with house.acting("tenant_admin") as (db, actor):
        await close_on(db, actor, day=day, reason_zh="市民运动会", reason_en="", at=house.now)
    await run_pending(house.database, now=house.later(minutes=1), queues=("bulk",))
    assert (await clocks_of(house, city, opened.id))["reply"].due_at > before
    async with house.acting("tenant_admin") as (db, actor):
        await open_again_on(db, actor, day=day, at=house.now)
    assert await run_pending(house.database, now=house.later(minutes=1), queues=("bulk",)) == 1
    clock = (await clocks_of(house, city, opened.id))["reply"]
    assert clock.due_at == before
    assert "closure" not in str(clock.explanation)
    _, event = await recompute_events(house, city, opened.id)
    assert event.data["reopened"] == "2026-03-04"


async def test_what_is_taken_back_was_closed_and_is_not_over(house: House) -> None:
    day = dt.date(2026, 3, 4)
    async with house.acting("tenant_admin") as (db, actor):
        await close_on(db, actor, day=day, reason_zh="市民运动会", reason_en="", at=house.now)
    for wrong, moment in ((dt.date(2026, 3, 5), house.now), (day, house.now + dt.timedelta(days=3))):
        async with house.acting("tenant_admin") as (db, actor):
            with pytest.raises(Refused) as refused:
                await open_again_on(db, actor, day=wrong, at=moment)
            assert set(refused.value.fields) == {"day"}
    async with house.acting("tenant_admin") as (db, actor):
        await open_again_on(db, actor, day=day, at=house.now)
        with pytest.raises(Refused):
            await open_again_on(db, actor, day=day, at=house.now)


async def test_a_closure_needs_a_reason_and_a_day_of_its_own_that_is_not_over(house: House) -> None:
    day = dt.date(2026, 3, 4)
    async with house.acting("tenant_admin") as (db, actor):
        with pytest.raises(Refused) as refused:
            await close_on(db, actor, day=day, reason_zh=" ", reason_en="", at=house.now)
        assert set(refused.value.fields) == {"reason_zh"}
        await close_on(db, actor, day=day, reason_zh="市民运动会", reason_en="", at=house.now)
        with pytest.raises(Refused) as refused:
            await close_on(db, actor, day=day, reason_zh="台风", reason_en="", at=house.now)
        assert set(refused.value.fields) == {"day"}
        with pytest.raises(Refused) as refused:
            await close_on(db, actor, day=dt.date(2026, 3, 1), reason_zh="台风", reason_en="", at=house.now)
        assert set(refused.value.fields) == {"day"}, "what is over was reckoned as it was"


async def test_rework_of_an_order_follows_the_citys_renewed_moment(house: House) -> None:
    house.now = WEDNESDAY - dt.timedelta(days=2)
    opened, order = await through_the_district(house)
    _, answered = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, opened.id, answered.id, version=None, at=house.now)
    house.now = WEDNESDAY
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="no", satisfied="dissatisfied")
        await call(db, actor, opened.id, answers, version=None, at=house.now)
        await rework(db, actor, opened.id, reason="灯又灭了", version=None, at=house.now)
    await load_2027(house)
    assert await recomputed(house, house.cast.city) == 1
    for tenant, case_id in ((house.cast.city, opened.id), (house.cast.east, order)):
        async with house.database.transaction(standing_in(tenant)) as db:
            wanted = select(Assignment).where(
                Assignment.tenant_id == tenant, Assignment.case_id == case_id, Assignment.round == 1
            )
            renewed = (await db.execute(wanted)).scalar_one()
        assert renewed.reply_due_at == dt.datetime(2027, 1, 5, 9, 30, tzinfo=dt.UTC)


async def test_an_extension_is_reckoned_again_on_top_of_the_original_limit(house: House) -> None:
    house.now = WEDNESDAY - dt.timedelta(days=1)
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    _, assignment = await only_assignment(house, "housing_officer", opened.id)
    works = {"reason": "works", "evidence": "合同编号 2026-118，竣工日期见附件。"}
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, opened.id, assignment.id, version=None, at=house.later(minutes=5))
        await extending.ask(db, actor, opened.id, assignment.id, **works, version=None, at=house.now)
    async with house.acting("reviewer") as (db, actor):
        await granting_extensions.rule(
            db, actor, opened.id, assignment.id, granted=True, ruling="", version=None, at=house.now
        )
    assumed, actual = (
        (dt.date(2027, 1, 5), dt.date(2027, 1, 12)),
        (dt.date(2027, 1, 6), dt.date(2027, 1, 13)),
    )

    async def limits() -> tuple[dt.date | None, dt.date]:
        case, one = await only_assignment(house, "reviewer", opened.id)
        reply = (await clocks_of(house, house.cast.city, opened.id))["reply"]
        assert reply.due_at == one.due_at == one.reply_extended_at == case.due_at
        return one.reply_due_on, reply.due_at.date()

    assert await limits() == assumed
    assert await recomputed(house, house.cast.city) == 0
    await load_2027(house)
    assert [await recomputed(house, house.cast.city) for _ in range(2)] == [1, 0]
    assert await limits() == actual


async def test_the_urgent_limit_stays_the_floor_under_a_rule_that_was_not_the_earlier_one(
    house: House,
) -> None:
    house.now = WEDNESDAY - dt.timedelta(days=2)
    urgent = replace(LAMP, urgency="urgent", type="complaint")
    opened = await registered(house, urgent)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    _, answered = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, opened.id, answered.id, version=None, at=house.now)
    house.now = WEDNESDAY
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="no", satisfied="dissatisfied")
        await call(db, actor, opened.id, answers, version=None, at=house.now)
        await rework(db, actor, opened.id, reason="又停水了", version=None, at=house.now)
    reply = (await clocks_of(house, house.cast.city, opened.id))["reply"]
    assert (reply.rule_code, reply.explanation["rules"]) == ("urgent", [["rework", 1], ["urgent", 1]])
    await load_2027(house)
    await recomputed(house, house.cast.city)
    after = (await clocks_of(house, house.cast.city, opened.id))["reply"]
    assert (after.rule_code, after.due_at) == ("urgent", reply.due_at)
