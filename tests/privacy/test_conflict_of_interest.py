"""A complaint about a unit's people goes elsewhere and does not exist for that unit."""

from dataclasses import replace

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.rulings.conflicting import declare_conflict
from tests.cases.test_the_main_road import LAMP, dispatched_to, registered
from tests.cast import CITY
from tests.conftest import House
from tests.rulings.steps import act, seen
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
