"""A unit objects to what is asked of it, once, and somebody else decides."""

import datetime as dt

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.supervision import objecting
from tests.conftest import House
from tests.supervision.desk import accepts, issued, looked_at, reports, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_a_unit_objects_once_and_somebody_else_decides(desk: House) -> None:
    letter = await issued(desk)
    reason = "该问题不属于我单位职责，已书面说明。"

    async def objects() -> None:
        async with desk.acting("housing_leader") as (db, actor):
            await objecting.object_to(
                db, actor, letter, reason=reason, version=None, at=desk.later(minutes=1)
            )

    async def decides(login: str, *, upheld: bool) -> None:
        async with desk.acting(login) as (db, actor):
            await objecting.decide(
                db, actor, letter, upheld=upheld, ruling="经核实", version=None, at=desk.later(minutes=1)
            )

    with pytest.raises(Refused, match="No objection waits"):
        await decides("leader", upheld=False)
    await objects()
    with pytest.raises(Refused, match="waits to be decided already"):
        await objects()
    with pytest.raises(Refused, match="somebody else"):
        await decides("duty_head", upheld=False)
    await decides("leader", upheld=False)
    with pytest.raises(Refused, match="objected to once"):
        await objects()
    assert (await looked_at(desk, "housing_leader", letter))[0].state == "issued"


async def test_an_objection_that_is_upheld_lifts_what_was_asked_of_that_unit_only(desk: House) -> None:
    plan = {"co_ids": (desk.cast.units["C-WATER"],), "look_back_on": dt.date(2026, 9, 1)}
    special = await issued(desk, form="special", **plan)
    async with desk.acting("water_leader") as (db, actor):
        await objecting.object_to(
            db,
            actor,
            special,
            reason="供水不属于本专项范围，请核实。",
            version=None,
            at=desk.later(minutes=1),
        )
    async with desk.acting("leader") as (db, actor):
        await objecting.decide(db, actor, special, upheld=True, ruling="属实", version=None, at=desk.now)
    found, tasks = await looked_at(desk, "supervisor", special)
    assert (found.state, {task.unit_id: task.state for task in tasks}) == (
        "issued",
        {desk.cast.units["C-HOUSING"]: "open", desk.cast.units["C-WATER"]: "lifted"},
    )
    await accepts(desk, special, await reports(desk, special))
    assert (await looked_at(desk, "supervisor", special))[0].state == "reviewed"
