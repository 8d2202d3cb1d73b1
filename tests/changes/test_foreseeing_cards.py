"""What another threshold of supervision would do is seen beforehand: who stands between the two, by unit."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.model import ChangeCase
from hotline_tenants.changes.reading import change_of
from hotline_tenants.handling import taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.supervision.idling import look_for_idle
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, registered
from tests.cast import EAST
from tests.changes.making import proposed
from tests.conftest import House
from tests.supervision.desk import late_case, rules_read, time_passes
from tests.supervision.test_cards import cards, signs


async def foreseen(house: House, **wanted: int | None) -> dict[str, Any]:
    change = await proposed(house, {f"threshold.{code}": value for code, value in wanted.items()})
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
    async with house.acting("duty_head") as (db, _):
        return (await change_of(db, change)).effect or {}


def of_city(effect: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (line["of"], line["now"], line["then"], line["count"], line["units"])
        for line in effect["cards_given"]["lines"]
        if line["government"]["zh"] != "东湖区"
    ]


async def test_what_a_stricter_count_comes_to_is_named_by_unit_and_tried_on_the_past(house: House) -> None:
    """Two demands of one caller about the same: the second would be one too many."""
    first = await registered(house)
    house.later(minutes=30)
    second = await registered(house)
    for opened in (first, second):
        await dispatched_to(house, opened, "C-HOUSING")
    effect = await foreseen(house, repeated_demand=2)
    housing = str(house.cast.units["C-HOUSING"])
    assert of_city(effect)[0] == ("repeated_demand", 3, 2, 1, [[housing, 1]])
    assert effect["cards_given"]["past"] == [
        {"of": "repeated_demand", "now": 3, "then": 2, "by_now": 0, "by_then": 1}
    ]
    async with house.acting("duty_head") as (db, _):
        kept = (await db.scalars(select(ChangeCase).where(ChangeCase.tenant_id == db.tenant))).all()
        assert [(one.case_id, one.stage, one.of) for one in kept] == [
            (second.id, "reached", "repeated_demand")
        ]
    assert effect["cases"] == {"reached": 1}


async def test_what_stands_still_between_two_numbers_of_days_is_found(house: House) -> None:
    case_id = await late_case(house)
    await signs(house, case_id)
    house.later(days=3)  # Thursday: two whole working days
    effect = await foreseen(house, no_progress=2)
    assert of_city(effect)[0][:4] == ("no_progress", 3, 2, 1)
    assert effect["cards_given"]["past"][0]["by_now"] is None, "fewer days left no trace"
    assert of_city(await foreseen(house, no_progress=1))[0][3] == 1
    house.later(days=4)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        assert await look_for_idle(db, at=house.now) == 1
    effect = await foreseen(house, no_progress=30)
    assert of_city(effect)[0][:4] == ("no_progress", 3, 30, 1), "it has a card that it would not have"
    assert effect["cards_given"]["past"][0] == {
        "of": "no_progress",
        "now": 3,
        "then": 30,
        "by_now": 1,
        "by_then": 0,
    }


async def test_the_ladder_says_whose_next_step_would_be_due(house: House) -> None:
    case_id = await late_case(house)
    await time_passes(house, house.now + dt.timedelta(days=8))
    await rules_read(house, house.now)
    red = [card for card in await cards(house) if card.level == "red" and card.case_id == case_id]
    assert red
    house.later(days=10)
    assert of_city(await foreseen(house, to_phone=30))[0][:4] == ("to_phone", 1, 30, len(red))
    assert of_city(await foreseen(house, to_phone=31))[0][4] == [
        [str(house.cast.units["C-HOUSING"]), len(red)]
    ]


async def test_a_stricter_floor_is_foreseen_in_the_districts_that_it_reaches(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = Dispatch(
            category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"]
        )
        await dispatch(db, actor, order, decision, version=None, at=house.later(minutes=20))
    _, assignment = await only_assignment(house, "bridge_officer", order)
    async with house.acting("bridge_officer") as (db, actor):
        await taking_on.sign(db, actor, order, assignment.id, version=None, at=house.later(minutes=5))
    house.later(days=3)
    lines = (await foreseen(house, no_progress=2))["cards_given"]["lines"]
    found = {line["government"]["zh"]: (line["now"], line["then"], line["count"]) for line in lines}
    assert found["东湖区"] == (3, 2, 1)
    assert "西山区" not in found, "nothing stands still there"
