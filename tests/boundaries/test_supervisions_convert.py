"""What a unit was asked in supervisions when it becomes a government: the government is asked, and within the week the unit
again.
"""

import datetime as dt
import uuid

import pytest

from hotline_tenants.boundaries.approving import undo
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from tests.boundaries.moving import all_is_proved
from tests.boundaries.test_converting import carried, in_hand, orders, the_new_government
from tests.boundaries.test_supervisions_go_over import acts_in, cases_in, of, one_of, tasks_in
from tests.conftest import House
from tests.supervision import desk as city
from tests.supervision.desk import accepts, has_scan, reports, staffed, time_passes


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def limits(house: House, supervision_id: uuid.UUID) -> set[dt.datetime | None]:
    rows = await of(house, house.cast.city, SupervisionTask, SupervisionTask.supervision_id == supervision_id)
    return {row.due_at for row in rows}


async def taken_back(house: House, plan_id: uuid.UUID) -> None:
    plan = await plan_of(house.database, plan_id)
    head = house.cast.actors["duty_head"]
    await undo(house.database, head, plan_id, version=plan.version, at=house.later(days=2))
    await carry_out(house.database, plan_id, at=house.now)


async def test_a_letter_asks_the_government_and_when_it_is_taken_back_the_unit_which_answers_it(
    desk: House,
) -> None:
    case_id = await in_hand(desk)
    letter = await city.issued(desk, unit="C-WATER", cases=(case_id,), days=9)
    due = await limits(desk, letter)
    tenant = await the_new_government(desk)
    plan_id = await carried(desk)
    upper = await one_of(desk, desk.cast.city, letter)
    assert upper is not None
    water = desk.cast.units["C-WATER"]
    assert upper.unit_id != water
    assert await tasks_in(desk, desk.cast.city, letter) == {upper.unit_id: "open"}
    (lower,) = await of(desk, tenant, Supervision)
    assert (lower.number, lower.side, lower.state) == (upper.number, "lower", "issued")
    assert len(await cases_in(desk, tenant, lower.id)) == len(await orders(desk, tenant)) == 1
    assert {row.due_at for row in await of(desk, tenant, SupervisionTask)} == due
    await all_is_proved(desk)

    await taken_back(desk, plan_id)
    assert (await tasks_in(desk, desk.cast.city, letter))[water] == "open"
    assert await limits(desk, letter) == due
    lifted = await one_of(desk, tenant, lower.id)
    assert lifted is not None
    assert lifted.state in ("lifted", "closed"), "nobody is asked there any more"
    assert (await acts_in(desk, desk.cast.city, letter)).count("successor") == 2
    await all_is_proved(desk)
    await has_scan(desk, letter, "water_leader")
    await accepts(desk, letter, await reports(desk, letter, "water_leader"))
    assert (await tasks_in(desk, desk.cast.city, letter))[water] == "done"


async def test_a_card_stands_at_the_governments_desk_and_when_it_is_taken_back_no_more(desk: House) -> None:
    await in_hand(desk)
    await time_passes(desk, desk.later(hours=8))
    (card,) = await of(desk, desk.cast.city, Supervision)
    tenant = await the_new_government(desk)
    plan_id = await carried(desk)
    now = await one_of(desk, desk.cast.city, card.id)
    assert now is not None
    assert (now.number, now.level, now.state) == (card.number, card.level, "issued")
    assert now.unit_id != card.unit_id, "who has the order now"
    below = await of(desk, tenant, Supervision)
    assert [(one.number, one.level, one.state) for one in below] == [(card.number, card.level, "issued")]
    await taken_back(desk, plan_id)
    now = await one_of(desk, desk.cast.city, card.id)
    assert now is not None
    assert now.unit_id == card.unit_id
    assert not [one for one in await of(desk, tenant, Supervision) if one.state == "issued"]
    await all_is_proved(desk)
