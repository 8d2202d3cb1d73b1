"""A clock that runs out is noticed by itself: once near due, once overdue, by the people concerned."""

import asyncio
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.clocks.model import Clock
from hotline_tenants.handling import reviewing
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import (
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    unit_replies,
)
from tests.cast import EAST
from tests.conftest import House


async def noticed(house: House, tenant: int, moment: dt.datetime) -> int:
    async with house.database.transaction(standing_in(tenant)) as db:
        return await notice_due(db, at=moment)


async def clocks_of(house: House, tenant: int, case_id: uuid.UUID) -> dict[str, Clock]:
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(select(Clock).where(Clock.tenant_id == tenant, Clock.case_id == case_id))
        return {clock.kind: clock for clock in found.scalars()}


async def cards(house: House, tenant: int, case_id: uuid.UUID) -> list[tuple[str, str]]:
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(CaseEvent)
            .where(CaseEvent.tenant_id == tenant, CaseEvent.case_id == case_id, CaseEvent.role == "clock")
            .order_by(CaseEvent.seq)
        )
        return [(event.act, event.data["clock"]) for event in found.scalars()]


async def told(house: House, tenant: int, kind: str) -> Counter[str]:
    """How often each member of the cast was told, by login."""
    logins = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(Notice.account_id).where(Notice.tenant_id == tenant, Notice.kind == kind)
        )
        return Counter(logins[account] for account in found.scalars())


async def test_a_desk_clock_is_noticed_near_due_and_overdue_once_each(house: House) -> None:
    opened = await registered(house)
    desk = (await clocks_of(house, house.cast.city, opened.id))["desk"]
    early = desk.near_at - dt.timedelta(seconds=1)
    assert await noticed(house, house.cast.city, early) == 0
    assert [await noticed(house, house.cast.city, desk.near_at) for _ in range(2)] == [1, 0]
    assert [await noticed(house, house.cast.city, desk.due_at) for _ in range(2)] == [1, 0]
    assert await cards(house, house.cast.city, opened.id) == [("near_due", "desk"), ("overdue", "desk")]
    assert await told(house, house.cast.city, "near_due") == {"dispatcher": 1}
    assert await told(house, house.cast.city, "overdue") == {"dispatcher": 1, "duty_head": 1}


async def test_a_clock_that_nobody_looked_at_in_time_is_overdue_at_once(house: House) -> None:
    opened = await registered(house)
    assert await noticed(house, house.cast.city, house.later(days=3)) == 1
    assert await cards(house, house.cast.city, opened.id) == [("overdue", "desk")]


async def test_the_units_own_people_hear_of_their_clocks_and_nobody_elses(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    sign = (await clocks_of(house, house.cast.city, opened.id))["sign"]
    await noticed(house, house.cast.city, sign.near_at)
    assert await told(house, house.cast.city, "near_due") == {"housing_officer": 1, "housing_leader": 1}


async def test_the_clock_makes_nobodys_page_stale(house: House) -> None:
    opened = await registered(house)
    async with house.acting("dispatcher") as (db, _):
        before = await db.scalar(
            select(Case.version).where(Case.tenant_id == db.tenant, Case.id == opened.id)
        )
    await noticed(house, house.cast.city, house.later(days=3))
    async with house.acting("dispatcher") as (db, _):
        case = (await db.execute(select(Case).where(Case.tenant_id == db.tenant))).scalar_one()
    assert (case.version, case.events) == (before, 2)


async def test_a_submitted_reply_raises_no_alarm_and_a_reply_sent_back_does(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    reply = (await clocks_of(house, house.cast.city, opened.id))["reply"]
    await noticed(house, house.cast.city, reply.due_at)
    assert {clock for _, clock in await cards(house, house.cast.city, opened.id)} == {"review"}
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.send_back(
            db, actor, opened.id, assignment.id, reason="没有说明原因", version=None, at=house.later(hours=1)
        )
    await noticed(house, house.cast.city, reply.near_at)
    await noticed(house, house.cast.city, reply.due_at)
    assert (await cards(house, house.cast.city, opened.id))[-2:] == [
        ("near_due", "reply"),
        ("overdue", "reply"),
    ]


async def test_a_districts_desk_hears_in_its_own_house_that_the_citys_moment_comes(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    reply = (await clocks_of(house, house.cast.city, opened.id))["reply"]
    for _ in range(3):
        await noticed(house, house.cast.city, reply.due_at)
    assert await told(house, house.cast.city, "overdue") == {"dispatcher": 3, "duty_head": 3}
    assert await told(house, house.cast.east, "overdue") == {"east_dispatcher": 3}
    async with house.acting("east_dispatcher") as (db, _):
        subjects = await db.execute(
            select(Notice.subject_id).where(Notice.tenant_id == db.tenant, Notice.kind == "overdue")
        )
    assert set(subjects.scalars()) == {order}
    assert await cards(house, house.cast.east, order) == [], (
        "the city's clock is no event of the district's order"
    )


async def test_a_case_that_somebody_acts_on_is_left_for_the_next_time(house: House) -> None:
    opened = await registered(house)
    late = house.later(days=3)
    async with house.acting("dispatcher") as (db, _):
        await db.execute(
            select(Case).where(Case.tenant_id == db.tenant, Case.id == opened.id).with_for_update()
        )
        assert await noticed(house, house.cast.city, late) == 0
    assert await noticed(house, house.cast.city, late) == 1


async def test_two_sweeps_at_once_notice_every_clock_once(house: House) -> None:
    cases = [await registered(house) for _ in range(12)]
    late = house.later(days=3)
    while any(await asyncio.gather(*(noticed(house, house.cast.city, late) for _ in range(3)))):
        pass
    assert [await cards(house, house.cast.city, case.id) for case in cases] == [[("overdue", "desk")]] * 12
    assert await told(house, house.cast.city, "overdue") == {"dispatcher": 12, "duty_head": 12}


async def test_a_batch_that_dies_in_the_middle_leaves_nothing_and_is_done_again(house: House) -> None:
    cases = [await registered(house) for _ in range(3)]
    late = house.later(days=3)
    try:
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            assert await notice_due(db, at=late) == 3
            await db.write()
            raise ConnectionAbortedError
    except ConnectionAbortedError:
        pass
    assert await told(house, house.cast.city, "overdue") == Counter()
    assert await noticed(house, house.cast.city, late) == 3
    assert [await cards(house, house.cast.city, case.id) for case in cases] == [[("overdue", "desk")]] * 3


async def test_one_government_notices_its_own_clocks_only(house: House) -> None:
    opened = await registered(house)
    late = house.later(days=3)
    tenants: Sequence[int] = (house.cast.east, house.cast.west)
    assert [await noticed(house, tenant, late) for tenant in tenants] == [0, 0]
    assert await cards(house, house.cast.city, opened.id) == []
