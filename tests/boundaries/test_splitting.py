"""A district with twenty thousand demands, two thousand of them open, gives half of it to a new one."""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.cases.model import Assignment, Case, QueryCode
from hotline_tenants.clocks.model import Clock
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from hotline_tenants.openness.codes import typed_digest
from hotline_tenants.openness.tracking import tracked
from hotline_tenants.referrals.model import Referral
from tests.boundaries.filling import fill_east
from tests.boundaries.moving import all_is_proved, approved, bridge_to_west, clocks_in, drafted, looked_at
from tests.cast import CITY
from tests.conftest import House

NORTH = "990102"
ENDED, OWN, REFERRED = 18_000, 1_800, 200


async def a_new_district(house: House, code: str, zh: str, en: str) -> int:
    """It was brought on board before the day, with what the city gives to every district."""
    new = NewTenant(code=code, name_zh=f"{zh}区", name_en=f"{en} District", short_zh=zh, short_en=en, tier="district",
                    parent=CITY)  # fmt: skip
    house.cast = dataclasses.replace(house.cast, tenants=dict(house.cast.tenants))
    house.cast.tenants[code] = await add_tenant(house.database, new, at=house.now)
    return house.cast.tenants[code]


async def open_demands(house: House, tenant: int) -> Mapping[uuid.UUID, tuple[Any, ...]]:
    """Number, stage, due moment and area of every open demand, and which the stage and due moment of its work is."""
    async with house.database.transaction(standing_in(tenant)) as db:
        cases = select(Case.id, Case.number, Case.state, Case.due_at, Case.area_id, Case.lead_unit_id).where(
            Case.tenant_id == tenant, Case.state.not_in(("closed", "moved"))
        )
        parts = select(
            Assignment.case_id, Assignment.id, Assignment.state, Assignment.due_at, Assignment.sign_due_at
        )
        work = {
            row[0]: tuple(row[1:]) for row in await db.execute(parts.where(Assignment.tenant_id == tenant))
        }
        return {row[0]: (*row[1:], work.get(row[0])) for row in await db.execute(cases)}


async def links(house: House, tenant: int, side: str) -> set[tuple[Any, ...]]:
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(
            Referral.case_id, Referral.assignment_id, Referral.other_case_id, Referral.other_tenant_id
        )
        rows = await db.execute(wanted.where(Referral.tenant_id == tenant, Referral.side == side))
        return {tuple(row) for row in rows}


async def codes(house: House, tenant: int) -> dict[bytes, uuid.UUID]:
    """Every query code that opens something in a house, with what it opens."""
    async with house.database.transaction(standing_in(tenant)) as db:
        rows = await db.execute(
            select(QueryCode.code_digest, QueryCode.case_id).where(QueryCode.tenant_id == tenant)
        )
        return {row[0]: row[1] for row in rows}


async def found_by(house: House, tenant: int, codes: Mapping[str, str]) -> set[str]:
    """The numbers of the demands that these codes of East Lake District open in a house."""
    found = set()
    async with house.database.transaction(standing_in(tenant), "public") as db:
        for number, code in codes.items():
            digest = typed_digest(db.secret, house.cast.east, code, "1234")
            demand = await tracked(db, digest)
            if demand is not None:
                assert demand.number == number
                found.add(number)
    return found


async def test_every_clock_code_and_link_is_right_after_a_district_was_divided(house: House) -> None:
    filled = await fill_east(house, ended=ENDED, own=OWN, referred=REFERRED)
    north = await a_new_district(house, NORTH, "北湖", "North Lake")
    east, city = house.cast.east, house.cast.city
    bridge = house.cast.units["E-BRIDGE"]
    before, clocks = await open_demands(house, east), await clocks_in(house, east)
    going = {one for one, row in before.items() if bridge in (row[3], row[4])}
    opens = await codes(house, east)
    ups, downs = await links(house, east, "lower"), await links(house, city, "upper")

    plan_id = await drafted(house, bridge_to_west(house, kind="split", target=NORTH))
    seen = await looked_at(house, plan_id)
    assert (seen.open, seen.closed, seen.blocks) == (len(going), ENDED // 2, [])
    assert seen.clocks == sum(row[0] in going for row in clocks.values())
    assert len(before) == OWN + REFERRED
    assert len(going) == (OWN + REFERRED) // 2

    await carry_out(house.database, await approved(house, plan_id), at=house.now)
    assert (await plan_of(house.database, plan_id)).cases == len(going)

    here, there = await open_demands(house, east), await open_demands(house, north)
    assert there == {one: row for one, row in before.items() if one in going}
    assert here == {one: row for one, row in before.items() if one not in going}
    assert await clocks_in(house, north) == {one: row for one, row in clocks.items() if row[0] in going}
    assert await clocks_in(house, east) == {one: row for one, row in clocks.items() if row[0] not in going}

    assert await links(house, north, "lower") == {one for one in ups if one[0] in going}
    assert await links(house, city, "upper") == {
        (*one[:3], north if one[2] in going else east) for one in downs
    }
    assert await codes(house, north) == {code: one for code, one in opens.items() if one in going}
    assert await codes(house, east) == {code: one for code, one in opens.items() if one not in going}
    moved = {before[one][0] for one in going}
    some = dict([(number, code) for number, code in filled.codes.items() if number in moved][:50])
    assert await found_by(house, north, some) == set(some)
    assert await found_by(house, east, some) == set()
    await the_city_waits_for_the_new_one(house, {one[1] for one in downs if one[2] in going}, north)
    await all_is_proved(house)


async def the_city_waits_for_the_new_one(house: House, assignments: set[uuid.UUID], north: int) -> None:
    """Its assignments and their clocks stand under the unit that is the new district."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        parts = select(Assignment.unit_id, Assignment.governs_tenant_id).where(
            Assignment.tenant_id == db.tenant, Assignment.id.in_(assignments)
        )
        units = {tuple(row) for row in await db.execute(parts)}
        clocks = select(Clock.unit_id).where(
            Clock.tenant_id == db.tenant, Clock.assignment_id.in_(assignments), Clock.stopped_at.is_(None)
        )
        assert {governs for _, governs in units} == {north}
        assert set((await db.execute(clocks)).scalars()) == {unit for unit, _ in units}
