"""Special supervisions are followed by milestones; instructions go back to the leader who gave them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.supervision import following, instructing, issuing, reviewing
from tests.conftest import House
from tests.supervision.desk import accepts, drafted, issued, looked_at, reports, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_a_special_supervision_has_milestones_and_a_look_back(desk: House) -> None:
    special = await issued(desk, form="special", look_back_on=dt.date(2026, 9, 1), days=20)
    due = desk.now + dt.timedelta(days=3)
    async with desk.acting("supervisor") as (db, actor):
        await following.add_task(
            db, actor, special, unit_id=None, what="全面排查", due_at=due, version=None, at=desk.now
        )
    found, tasks = await looked_at(desk, "supervisor", special)
    assert found.due_at == due
    milestone = next(task for task in tasks if task.unit_id is None)
    async with desk.acting("supervisor") as (db, actor):
        await following.tick(
            db, actor, special, milestone.id, note="排查完成", version=None, at=desk.later(days=1)
        )
    await accepts(desk, special, await reports(desk, special))
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.close(db, actor, special, note="专项结束，见总结报告", version=None, at=desk.now)
        with pytest.raises(Refused, match="planned for 2026-09-01"):
            await following.look_back(db, actor, special, note="未反弹", version=None, at=desk.now)
        await following.look_back(
            db, actor, special, note="未反弹", version=None, at=dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
        )


async def test_the_result_of_an_instruction_goes_back_to_that_very_leader(desk: House) -> None:
    leader = desk.cast.actors["leader"].account_id
    with pytest.raises(Refused):
        await drafted(desk, form="instruction", leader_id=desk.cast.actors["operator"].account_id)
    given: dict[str, Any] = {
        "leader_id": leader,
        "instructed_on": dt.date(2026, 3, 1),
        "co_ids": (desk.cast.units["C-WATER"],),
    }
    instruction = await drafted(desk, form="instruction", **given)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, instruction, version=None, at=desk.now)
    for login in ("housing_leader", "water_leader"):
        await accepts(desk, instruction, await reports(desk, instruction, login))
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match="closes it by acknowledging"):
            await reviewing.close(db, actor, instruction, note="已办", version=None, at=desk.now)
        await instructing.feed_back(
            db, actor, instruction, result="两单位均已整改。", version=None, at=desk.now
        )
    async with desk.acting("leader") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == leader)
        assert "instruction_result" in set((await db.execute(told)).scalars())
    async with desk.acting("other_leader") as (db, actor):
        with pytest.raises(Refused, match="Only the leader"):
            await instructing.acknowledge(db, actor, instruction, version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await instructing.send_back_result(db, actor, instruction, reason="再查", version=None, at=desk.now)
    found, tasks = await looked_at(desk, "supervisor", instruction)
    assert (found.state, {task.state for task in tasks}) == ("issued", {"open"})
    for login in ("housing_leader", "water_leader"):
        await accepts(desk, instruction, await reports(desk, instruction, login))
    async with desk.acting("supervisor") as (db, actor):
        await instructing.feed_back(db, actor, instruction, result="已复查。", version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await instructing.acknowledge(db, actor, instruction, version=None, at=desk.now)
    assert (await looked_at(desk, "supervisor", instruction))[0].state == "closed"
