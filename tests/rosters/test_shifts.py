"""Putting people on duty: who is on duty now, what is refused and at which field, swaps, gaps."""

import asyncio
import datetime as dt
import uuid
from collections import Counter

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.handling.closing_units import close_unit
from hotline_tenants.network.keeping import NewUnit, establish
from hotline_tenants.rosters.gaps import gaps_of, warn
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.on_duty import on_duty as holding
from hotline_tenants.rosters.people import add_person, end_person, renumber
from hotline_tenants.rosters.shifts import NewShift, add_shift, cancel_shift
from hotline_tenants.rosters.swapping import Exchange, agree, ask, refuse
from tests.cast import MONDAY
from tests.conftest import House
from tests.rosters.on_the_roster import DAY, NUMBERS, on_duty, stands

HOUR = dt.timedelta(hours=1)


async def water(house: House, moment: dt.datetime) -> dict[str, str]:
    """Who is on duty at the water company, by post."""
    logins = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.acting("network_officer") as (db, _):
        found = await holding(db, house.cast.units["C-WATER"], at=moment)
        return {post: logins[one.account_id] for post, one in found.items()}


async def adds(house: House, person_id: uuid.UUID, *, by: str = "network_officer", post: str = "duty",
               begins: float = 0, ends: float = 24) -> uuid.UUID:  # fmt: skip
    """A shift at the water company, in hours from now."""
    async with house.acting(by) as (db, actor):
        new = NewShift(
            post=post,
            person_id=person_id,
            starts_at=house.now + begins * HOUR,
            ends_at=house.now + ends * HOUR,
        )
        return await add_shift(db, actor, house.cast.units["C-WATER"], new, at=house.now)


async def told(house: House, kind: str) -> Counter[str]:
    logins = {actor.account_id: login for login, actor in house.cast.actors.items()}
    async with house.acting("network_officer") as (db, _):
        rows = await db.execute(
            select(Notice.account_id).where(Notice.tenant_id == db.tenant, Notice.kind == kind)
        )
        return Counter(logins[account] for account in rows.scalars())


async def test_who_is_on_duty_changes_at_the_minute(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    await adds(house, officer, begins=0, ends=8)
    await adds(house, leader, begins=8, ends=24)
    await adds(house, leader, post="leader", begins=0, ends=24)
    both = {"duty": "water_officer", "leader": "water_leader"}
    assert await water(house, house.now) == both
    assert (await water(house, house.now + 8 * HOUR))["duty"] == "water_leader"
    assert await water(house, house.now + 24 * HOUR) == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"begins": 5, "ends": 5}, "ends_at"),
        ({"begins": 5, "ends": 4}, "ends_at"),
        ({"begins": 0, "ends": 24 * 7 + 1}, "ends_at"),
        ({"begins": -5, "ends": -1}, "ends_at"),
        ({"begins": 23, "ends": 30}, "starts_at"),
        ({"post": "cook", "begins": 30, "ends": 40}, "post"),
    ],
)
async def test_bad_shifts_are_refused_at_their_field(
    house: House, given: dict[str, float], field: str
) -> None:
    officer = await stands(house, "water_officer")
    await adds(house, officer)
    with pytest.raises(Refused) as refusal:
        await adds(house, officer, **given)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    await adds(house, officer, begins=24, ends=48)


async def test_somebody_of_another_unit_is_not_put_on_duty(house: House) -> None:
    stranger = await stands(house, "housing_officer")
    with pytest.raises(Refused) as refusal:
        await adds(house, stranger)
    assert set(refusal.value.fields) == {"person_id"}
    await adds(house, await stands(house, "water_officer"))


@pytest.mark.parametrize(
    ("who", "phone", "field"),
    [
        ("housing_officer", "13800000001", "account_id"),
        ("water_officer", "0531 1234567", "phone"),
        ("water_officer", "110", "phone"),
    ],
)
async def test_who_cannot_stand_on_a_roster(house: House, who: str, phone: str, field: str) -> None:
    unit = house.cast.units["C-WATER"]
    account = house.cast.actors[who].account_id or uuid.UUID(int=0)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await add_person(db, actor, unit, account_id=account, phone=phone, at=house.now)
    assert set(refusal.value.fields) == {field}
    await stands(house, "water_officer")
    with pytest.raises(Refused):
        await stands(house, "water_officer")


@pytest.mark.parametrize(
    ("by", "kind"), [("housing_leader", NotFound), ("water_officer", NotAllowed), ("dispatcher", NotAllowed),
                     ("east_head", NotFound), ("water_leader", None), ("duty_head", None)],
)  # fmt: skip
async def test_who_may_change_the_roster_of_a_unit(
    house: House, by: str, kind: type[Exception] | None
) -> None:
    officer = await stands(house, "water_officer")
    if kind is None:
        await adds(house, officer, by=by)
    else:
        with pytest.raises(kind):
            await adds(house, officer, by=by)


async def test_two_who_fill_the_same_hours_at_once_do_not_overlap(house: House) -> None:
    officer = await stands(house, "water_officer")
    results = await asyncio.gather(*(adds(house, officer) for _ in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Refused", "Refused", "UUID"]


async def test_what_is_over_stays_as_it_was_and_what_runs_ends_now(house: House) -> None:
    officer = await stands(house, "water_officer")
    over, running = await adds(house, officer, ends=2), await adds(house, officer, begins=2, ends=9)
    ahead = await adds(house, officer, begins=10, ends=12)
    house.later(hours=3)
    async with house.acting("water_leader") as (db, actor):
        with pytest.raises(Refused):
            await cancel_shift(db, actor, over, at=house.now)
    for shift in (running, ahead):
        async with house.acting("water_leader") as (db, actor):
            await cancel_shift(db, actor, shift, at=house.now)
    assert await water(house, house.now) == {}
    assert await water(house, house.now - HOUR / 2) == {"duty": "water_officer"}
    async with house.acting("network_officer") as (db, _):
        assert (await db.get_one(DutyShift, (db.tenant, ahead))).cancelled_at == house.now


async def test_a_person_with_shifts_ahead_stays_and_the_number_goes_with_who_leaves(house: House) -> None:
    officer = await stands(house, "water_officer")
    shift = await adds(house, officer)
    async with house.acting("water_leader") as (db, actor):
        await renumber(db, actor, officer, phone="+86 139-0000-0001", at=house.now)
    async with house.acting("water_leader") as (db, actor):
        with pytest.raises(Refused, match="1"):
            await end_person(db, actor, officer, at=house.now)
    async with house.acting("water_leader") as (db, actor):
        await cancel_shift(db, actor, shift, at=house.now)
        await end_person(db, actor, officer, at=house.now)
    async with house.acting("network_officer") as (db, _):
        left = await db.get_one(DutyPerson, (db.tenant, officer))
        assert (left.phone, left.ended_at) == ("", house.now)
    await stands(house, "water_officer")


async def asks(
    house: House, by: str, shift: uuid.UUID, taker: uuid.UUID, in_return: uuid.UUID | None = None
) -> None:
    async with house.acting(by) as (db, actor):
        await ask(db, actor, shift, Exchange(person_id=taker, return_shift_id=in_return), at=house.now)


async def the_swap(house: House) -> uuid.UUID:
    async with house.acting("network_officer") as (db, _):
        return (await db.execute(select(DutySwap.id).where(DutySwap.tenant_id == db.tenant))).scalar_one()


async def test_a_swap_is_asked_by_one_and_agreed_by_the_other(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    mine, theirs = await adds(house, officer, begins=1, ends=9), await adds(house, leader, begins=9, ends=17)
    await asks(house, "water_officer", mine, leader, theirs)
    assert (await water(house, house.now + 2 * HOUR))["duty"] == "water_officer"
    assert await told(house, "swap_asked") == {"water_leader": 1}
    async with house.acting("water_officer") as (db, actor):
        with pytest.raises(NotAllowed):
            await agree(db, actor, await the_swap(house), at=house.now)
    async with house.acting("water_leader") as (db, actor):
        await agree(db, actor, await the_swap(house), at=house.now)
    assert [(await water(house, house.now + hours * HOUR))["duty"] for hours in (2, 10)] == [
        "water_leader", "water_officer",
    ]  # fmt: skip
    assert await told(house, "swap_agreed") == {"water_officer": 1}


async def test_two_who_swap_the_same_shifts_crosswise_at_once_do_not_wait_for_each_other(
    house: House,
) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    mine, theirs = await adds(house, officer, begins=1, ends=9), await adds(house, leader, begins=9, ends=17)
    for _ in range(5):
        results = await asyncio.gather(
            asks(house, "network_officer", mine, leader, theirs),
            asks(house, "network_officer", theirs, officer, mine), return_exceptions=True,
        )  # fmt: skip
        assert {type(one).__name__ for one in results} <= {"NoneType", "Refused"}
        officer, leader = leader, officer


async def test_a_swap_that_is_refused_or_asked_twice_changes_nothing(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    mine = await adds(house, officer, begins=1, ends=9)
    await asks(house, "water_officer", mine, leader)
    with pytest.raises(Refused):
        await asks(house, "water_officer", mine, leader)
    async with house.acting("water_officer") as (db, actor):
        await refuse(db, actor, await the_swap(house), at=house.now)
    async with house.acting("water_leader") as (db, actor):
        with pytest.raises(NotFound):
            await agree(db, actor, await the_swap(house), at=house.now)
    assert (await water(house, house.now + 2 * HOUR))["duty"] == "water_officer"


async def test_a_shift_is_given_in_return_for_one_of_the_same_post_only(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    mine, theirs = await adds(house, officer, begins=1, ends=9), await adds(house, leader, begins=9, ends=17)
    leads = await adds(house, leader, post="leader", begins=9, ends=17)
    with pytest.raises(Refused) as refused:
        await asks(house, "water_officer", mine, leader, leads)
    assert set(refused.value.fields) == {"return_shift_id"}
    await asks(house, "water_officer", mine, leader, theirs)


async def test_nobody_asks_about_somebody_elses_shift(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    theirs = await adds(house, leader, begins=1, ends=9)
    with pytest.raises(NotAllowed):
        await asks(house, "water_officer", theirs, officer)
    with pytest.raises(NotFound):
        await asks(house, "housing_officer", theirs, officer)
    with pytest.raises(Refused):
        await asks(house, "water_leader", theirs, leader)
    await asks(house, "water_leader", theirs, officer)


async def test_a_shift_that_runs_is_handed_over_by_who_keeps_the_roster(house: House) -> None:
    officer, leader = await stands(house, "water_officer"), await stands(house, "water_leader")
    shift = await adds(house, officer, ends=12)
    house.later(hours=4)
    with pytest.raises(Refused):
        await asks(house, "water_officer", shift, leader)
    await asks(house, "network_officer", shift, leader)
    assert [await water(house, house.now + part) for part in (-HOUR, HOUR)] == [
        {"duty": "water_officer"}, {"duty": "water_leader"},
    ]  # fmt: skip


async def test_gaps_are_warned_of_once_before_they_begin(house: House) -> None:
    await on_duty(house, "water_officer", begins=MONDAY - HOUR, lasts=2 * DAY)
    async with house.acting("network_officer") as (db, _):
        first = [one for one in await gaps_of(db, house.now, house.now + 3 * DAY) if one.post == "duty"]
        assert [one.starts_at for one in first if one.unit_id == house.cast.units["C-WATER"]] == [
            MONDAY - HOUR + 2 * DAY
        ]
    for _ in range(2):
        async with house.acting("network_officer") as (db, _):
            await warn(db, at=house.now)
    assert await told(house, "duty_gap") == {"water_leader": 1, "housing_leader": 1}
    assert await told(house, "duty_gaps") == {"network_officer": 1, "duty_head": 1}
    await on_duty(house, "water_leader", begins=MONDAY + 2 * DAY, lasts=DAY)
    house.later(days=2)
    async with house.acting("network_officer") as (db, _):
        assert await warn(db, at=house.now) > 0, "a gap that opens later is a new one"


async def test_a_closed_unit_has_nobody_on_duty(house: House) -> None:
    async with house.acting("network_officer") as (db, actor):
        new = NewUnit(code="C-NIGHT", name_zh="夜班组", name_en="Night", kind="department")
        unit = await establish(db, actor, new, at=house.now)
        db.put(
            DutyPerson, id=uuid.UUID(int=1), unit_id=unit, account_id=actor.account_id, phone=NUMBERS["operator"],
            added_at=house.now,
        )  # fmt: skip
        await close_unit(db, actor, unit, at=house.now)
        await db.write()
        assert (await db.get_one(DutyPerson, (db.tenant, uuid.UUID(int=1)))).phone == ""
