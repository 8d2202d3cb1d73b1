"""A district is merged into another: everything open goes, its house closes, the city and the callers find the way."""

import dataclasses

from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import unit_tree
from tests.boundaries.moving import all_is_proved, bridge_to_west, carried_out, case_in, clocks_in
from tests.boundaries.test_moving_a_street import in_bridge, of_the_city
from tests.boundaries.test_reading_on import ended, in_east, looked_up
from tests.cases.test_the_main_road import LAMP
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.web.browsing import browsing


async def test_a_merged_district_lives_on_in_the_other(house: House) -> None:
    own, (upper, order), past = (
        await in_bridge(house),
        await of_the_city(house),
        await in_east(house, "E-WILLOW"),
    )
    await ended(house, past.id)
    async with house.acting("east_operator") as (db, actor):
        nowhere = await register(db, actor, dataclasses.replace(LAMP, area_id=None), at=house.now)
    before, theirs = await clocks_in(house, house.cast.east), await clocks_in(house, house.cast.west)
    plan = await carried_out(house, bridge_to_west(house, kind="merge", units=[]))
    assert (plan.cases, len(plan.moved)) == (3, 3), "both streets, and the bureau without a namesake"
    assert await clocks_in(house, house.cast.east) == {}
    assert await clocks_in(house, house.cast.west) == before | theirs
    for case_id in (own, order, nowhere.id):
        assert await case_in(house, house.cast.west, case_id) is not None
    async with house.database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    assert registry.get(house.cast.east).status == "archived"
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        units = await unit_tree(db)
    assert units.get(house.cast.units[EAST]).closed
    demand = await case_in(house, house.cast.city, upper)
    assert demand is not None
    assert demand.lead_unit_id == house.cast.units[WEST]
    async with browsing(house) as citizen:
        assert await looked_up(citizen, EAST, nowhere.code) == f"/p/{WEST}/demand"
        assert await looked_up(citizen, WEST, past.code) == f"/p/{EAST}/demand", (
            "what ended is read where it ended"
        )
        assert past.number in (await citizen.get(f"/p/{EAST}/demand")).text
    async with browsing(house, "west_dispatcher") as browser:
        assert past.number in (await browser.get("/cases/before")).text
        assert (await browser.get(f"/cases/{past.id}")).status_code == 200
    async with browsing(house) as browser:
        assert (await browser.sign_in("east_dispatcher")).status_code == 422, "nobody works there any more"
    await all_is_proved(house)
