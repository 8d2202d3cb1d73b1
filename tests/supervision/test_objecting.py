"""A unit objects to what is asked of it, once, and somebody else decides."""

import datetime as dt

import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.supervision import objecting, queries
from tests.conftest import House
from tests.supervision.desk import (
    accepts,
    issued,
    late_case,
    looked_at,
    reports,
    rules_read,
    staffed,
    time_passes,
)
from tests.supervision.test_cards import cards, signs


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


@pytest.mark.parametrize(("upheld", "ends"), [(True, ("lifted", "void")), (False, ("closed", "met"))])
async def test_a_unit_objects_to_a_card_which_ends_with_the_decision_though_it_signs_meanwhile(
    desk: House, upheld: bool, ends: tuple[str, str]
) -> None:
    case_id = await late_case(desk)
    await time_passes(desk, desk.later(hours=7))
    card = next(one for one in await cards(desk) if one.clock == "sign")
    async with desk.acting("housing_leader") as (db, actor):
        await objecting.object_to(
            db,
            actor,
            card.id,
            reason="当日全市政务网中断，无法签收。",
            version=None,
            at=desk.later(minutes=5),
        )
    await signs(desk, case_id)
    await rules_read(desk, desk.now)
    async with desk.acting("supervisor") as (db, _):
        waiting = (await db.execute(queries.of_tab(db.tenant, "objections"))).mappings().all()
        assert [(row["supervision_id"], row["state"]) for row in waiting] == [(card.id, "reviewed")]
    async with desk.acting("duty_head") as (db, actor):
        await objecting.decide(
            db, actor, card.id, upheld=upheld, ruling="已核实网络记录", version=None, at=desk.later(hours=1)
        )
    found, _ = await looked_at(desk, "housing_leader", card.id)
    assert (found.state, found.outcome) == ends
    async with desk.acting("housing_leader") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        kind = f"supervision_objection_{'upheld' if upheld else 'rejected'}"
        assert kind in set(await db.scalars(told))
