"""What was begun in a government and is not finished stands in the way of its end, named, with its page above."""

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.ending.settled import Line, settled
from hotline_tenants.rectification.reaching import notice_for
from tests.answering import desk as answering
from tests.boundaries.moving import bridge_to_west, drafted, looked_at
from tests.cast import EAST, WEST
from tests.changes.making import limits, proposed
from tests.circulars import desk as circulars
from tests.conftest import House
from tests.ending.leaving import archived
from tests.meetings import desk as meetings
from tests.rectification.test_notices import issued as notice_issued
from tests.web.browsing import browsing


async def open_lines(house: House) -> dict[str, Line]:
    return {line.key: line for line in await settled(house.database, EAST) if line.open}


async def test_a_rectification_is_named_and_leads_to_its_notice_above(house: House) -> None:
    notice_id = await notice_issued(house)
    line = (await open_lines(house))["rectifications"]
    async with house.acting("inspector") as (db, actor):
        number = (await notice_for(db, actor, notice_id)).number
    assert [(one.name, one.above) for one in line.some] == [(number, f"/rectifications/{notice_id}")]
    with pytest.raises(Refused, match="still open"):
        await archived(house)


async def test_a_circular_without_receipt_and_a_change_that_waits_are_lines_of_their_own(
    house: House,
) -> None:
    await circulars.busy(house)
    circular_id = await circulars.issued(house)
    lines = await open_lines(house)
    assert [one.above for one in lines["receipts"].some] == [f"/circulars/{circular_id}"]
    wanted = {"rule.general": await limits(house, login="east_head", reply="4wd")}

    await proposed(house, wanted, login="east_head")
    assert (await open_lines(house))["changes"].some[0].name == "№ 1"


async def test_a_joint_meeting_and_an_answering_day_are_to_be_over_first(house: House) -> None:
    await meetings.furnished(house)
    await meetings.drafted(house, login="east_supervisor", units=("E-BRIDGE", "E-WILLOW"))
    east = {of: house.cast.actors[f"east_{of}"].account_id for of in ("leader", "operator")}
    await answering.planned(
        house, login="east_supervisor", leader_id=east["leader"], operator_id=east["operator"]
    )
    lines = await open_lines(house)
    assert [one.name for key in ("meetings", "answering") for one in lines[key].some] == [
        "花桥街道路面开挖协调会", "供水与路灯",
    ]  # fmt: skip


async def test_a_plan_for_its_boundaries_leads_to_the_plan(house: House) -> None:
    plan_id = await drafted(house, bridge_to_west(house))
    for code in (EAST, WEST):
        (line,) = [one for one in await settled(house.database, code) if one.key == "plans"]
        assert [one.above for one in line.some] == [f"/boundaries/{plan_id}"]
    async with browsing(house, "system_admin") as browser:
        assert f'href="/boundaries/{plan_id}"' in (await browser.get(f"/governments/{EAST}/end")).text


async def test_what_does_not_go_over_is_named_on_a_plan_that_ends_a_government(house: House) -> None:
    notice_id = await notice_issued(house)
    async with house.acting("inspector") as (db, actor):
        number = (await notice_for(db, actor, notice_id)).number
    plan_id = await drafted(house, bridge_to_west(house, kind="merge", units=[]))
    seen = await looked_at(house, plan_id)
    assert [(one.key, one.number) for one in seen.unfinished] == [("rectifications", 1)]
    assert [(one.name, one.above) for one in seen.unfinished[0].some] == [
        (number, f"/rectifications/{notice_id}")
    ]
    assert any("nobody could finish it afterwards (1)" in str(one) for one in seen.blocks)
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get(f"/boundaries/{plan_id}")).text
        assert f'href="/rectifications/{notice_id}"' in page
        assert number is not None
        assert number in page


async def test_a_move_waits_for_none_of_it(house: House) -> None:
    await notice_issued(house)
    plan_id = await drafted(house, bridge_to_west(house))
    assert (await looked_at(house, plan_id)).unfinished == []
