"""Figures of a street that moved: where they were counted, on today's map, and on the map before."""

import dataclasses
import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from hotline_platform.database.scope import Scope
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.maps import BEFORE, COUNTED, MAPS, TODAY, governments_on_map, maps_of, on_map
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.figures.periods import Period
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.overview.comparing import Comparison, Question, side_by_side
from tests.boundaries.moving import bridge_to_west, carried_out
from tests.boundaries.test_moving_a_street import in_bridge
from tests.cases.test_the_main_road import LAMP
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.web.browsing import browsing

MARCH = Question(Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)))


async def read(house: House, tenant: int, map_: str) -> Comparison:
    async with house.database.transaction(standing_in(tenant)) as db:
        units = await unit_tree(db)
        if map_ == COUNTED:
            return await side_by_side(db, tenant, units.every(), MARCH, at=house.now)
    return await on_map(house.database, tenant, units, MARCH, map_, at=house.now)


async def dispatched(house: House, tenant: int, map_: str) -> Mapping[str, int]:
    """How much was dispatched to each unit, and in all: in the table, and in the run of the days."""
    found = await read(house, tenant, map_)
    by_unit = {row.unit.code: row.now.get("dispatched", 0) for row in found.rows if row.unit}
    run = next(one for one in found.runs if one.measure == "dispatched")
    assert found.whole.now.get("dispatched", 0) == sum(run.now) == sum(by_unit.values())
    return {code: many for code, many in by_unit.items() if many}


async def test_a_street_that_moved_brings_its_figures_or_leaves_them(house: House) -> None:
    for _ in range(3):
        await in_bridge(house)
    await in_bridge(house, area="E-WILLOW", lead="E-WILLOW")
    await ended(house)
    assert await maps_of(house.database, house.cast.east) == ()
    await carried_out(house, bridge_to_west(house))
    await anew_in_west(house)
    east, west = house.cast.east, house.cast.west
    assert await maps_of(house.database, east) == await maps_of(house.database, west) == MAPS
    assert await dispatched(house, east, COUNTED) == {"E-BRIDGE": 1, "E-WILLOW": 1}
    assert await dispatched(house, west, COUNTED) == {"E-BRIDGE": 4}
    assert await dispatched(house, east, TODAY) == {"E-WILLOW": 1}
    assert await dispatched(house, west, TODAY) == {"E-BRIDGE": 5}
    assert await dispatched(house, east, BEFORE) == {"E-BRIDGE": 5, "E-WILLOW": 1}
    assert await dispatched(house, west, BEFORE) == {}
    async with browsing(house, "west_dispatcher") as browser:
        page = await browser.get("/figures?first=2026-03-01&last=2026-03-31&map=today")
        assert "按现行区划" in page.text
        assert "花桥街道" in page.text
        assert "measure=dispatched&amp;map=today&amp;unit=E-BRIDGE" in page.text
        behind = "/figures/cases?measure=dispatched&map=today&unit=E-BRIDGE&first=2026-03-01&last=2026-03-31"
        own = (await browser.get(behind)).text
        assert own.count('href="/cases/') == 4
        assert "house=990101" in own, "the rest of the number is in the house before"
        former = (await browser.get(f"{behind}&house=990101")).text
        assert former.count('href="/cases/') == 1
        link = re.findall(r'href="(/cases/[0-9a-f-]{36})"', former)[0]
        assert (await browser.get(link)).status_code == 200
        assert (await browser.get(f"{behind}&house=9901")).status_code == 404, "no house of theirs"
        together = "/figures/cases?measure=dispatched&map=today&first=2026-03-01&last=2026-03-31"
        assert together.replace("&", "&amp;") in page.text, "the row of all together leads to its cases"
        assert (await browser.get(together)).text.count('href="/cases/') == 4
        assert (await browser.get(f"{together}&house=990101")).text.count('href="/cases/') == 1
        other = await browser.get("/figures?first=2026-03-01&last=2026-03-31&map=nonsense")
        assert other.status_code == 200


async def test_the_city_compares_its_districts_on_either_map(house: House) -> None:
    for _ in range(2):
        await in_bridge(house)
    await in_bridge(house, area="E-WILLOW", lead="E-WILLOW")
    await ended(house)
    period = "first=2026-03-01&last=2026-03-31"
    async with browsing(house, "inspector") as browser:
        assert "map=today" not in (await browser.get(f"/overview?{period}")).text, "no boundary has changed"
    await carried_out(house, bridge_to_west(house))
    assert await by_district(house, TODAY) == {"990101": 1, "990121": 3}
    assert await by_district(house, BEFORE) == {"990101": 4}
    async with browsing(house, "inspector") as browser:
        page = await browser.get(f"/overview?{period}&map=today")
        behind = f"/figures/cases?measure=dispatched&map=today&tenant=990121&{period}"
        assert behind.replace("&", "&amp;") in page.text
        assert f"/overview/990121?map=today&amp;{period.replace('&', '&amp;')}" in page.text
        own = (await browser.get(behind)).text
        assert own.count('href="/cases/') == 2
        assert "house=990101" in own
        former = (await browser.get(f"{behind}&house=990101")).text
        assert former.count('href="/cases/') == 1
        assert (await browser.get(f"{behind}&house=9901")).status_code == 404
        together = f"/figures/cases?measure=dispatched&map=today&among=districts&{period}"
        assert together.replace("&", "&amp;") in page.text, "and so does the number of all together"
        first = await browser.get(together)
        assert first.status_code == 303
        leads = first.headers["location"]
        shown = (await browser.get(leads)).text
        others = re.findall(r'href="(/figures/cases[^"]*tenant=990121[^"]*)"', shown)
        behind_both = [shown, (await browser.get(html.unescape(others[0]))).text]
        assert [one.count('href="/cases/') for one in behind_both] == [1, 2]
        assert any(
            "house=990101" in one and "among=districts" in one
            for one in re.findall(r'href="([^"]*)"', behind_both[1])
        )
        assert f'href="/overview?map=today&amp;{period.replace("&", "&amp;")}' in shown, (
            "and back to all of them"
        )
        units = await browser.get(f"/overview/990121?{period}&map=today")
        assert "花桥街道" in units.text
    async with browsing(house, "dispatcher") as browser:
        assert (await browser.get(f"{behind}&house=990101")).status_code == 403


async def test_of_a_merger_each_has_its_own_on_the_map_before_and_the_successor_all_of_it_on_todays(
    house: House,
) -> None:
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        await add_unit(db, code="W-ORDER", name_zh="区城管局", name_en="Order", kind="department")
    await in_bridge(house)
    await ended(house)
    await ended(house, area="E-WILLOW", lead="E-ORDER")
    await anew_in_west(house, "W-STONE")
    await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert await by_district(house, BEFORE) == {EAST: 3, WEST: 1}
    assert await by_district(house, TODAY) == {WEST: 4}, "what its bureau did as well, which went nowhere"
    period = "first=2026-03-01&last=2026-03-31"
    async with browsing(house, "inspector") as browser:
        units = (await browser.get(f"/overview/{WEST}?{period}&map=today")).text
        assert "区城管局" in units
        leads = f"/figures/cases?measure=dispatched&map=today&tenant={WEST}&{period}"
        assert (await browser.get(f"{leads}&house={EAST}")).text.count('href="/cases/') == 2


async def test_a_unit_that_moved_and_is_closed_since_keeps_what_it_counted(
    house: House, superuser: Any
) -> None:
    for _ in range(2):
        await in_bridge(house)
    await in_bridge(house, area="E-WILLOW", lead="E-WILLOW")
    await ended(house)
    await carried_out(house, bridge_to_west(house))
    superuser.execute(
        "UPDATE units SET closed_at = now() WHERE tenant_id = %s AND code = 'E-BRIDGE'", [house.cast.west]
    )
    house.database.cache.forget("units")
    assert await by_district(house, TODAY) == {"990101": 1, "990121": 3}
    assert await by_district(house, BEFORE) == {"990101": 4}


async def by_district(house: House, map_: str) -> Mapping[str, int]:
    """What was dispatched in each district; the sum is the same on every map."""
    city, houses = house.cast.city, (house.cast.east, house.cast.west)
    async with house.database.transaction(standing_in(city)) as db:
        districts = [unit for unit in (await unit_tree(db)).every() if unit.governs_tenant_id is not None]
    async with house.database.transaction(Scope(city, (city, *houses)), "reader") as db:
        found = await governments_on_map(house.database, db, districts, MARCH, map_, at=house.now)
    by_unit = {row.unit.code: row.now.get("dispatched", 0) for row in found.rows if row.unit}
    run = next(one for one in found.runs if one.measure == "dispatched")
    assert found.whole.now.get("dispatched", 0) == sum(run.now) == sum(by_unit.values()) == 4
    return {code: many for code, many in by_unit.items() if many}


async def ended(house: House, **where: str) -> None:
    """One demand that was with Flower Bridge Street when its caller withdrew it: it stays where it ended."""
    case_id = await in_bridge(house, **where)
    async with house.acting("east_callback") as (db, actor):
        await withdraw(db, actor, case_id, reason="路灯已亮", confirmed=True, version=None, at=house.now)


async def anew_in_west(house: House, lead: str = "E-BRIDGE") -> None:
    """One that it got in its new house."""
    async with house.acting("west_dispatcher") as (db, actor):
        opened = await register(db, dataclasses.replace(actor, role="operator"), LAMP, at=house.now)
        decision = Dispatch(category_id=house.cast.category(WEST, "路灯"), lead_id=house.cast.units[lead])
        await dispatch(db, actor, opened.id, decision, version=None, at=house.now)
