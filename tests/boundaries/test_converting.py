"""A county that was an ordinary unit of the city becomes a government: its work is opened there, and for a week all of it
can be taken back.
"""

import dataclasses
import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.access.model import Membership
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_tenants.boundaries.approving import undo
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.drafting import NewPlan
from hotline_tenants.boundaries.plans import plan_of, plans_between
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Case
from hotline_tenants.handling import reviewing
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from hotline_tenants.referrals.model import Referral
from tests.boundaries.moving import ZONE, all_is_proved, approved, drafted, looked_at, parts_in
from tests.cases.test_the_main_road import dispatched_to, registered, unit_replies
from tests.cast import CITY, EAST
from tests.conftest import House

WATER = "990181"


async def the_new_government(house: House) -> int:
    new = NewTenant(code=WATER, name_zh="清水县", name_en="Clearwater County", short_zh="清水", short_en="Clearwater",
                    tier="county", parent=CITY)  # fmt: skip
    house.cast = dataclasses.replace(house.cast, tenants=dict(house.cast.tenants))
    house.cast.tenants[WATER] = await add_tenant(house.database, new, at=house.now)
    return house.cast.tenants[WATER]


def conversion(house: House) -> NewPlan:
    """What was the city's water company becomes Clearwater County."""
    today = house.now.astimezone(ZONE).date()
    units = [house.cast.units["C-WATER"]]
    return NewPlan(
        kind="convert",
        source=CITY,
        target=WATER,
        units=units,
        effective_on=today,
        reason="省政府批复〔2026〕9号",
    )


async def in_hand(house: House) -> uuid.UUID:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-WATER")
    return opened.id


async def orders(house: House, tenant: int) -> dict[str, str]:
    """The state of each order by the city's number on it."""
    async with house.database.transaction(standing_in(tenant)) as db:
        rows = await db.execute(select(Case.superior_number, Case.state).where(Case.tenant_id == tenant))
        return {str(row[0]): row[1] for row in rows}


async def people(house: House) -> int:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        theirs = select(Membership.id).where(
            Membership.tenant_id == db.tenant, Membership.unit_id == house.cast.units["C-WATER"],
            Membership.ended_at.is_(None),
        )  # fmt: skip
        return len((await db.execute(theirs)).all())


async def carried(house: House) -> uuid.UUID:
    plan_id = await approved(house, conversion(house))
    await carry_out(house.database, plan_id, at=house.now)
    return plan_id


async def test_what_a_unit_had_in_hand_becomes_orders_of_the_government_with_the_same_limits(
    house: House,
) -> None:
    cases = [await in_hand(house) for _ in range(3)]
    tenant = await the_new_government(house)
    before = {case_id: await parts_in(house, house.cast.city, case_id) for case_id in cases}
    seen = await looked_at(house, await drafted(house, conversion(house)))
    assert (seen.states, seen.people, seen.blocks) == ({"dispatched": 3}, 2, [])
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        government = next(unit for unit in await unit_tree(db) if unit.governs_tenant_id == tenant)
    with pytest.raises(Refused):
        await drafted(house, conversion(house))
    plan = await plan_of(house.database, await carried_of_first(house))
    assert (plan.cases, plan.done_at) == (3, house.now)
    for case_id in cases:
        (was,), (now,) = before[case_id], await parts_in(house, house.cast.city, case_id)
        assert (now.id, now.due_at, now.sign_due_at, now.state) == (
            was.id,
            was.due_at,
            was.sign_due_at,
            was.state,
        )
        assert (now.unit_id, now.governs_tenant_id) == (government.id, tenant)
    assert sorted((await orders(house, tenant)).values()) == ["registered"] * 3
    assert await people(house) == 0
    await all_is_proved(house)


async def carried_of_first(house: House) -> uuid.UUID:
    """The plan that was drafted before, approved and carried out."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        (plan,) = await plans_between(db, [house.cast.city])
    await approved(house, plan.id)
    await carry_out(house.database, plan.id, at=house.now)
    return plan.id


async def test_within_a_week_it_is_the_unit_again_and_after_it_no_more(house: House) -> None:
    case_id = await in_hand(house)
    tenant = await the_new_government(house)
    before, staff = await parts_in(house, house.cast.city, case_id), await people(house)
    plan_id = await carried(house)
    plan = await plan_of(house.database, plan_id)
    head = house.cast.actors["duty_head"]
    with pytest.raises(Refused, match="The week in which this could be taken back is over"):
        await undo(house.database, head, plan_id, version=plan.version, at=house.now + dt.timedelta(days=8))
    await undo(house.database, head, plan_id, version=plan.version, at=house.later(days=6))
    await carry_out(house.database, plan_id, at=house.now)
    after = await parts_in(house, house.cast.city, case_id)
    assert [(one.id, one.unit_id, one.governs_tenant_id, one.due_at) for one in after] == [
        (one.id, one.unit_id, None, one.due_at) for one in before
    ]
    assert set((await orders(house, tenant)).values()) == {"closed"}
    assert await people(house) == staff
    assert (await plan_of(house.database, plan_id)).cases == 1, "it still says how many had gone"
    with pytest.raises(Refused, match="taken back already"):
        await undo(house.database, head, plan_id, version=plan.version + 1, at=house.now)
    await unit_replies(house, "water_officer", "water_leader", case_id)
    await all_is_proved(house)


async def test_what_waits_for_review_is_waited_for_and_rework_reaches_the_government(house: House) -> None:
    case_id = await in_hand(house)
    await unit_replies(house, "water_officer", "water_leader", case_id)
    tenant = await the_new_government(house)
    plan_id = await carried(house)
    assert (await plan_of(house.database, plan_id)).done_at is None
    (part,) = await parts_in(house, house.cast.city, case_id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, case_id, part.id, version=None, at=house.later(minutes=5))
    await carry_out(house.database, plan_id, at=house.now)
    assert (await plan_of(house.database, plan_id)).done_at == house.now
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=True, solved="no", satisfied="dissatisfied")
        await call(db, actor, case_id, answers, version=None, at=house.later(minutes=10))
        await rework(db, actor, case_id, reason="仍然没有水", version=None, at=house.later(minutes=10))
    assert list((await orders(house, tenant)).values()) == ["registered"]
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        links = select(Referral.other_tenant_id).where(
            Referral.tenant_id == db.tenant, Referral.case_id == case_id
        )
        assert list((await db.execute(links)).scalars()) == [tenant]
    await all_is_proved(house)


@pytest.mark.parametrize(("days", "blocked"), [(0, False), (29, False), (31, True)])
async def test_no_unit_becomes_a_government_that_has_long_worked_for_the_city(
    house: House, days: int, blocked: bool
) -> None:
    await dispatched_to(house, await registered(house), EAST)
    new = conversion(house)
    day = new.effective_on + dt.timedelta(days=days)
    plan_id = await drafted(house, dataclasses.replace(new, target=EAST, effective_on=day))
    found = [str(one) for one in (await looked_at(house, plan_id)).blocks]
    assert any("it is no new government that a unit becomes" in one for one in found) == blocked
