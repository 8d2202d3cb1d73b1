"""Files go with a case by themselves: down at the dispatch to a district, up with its answer."""

from hotline_tenants.cases.reaching import case_for
from hotline_tenants.enclosures.reading import enclosures_of
from hotline_tenants.handling import reviewing
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from tests.cases.test_the_main_road import (
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    unit_replies,
)
from tests.cast import EAST
from tests.conftest import House
from tests.enclosures import made
from tests.enclosures.test_travelling import added, there
from tests.rulings.steps import act


async def test_a_photo_goes_down_with_the_order_and_the_evidence_comes_up_with_the_answer(
    house: House,
) -> None:
    opened = await registered(house)
    await added(house, "operator", opened.id, "路灯.jpg", made.picture(), "units")
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    assert [one.file.name for one in await there(house, "east_operator", order)] == ["路灯.jpg"]
    lamp = Dispatch(category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"])
    await act(house, "east_dispatcher", dispatch, order, lamp)
    await added(house, "bridge_officer", order, "已修复.txt", "更换灯泡".encode(), "units")
    await unit_replies(house, "bridge_officer", "bridge_leader", order)
    _, assignment = await only_assignment(house, "east_reviewer", order)
    await act(house, "east_reviewer", reviewing.accept_reply, order, assignment.id)
    async with house.acting("reviewer") as (db, actor):
        found = await enclosures_of(db, await case_for(db, actor, opened.id))
        assert sorted(one.file.name for one in found) == sorted(["路灯.jpg", "已修复.txt"])
