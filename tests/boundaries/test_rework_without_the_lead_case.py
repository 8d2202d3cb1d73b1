"""A demand that was answered with another one goes to another government without it, and its caller is not content."""

import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.carrying_out import carry_out_due
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.handling.merging import merge
from tests.boundaries.moving import all_is_proved, bridge_to_west, carried_out, case_in, parts_in
from tests.boundaries.test_moving_a_street import in_bridge, in_west
from tests.boundaries.test_reading_on import in_east
from tests.boundaries.test_reviving import answered, objects, the_head_of_the_west_decides
from tests.cast import WEST
from tests.conftest import House

DISPLEASED = Answers(contacted=True, unit_contacted=True, solved="no", satisfied="dissatisfied")
CONTENT = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")


async def told_the_answer_of(house: House, unit: str) -> uuid.UUID:
    """A demand in Flower Bridge Street that was merged into another one elsewhere, which a unit has answered."""
    lead = await in_bridge(house, area="E-WILLOW", lead=unit)
    repeat = await in_east(house, title="路灯又不亮了")
    number = (await case_in(house, house.cast.east, lead)).number  # type: ignore[union-attr]
    async with house.acting("east_dispatcher") as (db, actor):
        await merge(db, actor, repeat.id, into=number, version=None, at=house.later(minutes=5))
    leaders = {"E-BRIDGE": "bridge_leader", "E-WILLOW": "willow_leader"}
    await answered(house, lead, leaders[unit])
    return repeat.id


async def calls(house: House, case_id: uuid.UUID, said: Answers, login: str = "east_callback") -> None:
    actor = in_west(house, login) if login != "east_callback" else house.cast.actors[login]
    async with house.database.transaction(actor.scope) as db:
        await call(db, actor, case_id, said, version=None, at=house.later(minutes=30))


@pytest.mark.parametrize("kind", ["move", "merge"])
async def test_an_objection_is_upheld_and_the_unit_that_answered_works_again(house: House, kind: str) -> None:
    case_id = await told_the_answer_of(house, "E-BRIDGE")
    await calls(house, case_id, CONTENT)
    async with house.acting("east_callback") as (db, actor):
        await close(db, actor, case_id, version=None, at=house.later(minutes=1))
    await objects(house, case_id)
    units = [] if kind == "merge" else [house.cast.units["E-BRIDGE"]]
    await carried_out(house, bridge_to_west(house, kind=kind, units=units))
    await carry_out_due(house.database, at=house.later(minutes=1))
    here = await case_in(house, house.cast.west, case_id)
    assert here is not None
    await the_head_of_the_west_decides(house, case_id, upheld=True)
    (part,) = await parts_in(house, house.cast.west, case_id)
    assert (part.unit_id, part.state, part.situation) == (
        house.cast.units["E-BRIDGE"], "dispatched", "rework"
    )  # fmt: skip
    await all_is_proved(house)


async def test_where_that_unit_stayed_behind_the_desk_sends_it_to_another(house: House) -> None:
    """Willow Bank Street answered, and West Ridge County, to which Flower Bridge Street goes, has none of that name."""
    case_id = await told_the_answer_of(house, "E-WILLOW")
    await carried_out(house, bridge_to_west(house))
    here = await case_in(house, house.cast.west, case_id)
    assert here is not None
    assert (here.state, here.merged_into_id) == ("reviewed", None)
    caller = in_west(house, "east_callback")
    async with house.database.transaction(caller.scope) as db:
        await call(db, caller, case_id, DISPLEASED, version=None, at=house.later(minutes=30))
        await rework(db, caller, case_id, reason="灯还是不亮。", version=None, at=house.later(minutes=1))
    back = await case_in(house, house.cast.west, case_id)
    assert back is not None
    assert (back.state, back.round, back.lead_unit_id) == ("accepted", 1, None)
    assert back.due_at is not None, "the desk has its clock"
    async with house.database.transaction(standing_in(house.cast.west)) as db:
        acts = select(CaseEvent.act).where(CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case_id)
        assert (await db.scalars(acts.order_by(CaseEvent.seq))).all()[-2:] == ["rework", "unit_gone"]
    async with house.acting("west_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(WEST, "路灯"), lead_id=house.cast.units["W-STONE"]
        )
        await dispatch(db, actor, case_id, decision, version=None, at=house.later(minutes=5))
    (part,) = await parts_in(house, house.cast.west, case_id)
    assert (part.unit_id, part.state, part.round) == (house.cast.units["W-STONE"], "dispatched", 1)
    await all_is_proved(house)
