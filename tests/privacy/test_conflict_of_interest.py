"""A complaint about a unit's people goes elsewhere and does not exist for that unit."""

from dataclasses import replace

import pytest

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.cases.reaching import case_for, locked
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.handling.merging import merge
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import add_unit
from hotline_tenants.overview.verifying import verify
from hotline_tenants.rulings.conflicting import declare_conflict
from hotline_tenants.rulings.designating import Designation, designate
from tests.cases.test_the_main_road import LAMP, dispatched_to, order_in_east, registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.rulings.steps import act, order_with_bridge, seen
from tests.web.browsing import browsing


async def test_it_is_not_dispatched_to_the_unit_it_is_about(house: House) -> None:
    opened = await registered(house, replace(LAMP, about_unit_id=house.cast.units["C-HOUSING"]))
    category = house.cast.category(CITY, "路灯")
    for field, given in (
        ("lead_id", Dispatch(category_id=category, lead_id=house.cast.units["C-HOUSING"])),
        ("co_ids", Dispatch(category_id=category, lead_id=house.cast.units["C-WATER"],
                            co_ids=[house.cast.units["C-HOUSING"]])),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await act(house, "dispatcher", dispatch, opened.id, given)
        assert set(refused.value.fields) == {field}
    await dispatched_to(house, opened, "C-WATER")


async def test_it_does_not_exist_for_that_unit_even_if_it_once_had_it(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    async with house.acting("housing_officer") as (db, actor):
        assert (await case_for(db, actor, opened.id)).id == opened.id
    unit = house.cast.units["C-HOUSING"]
    await act(house, "dispatcher", declare_conflict, opened.id, unit_id=unit, reason="投诉该局工作人员态度")
    async with house.acting("housing_officer") as (db, actor):
        with pytest.raises(NotFound):
            await case_for(db, actor, opened.id)
    async with browsing(house, "housing_officer") as browser:
        for path in ("/inbox", "/inbox?tab=sign", "/inbox.xlsx", "/notices"):
            assert opened.number not in (await browser.get(path)).text, path
        assert (await browser.get(f"/cases/{opened.id}")).status_code == 404


async def test_what_was_taken_away_waits_at_the_desk_for_somebody_else(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    unit = house.cast.units["C-HOUSING"]
    with pytest.raises(NotAllowed):
        await act(house, "operator", declare_conflict, opened.id, unit_id=unit, reason="投诉该局工作人员态度")
    await act(house, "dispatcher", declare_conflict, opened.id, unit_id=unit, reason="投诉该局工作人员态度")
    case, (taken,), _ = await seen(house, "dispatcher", opened.id)
    assert (case.state, taken.state) == ("accepted", "void")
    await dispatched_to(house, opened, "C-WATER")


async def test_it_does_not_exist_for_the_people_of_a_unit_under_it_either(house: House) -> None:
    unit = house.cast.units["C-HOUSING"]
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        section = await add_unit(
            db,
            code="C-HOUSING-1",
            name_zh="房管科",
            name_en="Housing Section",
            kind="department",
            parent_id=unit,
        )
    house.cast.units["C-HOUSING-1"] = section
    try:
        opened, other = await registered(house), await registered(house)
        for one in (opened, other):
            await dispatched_to(house, one, "C-WATER")
            await act(house, "duty_head", designate, one.id, Designation(
                unit_id=section, form="leader", minutes="由房管科主办，水务集团配合。"
            ))  # fmt: skip
        officer = Actor(tenant=house.cast.city, role="unit_officer", name="section", unit_id=section)
        async with house.database.transaction(officer.scope) as db:
            assert (await case_for(db, officer, opened.id)).id == opened.id
        await act(
            house, "dispatcher", declare_conflict, opened.id, unit_id=unit, reason="投诉该局工作人员态度"
        )
        async with house.database.transaction(officer.scope) as db:
            with pytest.raises(NotFound):
                await case_for(db, officer, opened.id)
            assert (await case_for(db, officer, other.id)).id == other.id, "another case is theirs as before"
        with pytest.raises(Refused) as refused:
            await act(house, "duty_head", designate, opened.id, Designation(
                unit_id=section, form="leader", minutes="由房管科主办，水务集团配合。"
            ))  # fmt: skip
        assert set(refused.value.fields) == {"unit_id"}
        with pytest.raises(Refused) as refused:
            await act(house, "duty_head", designate, opened.id, Designation(
                unit_id=house.cast.units["C-WATER"], form="meeting", minutes="会议商定由水务集团主办。",
                units=(house.cast.units["C-WATER"], section),
            ))  # fmt: skip
        assert "about the people" in str(refused.value.fields["units"]), "who sits there is told of the case"
    finally:
        del house.cast.units["C-HOUSING-1"]  # the cast is everybody's


async def test_an_order_about_a_districts_own_people_does_not_exist_there_any_more(house: House) -> None:
    opened, order, _ = await order_with_bridge(house)
    another = await registered(house)
    await dispatched_to(house, another, EAST)
    kept = await order_in_east(house, another.id)
    async with browsing(house, "east_dispatcher") as browser:
        assert f"/cases/{order}" in (await browser.get("/cases")).text
    await act(
        house,
        "dispatcher",
        declare_conflict,
        opened.id,
        unit_id=house.cast.units[EAST],
        reason="投诉该区工作人员态度",
    )
    for login in ("east_dispatcher", "east_head", "bridge_officer"):
        async with house.acting(login) as (db, actor):
            with pytest.raises(NotFound):
                await case_for(db, actor, order)
    async with browsing(house, "east_dispatcher") as browser:
        page = await browser.get("/cases")
        assert f"/cases/{order}" not in page.text
        assert f"/cases/{kept}" in page.text
        assert (await browser.get(f"/cases/{order}")).status_code == 404
        assert opened.number not in (await browser.get("/notices")).text
    async with house.database.transaction(standing_in(house.cast.east)) as db:
        number = (await locked(db, order)).number
    async with house.acting("east_operator") as (db, actor):
        own = await register(db, actor, LAMP, at=house.now)
    with pytest.raises(Refused) as refused:
        await act(house, "east_dispatcher", merge, own.id, into=number)
    assert refused.value.fields["into"].text == "No case here has this number."
    case, (taken,), _ = await seen(house, "dispatcher", opened.id)
    assert (case.state, taken.state) == ("accepted", "void")
    for tenant in (house.cast.city, house.cast.east):
        async with house.database.transaction(standing_in(tenant)) as db:
            assert await verify(db) == []
    with pytest.raises(Refused):
        await dispatched_to(house, opened, EAST)
