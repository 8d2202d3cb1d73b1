"""Told by telephone: whom, and when. It counts as signing at that moment, and the ladder ends."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.reading import Asked, of_units
from hotline_tenants.handling.telling import tell_by_telephone
from tests.cases.test_the_main_road import only_assignment, order_in_east
from tests.cast import EAST
from tests.conftest import House
from tests.ladders.climbing import climbed, sent, steps, urgent
from tests.rosters.on_the_roster import on_duty

WHOM = "王主任（市水务集团值班室）"


async def waiting(house: House, urgency: str = "extra_urgent", unit: str = "C-WATER") -> uuid.UUID:
    opened = await urgent(house, urgency)
    await sent(house, opened.id, unit)
    return opened.id


async def tells(
    house: House, case_id: uuid.UUID, *, by: str = "dispatcher", told: str = WHOM, minutes: float = 10,
    version: int | None = None,
) -> None:  # fmt: skip
    """So many minutes after the dispatch they were told; it is written down a quarter of an hour later."""
    _, assignment = await only_assignment(house, "dispatcher", case_id)
    async with house.acting(by) as (db, actor):
        await tell_by_telephone(
            db, actor, case_id, assignment.id, told=told, told_at=house.now + dt.timedelta(minutes=minutes),
            version=version, at=house.now + dt.timedelta(minutes=25),
        )  # fmt: skip


async def found(house: House, case_id: uuid.UUID) -> tuple[Case, Assignment, Clock]:
    case, assignment = await only_assignment(house, "dispatcher", case_id)
    async with house.acting("dispatcher") as (db, _):
        wanted = select(Clock).where(
            Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.kind == "sign"
        )
        return case, assignment, (await db.execute(wanted)).scalar_one()


@pytest.mark.parametrize("by", ["dispatcher", "shift_leader", "duty_head"])
async def test_it_counts_as_signed_at_that_moment(house: House, by: str) -> None:
    case_id = await waiting(house)
    await tells(house, case_id, by=by)
    case, assignment, clock = await found(house, case_id)
    moment = house.now + dt.timedelta(minutes=10)
    assert (case.state, assignment.state, assignment.signed_at) == ("signed", "signed", moment)
    assert (clock.outcome, clock.stopped_at) == ("met", moment)


async def test_the_figures_count_it_as_signed_in_time(house: House) -> None:
    for minutes in (10, 20):
        await tells(house, await waiting(house), minutes=minutes)
    today, unit = house.now.date(), house.cast.units["C-WATER"]
    asked = Asked(Period(today, today), ("dispatched", "sign_timely"))
    async with house.acting("duty_head") as (db, _):
        (counted,) = await of_units(db, db.tenant, [unit], [asked], ("live",))
    assert counted == {unit: {"dispatched": 2, "sign_timely": 1}}


async def test_nobody_is_woken_after_it(house: House) -> None:
    await on_duty(house, "water_officer")
    await on_duty(house, "water_leader", "leader")
    case_id = await waiting(house)
    await tells(house, case_id, minutes=1)
    await climbed(house, house.cast.city, house.now + dt.timedelta(minutes=5))
    assert await steps(house, house.cast.city, case_id) == [("unit", "water_officer")]


async def test_the_minute_of_the_dispatch_itself_is_not_too_early(house: House) -> None:
    house.later(seconds=40)
    case_id = await waiting(house)
    await tells(house, case_id, minutes=-40 / 60)
    _, assignment, _ = await found(house, case_id)
    assert assignment.signed_at == house.now


@pytest.mark.parametrize(
    ("told", "minutes", "field"),
    [("", 10, "told"), ("王" * 121, 10, "told"), (WHOM, 26, "told_at"), (WHOM, -1, "told_at")],
)
async def test_bad_input_names_the_field(house: House, told: str, minutes: int, field: str) -> None:
    case_id = await waiting(house)
    with pytest.raises(Refused) as refusal:
        await tells(house, case_id, told=told, minutes=minutes)
    assert set(refusal.value.fields) == {field}
    assert (await found(house, case_id))[1].state == "dispatched"
    await tells(house, case_id)


async def test_who_may_not(house: House) -> None:
    case_id = await waiting(house)
    with pytest.raises(NotAllowed):
        await tells(house, case_id, by="water_officer")
    with pytest.raises(NotAllowed):
        await tells(house, case_id, by="operator")
    with pytest.raises(NotFound):
        await tells(house, case_id, by="east_dispatcher")
    with pytest.raises(NotFound):
        await tells(house, case_id, by="housing_officer")
    with pytest.raises(Stale):
        await tells(house, case_id, version=1)
    await tells(house, case_id)
    with pytest.raises(Refused):
        await tells(house, case_id)


async def test_a_case_that_is_not_urgent_is_signed_for_by_its_unit(house: House) -> None:
    case_id = await waiting(house, "general")
    with pytest.raises(Refused, match="Only urgent"):
        await tells(house, case_id)
    await tells(house, await waiting(house, "urgent"))


async def test_a_district_that_was_told_is_not_woken_any_more_and_its_order_says_whom(house: House) -> None:
    await on_duty(house, "east_operator")
    await on_duty(house, "operator")
    case_id = await waiting(house, unit=EAST)
    order = await order_in_east(house, case_id)
    await tells(house, case_id, minutes=2)
    await climbed(house, house.cast.east, house.now + dt.timedelta(minutes=5))
    assert await steps(house, house.cast.east, order) == [("desk", "east_operator")]
    async with house.acting("east_dispatcher") as (db, _):
        case = await db.get_one(Case, (db.tenant, order))
        assert case.state == "registered", "the order still waits for its dispatch"
    assert (await found(house, case_id))[1].state == "signed"


async def test_a_street_told_by_its_district_is_signed_in_the_districts_house(house: House) -> None:
    case_id = await waiting(house, unit=EAST)
    order = await order_in_east(house, case_id)
    await sent(house, order, "E-BRIDGE", by=EAST)
    _, assignment = await only_assignment(house, "east_dispatcher", order)
    async with house.acting("east_dispatcher") as (db, actor):
        await tell_by_telephone(
            db, actor, order, assignment.id, told="李所长", told_at=house.now, version=None, at=house.now
        )
    _, below = await only_assignment(house, "east_dispatcher", order)
    assert (below.state, (await found(house, case_id))[1].state) == ("signed", "signed")
