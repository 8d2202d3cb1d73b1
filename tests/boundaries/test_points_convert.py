"""The network points of a unit that becomes a government: closed with the unit, as they were when it is taken back."""

import datetime as dt

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import Scope
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Refused
from hotline_tenants.boundaries.approving import undo
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.points import acting, drawing, filing
from hotline_tenants.points.coverage import covered, places
from hotline_tenants.points.mapping import Counted, levels
from hotline_tenants.points.model import PointChange
from hotline_tenants.points.warning import warn_of_changes
from tests.boundaries.moving import all_is_proved
from tests.boundaries.test_a_county_with_townships import ROCK, converted, townships
from tests.boundaries.test_converting import the_new_government
from tests.conftest import House
from tests.points.setting_up import DAY, point_of, post, ready
from tests.web.browsing import browsing

COUNTY = "C-WATER"


async def open_points(house: House) -> None:
    """The county and its township answer; a change at the county is announced and not filed yet."""
    await townships(house)
    unit_id = await ready(house, COUNTY)
    async with house.acting("network_officer") as (db, actor):
        await acting.open_point(db, actor, unit_id, version=None, at=house.now)
        known = filing.Change(subject="address", happened_on=DAY, note="迁址")
        await filing.announce_change(db, actor, unit_id, known, version=None, at=house.now)


async def coverage(house: House, tenant: int) -> tuple[tuple[int, int], Counted | None]:
    """Of one house: how many of its places answer, of how many; and its bureaus."""
    reads = (house.cast.city, tenant)
    async with house.database.transaction(Scope(house.cast.city, reads), "reader") as db:
        found = covered((await places(db, reads))[tenant])
        return (found.living, found.all), (await levels(db, reads))[tenant].get("bureaus")


async def callable_codes(house: House) -> set[str]:
    async with house.acting("network_officer") as (db, _):
        return set(await drawing.callable_points(db, ()))


async def waiting(house: House) -> int:
    """Changes at the county that are to be filed."""
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await warn_of_changes(db, at=house.now + dt.timedelta(days=60))
        mine = select(PointChange).where(
            PointChange.tenant_id == db.tenant, PointChange.unit_id == house.cast.units[COUNTY]
        )
        return sum(one.waits for one in (await db.execute(mine)).scalars())


async def test_the_point_of_the_unit_closes_with_it_and_opens_with_it_when_it_is_taken_back(
    house: House,
) -> None:
    await open_points(house)
    unit_id = house.cast.units[COUNTY]
    tenant = await the_new_government(house)
    here, there = await coverage(house, house.cast.city), await coverage(house, tenant)
    assert (await callable_codes(house), await waiting(house)) == ({COUNTY, ROCK}, 1)

    plan_id = await converted(house)
    assert (await point_of(house, unit_id)).state == "closed", "nobody answers there any more"
    assert (await callable_codes(house), await waiting(house)) == (set(), 0)
    gone = await coverage(house, house.cast.city)
    assert gone[0] == (0, 0)
    assert here[1] is not None
    assert gone[1] == Counted(here[1].all - 1, here[1].living - 1)
    assert (await coverage(house, tenant))[0] == here[0], (
        "its places are covered as they were, in their new house"
    )
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get(f"/network/points/{unit_id}")).text
    assert "清水县" in page[page.index("网络点已划归另一政府") :], "the history names who has it now"
    assert ("该单位已撤销" in page, f"{unit_id}/application" in page) == (True, False), (
        "nothing is offered in vain"
    )
    with pytest.raises(Refused):
        await post(house, unit_id, "leader", "顾远山")
    await all_is_proved(house)

    plan = await plan_of(house.database, plan_id)
    head = house.cast.actors["duty_head"]
    await undo(house.database, head, plan_id, version=plan.version, at=house.later(days=6))
    await carry_out(house.database, plan_id, at=house.now, batch=1)
    assert (await point_of(house, unit_id)).state == "open"
    assert (await callable_codes(house), await waiting(house)) == ({COUNTY, ROCK}, 1)
    assert (await coverage(house, house.cast.city), await coverage(house, tenant)) == (here, there)
    await all_is_proved(house)


async def test_the_line_of_the_government_closes_when_it_is_no_unit_of_the_city_any_more(
    house: House,
) -> None:
    await open_points(house)
    tenant = await the_new_government(house)
    plan_id = await converted(house)
    async with house.acting("network_officer") as (db, actor):
        line = next(unit for unit in await unit_tree(db) if unit.governs_tenant_id == tenant)
        await acting.apply(db, actor, line.id, telephone="0531 8700 0000", at=house.now)
    plan = await plan_of(house.database, plan_id)
    head = house.cast.actors["duty_head"]
    await undo(house.database, head, plan_id, version=plan.version, at=house.later(days=6))
    assert (await point_of(house, line.id)).state == "refused", (
        "as with every application of a unit that closes"
    )
    await all_is_proved(house)
