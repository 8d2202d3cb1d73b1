"""A return needs a reason and evidence, is ruled on, and the second one in a case is final."""

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.handling import taking_on
from hotline_tenants.rulings import returning
from hotline_tenants.rulings.model import Precedent
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, registered
from tests.cast import EAST
from tests.conftest import House
from tests.rulings.steps import EVIDENCE, act, again_to, clocks, handed_to, handled_by_housing, seen

ASKED = {"reason": "other_duty", "evidence": EVIDENCE}


async def test_a_granted_return_is_void_for_the_unit_and_goes_back_to_the_desk(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)
    case, _, (ruling,) = await seen(house, "dispatcher", opened.id)
    assert (case.state, ruling.state, ruling.level) == ("dispatched", "asked", "first")
    house.later(hours=1)
    await act(
        house, "dispatcher", returning.rule, opened.id, assignment, granted=True, ruling="同意，属供电公司。"
    )
    case, (returned,), (ruling,) = await seen(house, "dispatcher", opened.id)
    assert (case.state, case.lead_unit_id) == ("accepted", None)
    assert (returned.state, ruling.state) == ("returned", "granted")
    assert [one.outcome for one in await clocks(house, "dispatcher", opened.id, "reply")] == ["void"]
    assert [one.outcome for one in await clocks(house, "dispatcher", opened.id, "desk")] == ["met", None]
    async with house.acting("housing_officer") as (db, actor):
        with pytest.raises(NotFound):
            await case_for(db, actor, opened.id)
    async with house.acting("dispatcher") as (db, _):
        (precedent,) = (await db.execute(select(Precedent).where(Precedent.tenant_id == db.tenant))).scalars()
    assert (precedent.unit_id, precedent.reason) == (house.cast.units["C-HOUSING"], "other_duty")


async def test_the_clock_runs_on_while_a_return_waits_and_after_it_was_refused(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    (before,) = await clocks(house, "dispatcher", opened.id, "reply")
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)
    await act(
        house, "dispatcher", returning.rule, opened.id, assignment, granted=False, ruling="职责清单已列明。"
    )
    (after,) = await clocks(house, "dispatcher", opened.id, "reply")
    case, (kept,), (ruling,) = await seen(house, "dispatcher", opened.id)
    assert (after.due_at, after.stopped_at) == (before.due_at, None)
    assert (case.state, kept.state, ruling.state) == ("dispatched", "dispatched", "refused")


@pytest.mark.parametrize(("reason", "evidence"), [("because", EVIDENCE), ("other_duty", "不归我管")])
async def test_a_return_without_reason_or_evidence_is_refused(
    house: House, reason: str, evidence: str
) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    with pytest.raises(Refused):
        await act(
            house, "housing_officer", returning.ask, opened.id, assignment, reason=reason, evidence=evidence
        )
    _, _, rulings = await seen(house, "dispatcher", opened.id)
    assert rulings == []


async def test_a_return_after_its_time_is_refused(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    house.later(days=3)
    with pytest.raises(Refused, match="has passed"):
        await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)


async def test_only_one_return_waits_at_a_time_and_only_the_desk_rules(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)
    with pytest.raises(Refused, match="already"):
        await act(house, "housing_leader", returning.ask, opened.id, assignment, **ASKED)
    with pytest.raises(NotAllowed):
        await act(house, "reviewer", returning.rule, opened.id, assignment, granted=True, ruling="同意")
    with pytest.raises(NotFound):
        await act(house, "water_officer", returning.ask, opened.id, assignment, **ASKED)


async def test_the_second_return_of_a_case_goes_to_a_final_ruling_that_names_the_lead(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)
    await act(house, "dispatcher", returning.rule, opened.id, assignment, granted=True, ruling="同意退单。")
    await again_to(house, "dispatcher", opened.id, "C-WATER")
    _, second = await only_assignment(house, "water_officer", opened.id)
    await act(house, "water_officer", returning.ask, opened.id, second.id, **ASKED)
    with pytest.raises(Refused, match="final ruling"):
        await act(
            house, "dispatcher", returning.rule, opened.id, second.id, granted=True, ruling="同意退单。"
        )
    await act(
        house, "duty_head", returning.rule_finally, opened.id, second.id, unit_id=house.cast.units["C-HOUSING"],
        ruling="经核实由住建局主办。",
    )  # fmt: skip
    case, assignments, _ = await seen(house, "dispatcher", opened.id)
    assert case.state == "dispatched"
    assert [one.state for one in assignments] == ["returned", "returned", "dispatched"]
    assert assignments[-1].final
    with pytest.raises(Refused, match="final ruling"):
        await act(house, "housing_officer", returning.ask, opened.id, assignments[-1].id, **ASKED)


async def test_in_danger_the_last_unit_keeps_the_place_safe_until_the_next_has_signed(house: House) -> None:
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    async with house.acting("dispatcher") as (db, actor):
        case = await case_for(db, actor, opened.id)
        case.urgency = "extra_urgent"
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASKED)
    await act(house, "dispatcher", returning.rule, opened.id, assignment, granted=True, ruling="同意退单。")
    async with house.acting("housing_officer") as (db, actor):
        assert (await case_for(db, actor, opened.id)).state == "accepted"
    await again_to(house, "dispatcher", opened.id, "C-WATER")
    _, second = await only_assignment(house, "water_officer", opened.id)
    await act(house, "water_officer", taking_on.sign, opened.id, second.id)
    async with house.acting("housing_officer") as (db, actor):
        with pytest.raises(NotFound):
            await case_for(db, actor, opened.id)


async def test_a_district_gives_an_order_back_and_the_citys_ruling_ends_it(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    await act(house, "east_dispatcher", returning.ask_up, order, reason="other_area", evidence=EVIDENCE)
    _, (assignment,), (ruling,) = await seen(house, "dispatcher", opened.id)
    assert ruling.state == "asked"
    await act(
        house, "dispatcher", returning.rule, opened.id, assignment.id, granted=True, ruling="属西岭县。"
    )
    below, _, _ = await seen(house, "east_dispatcher", order)
    above, _, _ = await seen(house, "dispatcher", opened.id)
    assert (below.state, below.ending, above.state) == ("closed", "returned_up", "accepted")


async def test_a_case_registered_here_cannot_be_given_back_to_anybody(house: House) -> None:
    opened, _ = await handled_by_housing(house)
    with pytest.raises(Refused):
        await act(house, "dispatcher", returning.ask_up, opened.id, reason="other_area", evidence=EVIDENCE)
