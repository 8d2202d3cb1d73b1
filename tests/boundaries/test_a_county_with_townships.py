"""A county that was a unit of the city becomes a government: its townships go over to it with their people, points,
rosters and work, and for a week all of them can come back.
"""

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.boundaries.approving import undo
from hotline_tenants.boundaries.carrying_out import carry_out, carry_out_due
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.boundaries.responsibilities import standing as entries_of
from hotline_tenants.cases.model import Case
from hotline_tenants.handling import taking_on
from hotline_tenants.intake.registering import register
from hotline_tenants.network.catalogue import Responsibility, make_responsible, propose
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitTree, add_unit, unit_tree
from hotline_tenants.onboarding.going_live import go_live
from hotline_tenants.points.duty_lists import give_duty_list
from hotline_tenants.points.model import DutyList, Point
from hotline_tenants.rosters.leaving import let_go
from hotline_tenants.rosters.model import DutyPerson, DutyShift
from hotline_tenants.rosters.people import add_person
from hotline_tenants.rosters.resting import forget_numbers
from hotline_tenants.rosters.shifts import NewShift, add_shift
from tests.boundaries.moving import all_is_proved, approved, clocks_in, drafted, looked_at, parts_in
from tests.boundaries.test_converting import conversion, the_new_government
from tests.cases.test_the_main_road import LAMP, dispatched_to, registered
from tests.cast import CITY, PASSWORD
from tests.conftest import House
from tests.onboarding.making import CODE, OPERATOR, brought
from tests.onboarding.test_ready import READY, signed_in, states
from tests.points.setting_up import approved as point_approved
from tests.web.browsing import browsing

ROCK, VILLAGE = "C-ROCK", "C-ROCK-1"
PHONE = "13800000077"


async def townships(house: House) -> None:
    """Under the water company, which stands for a county: a township with officer, leader, point, duty list and somebody
    on duty, and a village under it. It answers for street lamps everywhere and for noise at home.
    """
    units = house.cast.units = dict(house.cast.units)
    house.cast.actors = dict(house.cast.actors)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        units[ROCK] = await add_unit(
            db, code=ROCK, name_zh="岩口镇", name_en="Rock Mouth", kind="street", parent_id=units["C-WATER"]
        )
        units[VILLAGE] = await add_unit(
            db,
            code=VILLAGE,
            name_zh="岩下村委会",
            name_en="Under Rock",
            kind="committee",
            parent_id=units[ROCK],
        )
        for role in ("unit_officer", "unit_leader"):
            account = await add_account(
                db, login=f"rock_{role}", name=role, password=PASSWORD, cheap=True, must_change_password=False, at=house.now
            )  # fmt: skip
            membership = add_membership(db, account, role, unit_id=units[ROCK], city=True, at=house.now)
            house.cast.actors[f"rock_{role}"] = Actor(
                tenant=house.cast.city, role=role, name=role, account_id=account, membership_id=membership,
                unit_id=units[ROCK],
            )  # fmt: skip
    await point_approved(house, ROCK)
    async with house.acting("network_officer") as (db, actor):
        await give_duty_list(
            db, actor, units[ROCK], duties="乡镇事务", basis="《职责清单》", effective_from=house.now.date(),
            version=None, at=house.now,
        )  # fmt: skip
        person = await add_person(
            db, actor, units[ROCK], account_id=house.cast.actors["rock_unit_officer"].account_id or uuid.UUID(int=0),
            phone=PHONE, at=house.now,
        )  # fmt: skip
        soon = house.now + dt.timedelta(days=8)
        new = NewShift(post="duty", person_id=person, starts_at=soon, ends_at=soon + dt.timedelta(hours=8))
        await add_shift(db, actor, units[ROCK], new, at=house.now)
        for category, area in (("路灯", None), ("施工噪声", ROCK)):
            responsible = Responsibility(
                category_id=house.cast.category(CITY, category), area_id=units[area] if area else None,
                unit_id=units[ROCK], basis_zh="《职责清单》", basis_en="", effective_from=house.now.date() - dt.timedelta(days=9),
            )  # fmt: skip
            await make_responsible(db, actor, responsible, at=house.now)


async def in_rock(house: House) -> uuid.UUID:
    """A demand from the township, dispatched to it."""
    demand = dataclasses.replace(LAMP, area_id=house.cast.units[ROCK])
    async with house.acting("operator") as (db, actor):
        opened = await register(db, actor, demand, at=house.now)
    await dispatched_to(house, opened, ROCK)
    return opened.id


async def tree(house: House, tenant: int) -> UnitTree:
    async with house.database.transaction(standing_in(tenant)) as db:
        db.cache.forget("units", tenant)
        return await unit_tree(db)


async def standing(house: House, tenant: int) -> dict[str, Any]:
    """Everything of the township in one house: who works there, who is on duty under which number, point and lists."""
    rock = house.cast.units[ROCK]

    async def found(*columns: Any, **which: Any) -> list[Any]:
        model = columns[0].class_
        wanted = select(*columns).where(model.tenant_id == tenant, model.unit_id == rock)
        for name, value in which.items():
            wanted = wanted.where(getattr(model, name) == value)
        async with house.database.transaction(standing_in(tenant)) as db:
            return sorted(tuple(row) for row in await db.execute(wanted))

    return {
        "people": await found(Membership.role, ended_at=None), "on duty": await found(DutyPerson.phone, ended_at=None),
        "shifts": await found(DutyShift.id, cancelled_at=None), "point": await found(Point.state),
        "lists": await found(DutyList.duties),
    }  # fmt: skip


async def orders(house: House, tenant: int) -> list[Case]:
    async with house.database.transaction(standing_in(tenant)) as db:
        return list((await db.execute(select(Case).where(Case.tenant_id == tenant))).scalars())


async def converted(house: House) -> uuid.UUID:
    plan_id = await approved(house, await drafted(house, conversion(house)))
    await carry_out(house.database, plan_id, at=house.now, batch=1)
    return plan_id


async def test_the_townships_go_over_with_everything_on_them_and_their_work_is_theirs_again(
    house: House,
) -> None:
    await townships(house)
    case_id = await in_rock(house)
    (was,) = await parts_in(house, house.cast.city, case_id)
    tenant = await the_new_government(house)
    before = await standing(house, house.cast.city)
    plan_id = await drafted(house, conversion(house))
    seen = await looked_at(house, plan_id)
    assert ([unit.code for unit in seen.units], seen.people, seen.points, seen.open, seen.blocks) == (
        ["C-WATER", ROCK, VILLAGE], 4, 1, 1, [],
    )  # fmt: skip
    await carry_out(house.database, await approved(house, plan_id), at=house.now, batch=1)
    assert (await plan_of(house.database, plan_id)).done_at == house.now
    here, there = await tree(house, house.cast.city), await tree(house, tenant)
    government = next(unit for unit in here if unit.governs_tenant_id == tenant)
    rock, village = there.by_code(ROCK), there.by_code(VILLAGE)
    assert (rock.id, rock.parent_id, village.parent_id) == (house.cast.units[ROCK], None, rock.id)
    assert [unit.closed for unit in here.upwards(village.id)] == [True, True, False]
    assert [*here.upwards(rock.id)][-1] == government, "what lies there has its backstop"
    assert await standing(house, tenant) == before
    assert await standing(house, house.cast.city) == {
        **before, "people": [], "on duty": [], "shifts": [], "point": [("closed",)],
    }  # fmt: skip
    (now,), (order,) = await parts_in(house, house.cast.city, case_id), await orders(house, tenant)
    assert (now.id, now.unit_id, now.due_at) == (was.id, government.id, was.due_at)
    assert (order.state, order.lead_unit_id, order.area_id) == ("dispatched", rock.id, rock.id)
    (own,) = await parts_in(house, tenant, order.id)
    officer = dataclasses.replace(house.cast.actors["rock_unit_officer"], tenant=tenant)
    async with house.database.transaction(officer.scope) as db:
        await taking_on.sign(db, officer, order.id, own.id, version=None, at=house.later(minutes=20))
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        lamps = await propose(db, house.cast.category(CITY, "路灯"), None, on=house.now.date())
    assert lamps is not None
    assert lamps.unit_id == government.id, "the city's catalogue leads to the government"
    async with house.database.transaction(standing_in(tenant)) as db:
        noise = await propose(db, await category(house, tenant, "施工噪声"), rock.id, on=house.now.date())
    assert noise is not None
    assert noise.unit_id == rock.id, "and its own to the township"
    await all_is_proved(house)


async def category(house: House, tenant: int, name: str) -> uuid.UUID:
    async with house.database.transaction(standing_in(tenant)) as db:
        return next(one.id for one in (await classification(db)).every() if one.name_zh == name)


async def test_within_a_week_they_come_back_as_they_were_and_so_does_their_work(house: House) -> None:
    await townships(house)
    case_id, of_the_county = await in_rock(house), await registered(house)
    await dispatched_to(house, of_the_county, "C-WATER")
    tenant = await the_new_government(house)
    before, clocks = await standing(house, house.cast.city), await clocks_in(house, house.cast.city)
    entries = await catalogue(house)
    plan_id = await converted(house)
    version = (await plan_of(house.database, plan_id)).version
    head = house.cast.actors["duty_head"]
    await undo(house.database, head, plan_id, version=version, at=house.later(days=6))
    await carry_out(house.database, plan_id, at=house.now, batch=1)
    assert (await plan_of(house.database, plan_id)).done_at == house.now
    here = await tree(house, house.cast.city)
    assert [unit.code for unit in here.upwards(house.cast.units[VILLAGE])] == [VILLAGE, ROCK, "C-WATER"]
    assert not any(unit.closed for unit in here.upwards(house.cast.units[VILLAGE]))
    assert await standing(house, house.cast.city) == before
    assert await catalogue(house) == entries
    assert {unit.code: unit.closed for unit in (await tree(house, tenant)).every() if unit.code in (ROCK, VILLAGE)} == {
        ROCK: True, VILLAGE: True,
    }  # fmt: skip
    (part,), (other,) = [await parts_in(house, house.cast.city, one) for one in (case_id, of_the_county.id)]
    assert (part.unit_id, other.unit_id) == (house.cast.units[ROCK], house.cast.units["C-WATER"])
    assert {one.state for one in await orders(house, tenant)} == {"closed"}
    now = await clocks_in(house, house.cast.city)
    assert {one: now[one][:4] for one in now} == {one: clocks[one][:4] for one in now}
    await all_is_proved(house)


async def on_duty(house: House) -> tuple[list[tuple[str, bool]], list[bool]]:
    """Of the county's own people in the city: numbers of the roster and who of them stands; which shifts stand."""
    water = house.cast.units["C-WATER"]
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        people = await db.execute(
            select(DutyPerson.phone, DutyPerson.ended_at.is_(None))
            .where(DutyPerson.tenant_id == db.tenant, DutyPerson.unit_id == water)
            .order_by(DutyPerson.id)
        )
        shifts = await db.execute(
            select(DutyShift.cancelled_at.is_(None))
            .where(DutyShift.tenant_id == db.tenant, DutyShift.unit_id == water)
            .order_by(DutyShift.id)
        )
        return [(row[0], row[1]) for row in people], [row[0] for row in shifts]


async def the_morning_comes(house: House, *, days: int) -> None:
    """The daily look at the city's rosters."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await forget_numbers(db, at=house.later(days=days))
        await let_go(db, at=house.now)


async def a_county_on_duty(house: House) -> None:
    """Its officer and its leader stand on its roster in the city, the officer with a shift."""
    water = house.cast.units["C-WATER"]
    async with house.acting("network_officer") as (db, actor):
        for login, phone in (("water_officer", PHONE), ("water_leader", "13800000078")):
            account = house.cast.actors[login].account_id or uuid.UUID(int=0)
            person = await add_person(db, actor, water, account_id=account, phone=phone, at=house.now)
            if login == "water_officer":
                soon = house.now + dt.timedelta(days=8)
                new = NewShift(
                    post="duty", person_id=person, starts_at=soon, ends_at=soon + dt.timedelta(hours=8)
                )
                await add_shift(db, actor, water, new, at=house.now)


async def test_the_citys_people_of_the_county_are_on_its_roster_again_as_they_stood(house: House) -> None:
    await a_county_on_duty(house)
    await the_new_government(house)
    before = await on_duty(house)
    plan_id = await converted(house)
    await the_morning_comes(house, days=2)
    people, shifts = await on_duty(house)
    assert [stands for _, stands in people] == [False, False]
    assert shifts == [False]
    version = (await plan_of(house.database, plan_id)).version
    await undo(
        house.database, house.cast.actors["duty_head"], plan_id, version=version, at=house.later(days=3)
    )
    assert await on_duty(house) == before
    await the_morning_comes(house, days=1)
    assert await on_duty(house) == before, "they hold their roles again"


async def test_after_the_week_no_number_of_theirs_is_kept(house: House) -> None:
    await a_county_on_duty(house)
    await the_new_government(house)
    await converted(house)
    await the_morning_comes(house, days=6)
    assert (await on_duty(house))[0] == [(PHONE, False), ("13800000078", False)]
    await the_morning_comes(house, days=1)
    assert (await on_duty(house))[0] == [("", False), ("", False)]


async def catalogue(house: House) -> set[tuple[Any, ...]]:
    """What is in force in the city: for what, where, whose, since when."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        return {
            (one.category_id, one.area_id, one.unit_id, one.effective_from, one.effective_until)
            for one in await entries_of(db)
        }


async def test_a_township_that_the_government_has_set_up_itself_has_the_work_and_gives_it_back(
    house: House,
) -> None:
    await townships(house)
    case_id = await in_rock(house)
    tenant = await the_new_government(house)
    async with house.database.transaction(standing_in(tenant)) as db:
        own = await add_unit(db, code="S01", name_zh="岩口镇", name_en="Rock Mouth", kind="street")
    plan_id = await converted(house)
    (order,) = await orders(house, tenant)
    assert (order.lead_unit_id, order.area_id) == (own, own)
    there = await tree(house, tenant)
    assert ROCK not in {unit.code for unit in there.every()}
    assert there.by_code(VILLAGE).parent_id == own, "the village stands under it"
    version = (await plan_of(house.database, plan_id)).version
    await undo(
        house.database, house.cast.actors["duty_head"], plan_id, version=version, at=house.later(days=1)
    )
    await carry_out(house.database, plan_id, at=house.now)
    (part,) = await parts_in(house, house.cast.city, case_id)
    assert part.unit_id == house.cast.units[ROCK]
    assert (await standing(house, house.cast.city))["people"] == [("unit_leader",), ("unit_officer",)]
    await all_is_proved(house)


async def test_a_prepared_conversion_begins_in_the_moment_in_which_the_government_goes_live(
    house: House,
) -> None:
    await townships(house)
    case_id = await in_rock(house)
    await brought(house, **READY)
    await signed_in(house)
    far = house.now.date() + dt.timedelta(days=90)
    plan_id = await drafted(house, dataclasses.replace(conversion(house), target=CODE, effective_on=far))
    assert (await looked_at(house, plan_id)).blocks == []
    assert await states(house, "conversion") == ["missing"], "somebody must approve it first"
    with pytest.raises(Refused):
        await go_live(house.database, OPERATOR, CODE, at=house.now)
    await approved(house, plan_id)
    assert await states(house, "conversion") == ["ready"]
    with pytest.raises(Refused, match="the plan begins when it goes live"):
        await carry_out(house.database, plan_id, at=house.now)
    async with browsing(house, "system_admin") as browser:
        assert "南浦区上线之时即开始实施" in (await browser.get(f"/boundaries/{plan_id}")).text
    assert await go_live(house.database, OPERATOR, CODE, at=house.later(days=1))
    plan = await plan_of(house.database, plan_id)
    assert (plan.begun_at, plan.effective_on) == (house.now, house.now.date())
    here = await tree(house, house.cast.city)
    assert (here.get(house.cast.units["C-WATER"]).closed, here.by_code(CODE).closed) == (True, False)
    assert await carry_out_due(house.database, at=house.now) == 1
    async with house.database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(CODE).id
    (part,), (order,) = await parts_in(house, house.cast.city, case_id), await orders(house, tenant)
    assert (part.unit_id, order.lead_unit_id) == (here.by_code(CODE).id, house.cast.units[ROCK])
