"""An urgent assignment reaches the person on duty at once, and somebody else as long as nobody signs."""

import asyncio
import datetime as dt
import uuid
from collections import Counter

from sqlalchemy import func, select

from hotline_platform.database.scope import at as standing_in
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.handling.taking_on import sign
from hotline_tenants.intake.settling import accept
from hotline_tenants.ladders.sweeping import climb_due
from tests.cases.test_the_main_road import only_assignment, order_in_east
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.ladders.climbing import climbed, messages, sent, steps, urgent
from tests.onboarding.making import held
from tests.rosters.on_the_roster import on_duty

FIVE = dt.timedelta(minutes=5)


async def told(house: House, tenant: int, kind: str) -> Counter[str]:
    logins = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(Notice.account_id).where(Notice.tenant_id == tenant, Notice.kind == kind)
        )
        return Counter(logins[account] for account in found.scalars())


async def signed(house: House, login: str, case_id: uuid.UUID) -> None:
    _, assignment = await only_assignment(house, login, case_id)
    async with house.acting(login) as (db, actor):
        await sign(db, actor, case_id, assignment.id, version=None, at=house.now)


async def test_the_person_on_duty_is_told_in_the_transaction_of_the_dispatch(house: House) -> None:
    await on_duty(house, "water_officer")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert await steps(house, house.cast.city, opened.id) == [("unit", "water_officer")]
    written = await messages(house, house.cast.city)
    assert [(one.voice, one.number, one.state) for one in written] == [
        (False, "13800000001", "queued"), (True, "13800000001", "queued"),
    ]  # fmt: skip
    assert all(opened.number in one.words and "林小满" not in one.words for one in written)
    assert await told(house, house.cast.city, "on_duty_alert") == {"water_officer": 1}


async def test_an_urgent_case_is_written_and_not_rung_and_a_general_one_wakes_nobody(house: House) -> None:
    await on_duty(house, "water_officer")
    for urgency in ("urgent", "general"):
        opened = await urgent(house, urgency)
        await sent(house, opened.id, "C-WATER")
    assert [one.voice for one in await messages(house, house.cast.city)] == [False]
    assert await steps(house, house.cast.city, opened.id) == []


async def test_whom_the_steps_reach_while_nobody_signs(house: House) -> None:
    for login, post in (("water_officer", "duty"), ("water_leader", "leader"), ("operator", "duty")):
        await on_duty(house, login, post)
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert await climbed(house, house.cast.city, house.now + FIVE - dt.timedelta(seconds=1)) == 0
    for step in range(1, 5):
        await climbed(house, house.cast.city, house.now + step * FIVE)
    reached = [("unit", "water_officer"), ("leader", "water_leader"), ("desk", "operator")]
    assert await steps(house, house.cast.city, opened.id) == reached
    assert len(await messages(house, house.cast.city)) == 2 * len(reached)


async def test_signing_stops_it(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    await signed(house, "water_officer", opened.id)
    await climbed(house, house.cast.city, house.now + FIVE)
    assert await steps(house, house.cast.city, opened.id) == [("unit", "water_officer")]
    assert await climbed(house, house.cast.city, house.now + 2 * FIVE) == 0, "nothing is looked at again"


async def test_where_nobody_is_on_duty_the_next_step_follows_at_once_and_is_told_of(house: House) -> None:
    await on_duty(house, "duty_head", "leader")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert await steps(house, house.cast.city, opened.id) == [
        ("unit", None), ("leader", None), ("desk", "duty_head"),
    ]  # fmt: skip
    assert await told(house, house.cast.city, "nobody_on_duty") == {"water_leader": 1, "network_officer": 1}
    assert await told(house, house.cast.city, "nobody_reached") == {}


async def test_where_nobody_at_all_is_on_duty_the_desk_is_told_to_telephone(house: House) -> None:
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert [who for _, who in await steps(house, house.cast.city, opened.id)] == [None, None, None]
    assert await told(house, house.cast.city, "nobody_reached") == {
        "dispatcher": 1, "shift_leader": 1, "duty_head": 1,
    }  # fmt: skip


async def test_a_district_desk_is_woken_for_an_order_until_it_takes_it_on(house: House) -> None:
    await on_duty(house, "east_operator")
    await on_duty(house, "operator")
    opened = await urgent(house)
    await sent(house, opened.id, EAST)
    order = await order_in_east(house, opened.id)
    assert await steps(house, house.cast.east, order) == [("desk", "east_operator")]
    assert await steps(house, house.cast.city, opened.id) == []
    async with house.acting("east_operator") as (db, actor):
        await accept(db, actor, order, version=None, at=house.now)
    await climbed(house, house.cast.east, house.now + FIVE)
    assert await steps(house, house.cast.city, opened.id) == []


async def test_an_order_that_nobody_takes_on_reaches_the_citys_duty_room_and_its_case_says_so(
    house: House,
) -> None:
    await on_duty(house, "east_operator")
    await on_duty(house, "operator")
    opened = await urgent(house)
    await sent(house, opened.id, EAST)
    order = await order_in_east(house, opened.id)
    await climbed(house, house.cast.east, house.now + FIVE)
    assert await steps(house, house.cast.east, order) == [("desk", "east_operator"), ("city", "operator")]
    assert await steps(house, house.cast.city, opened.id) == [("city", "operator")]
    assert [one.case_id for one in await messages(house, house.cast.city)] == [opened.id, opened.id]
    assert (await told(house, house.cast.city, "unsigned_below"))["operator"] == 1


async def test_the_ladder_of_a_street_is_the_districts_and_ends_in_the_city(house: House) -> None:
    for login, post in (
        ("bridge_officer", "duty"), ("bridge_leader", "leader"), ("east_head", "leader"), ("operator", "duty"),
    ):  # fmt: skip
        await on_duty(house, login, post)
    opened = await urgent(house, "urgent")
    await sent(house, opened.id, EAST)
    order = await order_in_east(house, opened.id)
    await sent(house, order, "E-BRIDGE", by=EAST)
    for step in range(1, 5):
        await climbed(house, house.cast.east, house.now + step * 2 * FIVE)
    assert (await steps(house, house.cast.east, order))[1:] == [
        ("unit", "bridge_officer"), ("leader", "bridge_leader"), ("desk", "east_head"), ("city", "operator"),
    ]  # fmt: skip
    assert await steps(house, house.cast.city, opened.id) == [("city", "operator")]


async def test_a_districts_own_urgent_case_reaches_the_citys_duty_room_too(house: House) -> None:
    await on_duty(house, "operator")
    opened = await urgent(house, by="east_operator")
    await sent(house, opened.id, "E-BRIDGE", by=EAST)
    assert (await steps(house, house.cast.east, opened.id))[-1] == ("city", "operator")
    (text, _) = await messages(house, house.cast.city)
    assert text.case_id is None
    assert opened.number in text.words


async def test_two_sweeps_at_once_take_each_step_once(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    cases = []
    for _ in range(6):
        cases.append(await urgent(house, "urgent"))
        await sent(house, cases[-1].id, "C-WATER")
    late = house.now + 2 * FIVE
    await asyncio.gather(*(climbed(house, house.cast.city, late) for _ in range(3)))
    for case in cases:
        assert await steps(house, house.cast.city, case.id) == [
            ("unit", "water_officer"), ("leader", "water_leader"),
        ]  # fmt: skip
    assert len(await messages(house, house.cast.city)) == 12


async def test_a_step_that_dies_in_the_middle_leaves_nothing_and_is_taken_again(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    try:
        async with house.database.transaction(standing_in(house.cast.city)) as db:
            assert await climb_due(db, at=house.now + FIVE) == 1
            await db.write()
            raise ConnectionAbortedError
    except ConnectionAbortedError:
        pass
    assert await steps(house, house.cast.city, opened.id) == [("unit", "water_officer")]
    await climbed(house, house.cast.city, house.now + FIVE)
    assert (await steps(house, house.cast.city, opened.id))[1:] == [("leader", "water_leader")]


async def test_a_case_that_somebody_acts_on_is_left_for_the_next_time(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    async with house.acting("dispatcher") as (db, _):
        await db.execute(select(Case).where(Case.tenant_id == db.tenant).with_for_update())
        await climbed(house, house.cast.city, house.now + FIVE)
        assert len(await steps(house, house.cast.city, opened.id)) == 1
    await climbed(house, house.cast.city, house.now + FIVE)
    assert len(await steps(house, house.cast.city, opened.id)) == 2


async def test_the_clock_makes_nobodys_page_stale(house: House) -> None:
    await on_duty(house, "water_officer")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    versions = []
    for _ in range(2):
        async with house.acting("dispatcher") as (db, _actor):
            versions.append(await db.scalar(select(Case.version).where(Case.tenant_id == db.tenant)))
        await climbed(house, house.cast.city, house.now + FIVE)
    assert versions[0] == versions[1]


async def test_each_government_sets_how_long_a_step_waits(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    await held(house, CITY, {"extra_urgent_step": 2})
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    await climbed(house, house.cast.city, house.now + dt.timedelta(minutes=2))
    assert (await steps(house, house.cast.city, opened.id))[-1] == ("leader", "water_leader")


async def test_the_duty_room_of_another_government_is_never_woken(house: House) -> None:
    await on_duty(house, "east_operator")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert await messages(house, house.cast.east) == []
    async with house.acting("east_dispatcher") as (db, _):
        seen = await db.scalar(
            select(func.count()).select_from(Assignment).where(Assignment.tenant_id == db.tenant)
        )
    assert seen == 0
