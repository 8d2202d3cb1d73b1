"""Who has left is not on duty: an urgent case goes on to the next, and the gap shows and is told of at once."""

import datetime as dt
import uuid
from collections import Counter

from sqlalchemy import select, update

from hotline_platform.access.model import Account, Membership
from hotline_platform.jobs.model import Job
from hotline_tenants.handling.establishing_units import establish_unit
from hotline_tenants.network.keeping import NewUnit
from hotline_tenants.rosters.ending_roles import end_role
from hotline_tenants.rosters.gaps import gaps_of, warn
from hotline_tenants.rosters.jobs import warn_of_gaps
from hotline_tenants.rosters.leaving import let_go
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.people import people_at
from hotline_tenants.rosters.shifts import cancel_shift
from tests.conftest import House
from tests.ladders.climbing import messages, sent, steps, urgent
from tests.rosters.on_the_roster import DAY, on_duty, stands
from tests.rosters.test_shifts import HOUR, adds, asks, told, water


async def leaves(house: House, login: str) -> None:
    person = house.cast.actors[login]
    async with house.acting("tenant_admin") as (db, actor):
        assert person.account_id is not None
        assert person.membership_id is not None
        await end_role(db, actor, person.account_id, person.membership_id, at=house.now)


async def looked(house: House) -> list[int]:
    """Run the looks at the rosters that acts have written, as a worker would; how many gaps each told of."""
    found = []
    async with house.acting("network_officer") as (db, _):
        wanted = select(Job).where(Job.actor == warn_of_gaps.actor_name, Job.tenant_id == db.tenant)
        for job in (await db.execute(wanted.order_by(Job.id))).scalars().all():
            opened = [uuid.UUID(one) for one in job.arguments.get("opened", ())]
            found.append(await warn(db, opened=opened, at=house.now))
            await db.delete(job)
    return found


async def gaps_at_water(house: House, days: int = 2) -> list[tuple[dt.datetime, dt.datetime]]:
    unit = house.cast.units["C-WATER"]
    async with house.acting("network_officer") as (db, _):
        found = await gaps_of(db, house.now, house.now + days * DAY, places=[unit])
        return [(one.starts_at, one.ends_at) for one in found if one.post == "duty"]


async def test_whose_role_ends_is_off_the_roster_at_once_and_the_gap_is_told_of(house: House) -> None:
    officer = await stands(house, "water_officer")
    await stands(house, "water_leader")
    await adds(house, officer, begins=-1, ends=8)
    await adds(house, officer, begins=8, ends=24)
    assert await gaps_at_water(house) == [(house.now + DAY, house.now + 2 * DAY)]
    await leaves(house, "water_officer")
    assert await water(house, house.now) == {}
    assert await water(house, house.now - HOUR / 2) == {"duty": "water_officer"}, "the past stays as it was"
    assert await gaps_at_water(house) == [(house.now, house.now + 2 * DAY)]
    async with house.acting("network_officer") as (db, _):
        left = await db.get_one(DutyPerson, (db.tenant, officer))
        assert (left.phone, left.ended_at) == ("", house.now)
        assert {one.name for one in await people_at(db, left.unit_id)} == {"Water Leader"}
    assert await told(house, "duty_person_left") == Counter(water_leader=1, network_officer=1, duty_head=1)
    assert await looked(house) != [0]
    assert (await told(house, "duty_gap"))["water_leader"] == 1


async def test_an_urgent_case_at_night_goes_on_to_the_leader_when_the_person_on_duty_has_left(
    house: House,
) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    await leaves(house, "water_officer")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    assert await steps(house, house.cast.city, opened.id) == [("unit", None), ("leader", "water_leader")]
    assert {one.number for one in await messages(house, house.cast.city)} == {"13800000002"}


async def test_a_closed_account_is_not_on_duty_and_the_next_look_takes_it_off(house: House) -> None:
    officer = await stands(house, "water_officer")
    shift = await adds(house, officer, begins=-1, ends=24)
    async with house.acting("network_officer") as (db, _):
        await db.execute(
            update(Account)
            .where(Account.id == house.cast.actors["water_officer"].account_id)
            .values(disabled_at=house.now)
        )
    assert await water(house, house.now + HOUR) == {}
    assert await gaps_at_water(house) == [(house.now, house.now + 2 * DAY)]
    async with house.acting("network_officer") as (db, _):
        assert list(await let_go(db, at=house.now + HOUR)) == [shift]
        assert list(await let_go(db, at=house.now + HOUR)) == [], "once"
        assert (await db.get_one(DutyPerson, (db.tenant, officer))).phone == ""
        assert (await db.get_one(DutyShift, (db.tenant, shift))).ends_at == house.now + HOUR


async def test_who_keeps_another_role_at_the_same_place_stays(house: House) -> None:
    officer = await stands(house, "water_officer")
    await adds(house, officer)
    person = house.cast.actors["water_officer"]
    async with house.acting("tenant_admin") as (db, _):
        db.put(
            Membership, id=uuid.UUID(int=7), account_id=person.account_id, role="unit_leader", unit_id=person.unit_id,
            granted_at=house.now, ended_at=None,
        )  # fmt: skip
    await leaves(house, "water_officer")
    assert await water(house, house.now) == {"duty": "water_officer"}
    assert await looked(house) == []


async def test_a_new_unit_in_which_nobody_is_on_duty_is_told_of_at_once(house: House) -> None:
    async with house.acting("network_officer") as (db, _):
        await warn(db, at=house.now)
    before = await told(house, "duty_gaps")
    async with house.acting("network_officer") as (db, actor):
        new = NewUnit(code="C-NIGHT", name_zh="夜班组", name_en="Night", kind="department")
        await establish_unit(db, actor, new, at=house.now)
    assert await looked(house) == [2], "both posts"
    assert await told(house, "duty_gaps") == before + Counter(network_officer=1, duty_head=1)


async def test_nobody_waits_for_the_answer_of_who_has_left(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    shift = await adds(house, officer, begins=1, ends=9)
    await asks(house, "water_officer", shift, leader)
    await leaves(house, "water_leader")
    async with house.acting("network_officer") as (db, _):
        assert await db.scalar(select(DutySwap.state).where(DutySwap.tenant_id == db.tenant)) == "refused"


async def test_a_shift_taken_back_for_tonight_is_warned_of_before_the_night(house: House) -> None:
    officer = await stands(house, "water_officer")
    await adds(house, officer, begins=-1, ends=8)
    tonight = await adds(house, officer, begins=8, ends=20)
    await adds(house, officer, begins=20, ends=24 * 6)
    async with house.acting("network_officer") as (db, _):
        await warn(db, at=house.now)
    before = (await told(house, "duty_gap"))["water_leader"]
    for again in range(2):
        async with house.acting("network_officer") as (db, actor):
            await cancel_shift(db, actor, tonight, at=house.now)
        assert await looked(house) == [1]
        assert (await told(house, "duty_gap"))["water_leader"] == before + 1 + again
        tonight = await adds(house, officer, begins=8, ends=20)  # filled, and taken back once more
