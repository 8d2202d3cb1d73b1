"""A district ends in two new ones: every street goes to one of them, with its clocks, codes and links."""

import dataclasses
import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.boundaries.carrying_out import carry_out, one_step
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.boundaries.succession import formers_of, houses_around, latest, successions
from hotline_tenants.cases.model import Case
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import unit_tree
from tests.boundaries.filling import Filled, fill_east
from tests.boundaries.moving import all_is_proved, approved, bridge_to_west, clocks_in, drafted, looked_at
from tests.boundaries.test_reading_on import ended, in_east, looked_up
from tests.boundaries.test_refusing import refused
from tests.boundaries.test_splitting import a_new_district, codes, found_by, links, open_demands
from tests.cast import CITY, EAST, WEST
from tests.conftest import House
from tests.web.browsing import browsing

NORTH, SOUTH = "990102", "990103"


async def two_new_ones(house: House) -> tuple[int, int]:
    north = await a_new_district(house, NORTH, "北湖", "North Lake")
    return north, await a_new_district(house, SOUTH, "南湖", "South Lake")


async def the_plan(house: House) -> uuid.UUID:
    """Flower Bridge Street to the north, everything else to the south."""
    return await drafted(house, bridge_to_west(house, kind="divide", target=NORTH, rest=SOUTH))


async def divided(house: House) -> BoundaryPlan:
    plan_id = await approved(house, await the_plan(house))
    await carry_out(house.database, plan_id, at=house.now, batch=7)
    return await plan_of(house.database, plan_id)


async def full(house: House) -> Filled:
    return await fill_east(house, ended=20, own=30, referred=10)


async def test_every_clock_code_and_link_is_right_in_one_of_the_two(house: House) -> None:
    filled = await full(house)
    north, south = await two_new_ones(house)
    east, city, bridge = house.cast.east, house.cast.city, house.cast.units["E-BRIDGE"]
    before, clocks, opens = (
        await open_demands(house, east),
        await clocks_in(house, east),
        await codes(house, east),
    )
    ups, downs = await links(house, east, "lower"), await links(house, city, "upper")
    going = {one for one, row in before.items() if bridge in (row[3], row[4])}

    plan_id = await the_plan(house)
    seen = await looked_at(house, plan_id)
    assert seen.blocks == []
    assert seen.rest is not None
    assert (seen.open, seen.rest.open) == (len(going), len(before) - len(going)) == (20, 20)
    assert (seen.closed, seen.rest.closed) == (10, 10)
    assert seen.clocks + seen.rest.clocks == len(clocks)
    assert [one.code for one in seen.units] == ["E-BRIDGE"]
    assert "E-WILLOW" in [one.code for one in seen.rest.units]

    await carry_out(house.database, await approved(house, plan_id), at=house.now, batch=7)
    plan = await plan_of(house.database, plan_id)
    assert (plan.cases, plan.done_at) == (40, house.now)
    for tenant, theirs in ((north, going), (south, before.keys() - going), (east, set())):
        assert await open_demands(house, tenant) == {one: row for one, row in before.items() if one in theirs}
        assert await clocks_in(house, tenant) == {one: row for one, row in clocks.items() if row[0] in theirs}
    for tenant, theirs in ((north, going), (south, before.keys() - going)):
        assert await links(house, tenant, "lower") == {one for one in ups if one[0] in theirs}
    assert await links(house, city, "upper") == {
        (*one[:3], north if one[2] in going else south) for one in downs
    }
    there = await codes(house, north) | await codes(house, south)
    assert there == {code: one for code, one in opens.items() if one in before}
    for tenant, theirs in ((north, going), (south, before.keys() - going)):
        numbers = {before[one][0] for one in theirs} & filled.codes.keys()
        assert len(numbers) == 15
        assert await found_by(house, tenant, {one: filled.codes[one] for one in numbers}) == numbers
    await all_is_proved(house)


async def test_the_old_house_ends_and_everybody_finds_the_new_ones(house: House) -> None:
    north, south = await two_new_ones(house)
    in_bridge, in_willow = await in_east(house), await in_east(house, "E-WILLOW")
    nowhere, placeless = await in_east(house, "E-WILLOW"), await in_east(house)
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        case = (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == placeless.id))
        ).scalar_one()
        case.area_id = None
    for one in (in_bridge, in_willow, placeless):
        await ended(house, one.id)
    lighting, water = house.cast.category(CITY, "路灯"), house.cast.category(CITY, "供水")
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        for category, unit in ((lighting, EAST), (water, "C-WATER")):
            add_entry(
                db, category_id=category, area_id=house.cast.units[EAST], unit_id=house.cast.units[unit], basis_zh="市政府分工",
                basis_en="Decided by the city", effective_from=dt.date(2020, 1, 1),
            )  # fmt: skip
    await divided(house)
    async with house.database.transaction(NOWHERE) as db:
        east = (await load_registry(db)).get(house.cast.east)
    assert (east.status, east.successors) == ("archived", (north, south))
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        units = await unit_tree(db)
        assert units.get(house.cast.units[EAST]).closed
        standing = select(CatalogueEntry).where(
            CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None), CatalogueEntry.area_id.is_not(None)
        )  # fmt: skip
        answers = {
            (units.get(entry.area_id).code, units.get(entry.unit_id).code)
            for entry in (await db.execute(standing)).scalars()
            if entry.area_id
        }
    assert answers == {("990102", "C-WATER"), ("990103", "C-WATER")}, "the waterworks answer for both"
    async with browsing(house) as citizen:
        home = (await citizen.get(f"/p/{EAST}")).text
        assert f"/p/{NORTH}" in home
        assert f"/p/{SOUTH}" in home
        assert await looked_up(citizen, EAST, nowhere.code) == f"/p/{SOUTH}/demand"
        assert await looked_up(citizen, NORTH, in_bridge.code) == f"/p/{EAST}/demand"
    every = await successions(house.database)
    assert sorted(houses_around(every, north)) == sorted([north, house.cast.east, south])
    for tenant, theirs in ((north, {in_bridge.id}), (south, {in_willow.id, placeless.id})):
        assert await readable_in(house, tenant) == theirs, "each reads what ended in its own streets"


async def readable_in(house: House, tenant: int) -> set[uuid.UUID]:
    """What ended in East Lake District and a dispatcher of this government may read."""
    (former,) = formers_of(await successions(house.database), tenant)
    actor = dataclasses.replace(house.cast.actors["east_dispatcher"], tenant=tenant)
    async with house.database.transaction(former.reach, "reader") as db:
        return set((await db.execute(latest(former, db, actor, None, 10))).scalars())


async def test_a_worker_that_is_cut_off_anywhere_goes_on(house: House) -> None:
    await two_new_ones(house)
    for unit in ("E-BRIDGE", "E-WILLOW"):
        await in_east(house, unit)
    before = await clocks_in(house, house.cast.east)
    plan_id = await approved(house, await the_plan(house))
    steps = [await one_step(house.database, plan_id, at=house.now, batch=1) for _ in range(4)]
    assert steps == [True, True, True, False], "the units, then a demand to each, then the end"
    await carry_out(house.database, plan_id, at=house.now)
    north, south = [await clocks_in(house, house.cast.tenants[one]) for one in (NORTH, SOUTH)]
    assert (len(north), len(south)) == (1, 1)
    assert north | south == before
    async with house.database.transaction(NOWHERE) as db:
        assert (await load_registry(db)).get(house.cast.east).status == "archived"


async def test_what_is_no_division_is_told_at_its_field(house: House) -> None:
    north, _ = await two_new_ones(house)
    both = [house.cast.units[one] for one in ("E-BRIDGE", "E-WILLOW", "E-ORDER")]
    whole = {"kind": "divide", "target": NORTH, "rest": SOUTH}
    assert await refused(house, **whole | {"rest": None}) == {
        "rest": "Choose the government that goes on with everything else."
    }
    assert (await refused(house, **whole | {"rest": NORTH}))["rest"] == (
        "A district is divided between two other governments."
    )
    assert await refused(house, **whole, units=[]) == {"units": "Choose at least one unit that goes over."}
    nothing_left = await drafted(house, bridge_to_west(house, **whole, units=both))
    assert "Nothing would go to 南湖区." in [
        str(one) for one in (await looked_at(house, nothing_left)).blocks
    ]
    assert await refused(house, kind="move", target=WEST) == {
        "units": "Another plan ends one of the governments of this plan."
    }
    assert north in (await plan_of(house.database, nothing_left)).targets
