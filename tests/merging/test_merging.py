"""Merging a repeat and undoing it: clocks that tell the truth, a callback of its own, one matter in the figures."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.callbacks import objecting
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.opening import Demand
from hotline_tenants.figures.folding import fold
from hotline_tenants.handling import merging, replying, reviewing, taking_on
from hotline_tenants.intake import settling
from hotline_tenants.intake.registering import register
from hotline_tenants.overview.verifying import verify as verify_figures
from hotline_tenants.rulings.conflicting import declare_conflict
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, registered
from tests.cast import EAST
from tests.conftest import House
from tests.merging.joining import (
    NEIGHBOUR,
    acts_of,
    answered,
    callbacks_kept,
    case_of,
    clocks_of,
    merged,
    parted,
    remark_of,
    two,
)

PLEASED = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
DISPLEASED = Answers(contacted=True, unit_contacted=False, solved="no", satisfied="dissatisfied")


async def called(house: House, case_id: uuid.UUID, answers: Answers, *, closing: bool = True) -> None:
    async with house.acting("callback_officer") as (db, actor):
        await call(db, actor, case_id, answers, version=None, at=house.later(hours=1))
        if closing:
            await close(db, actor, case_id, version=None, at=house.now)


async def lead_assignment(house: House, case_id: uuid.UUID) -> Assignment:
    return (await only_assignment(house, "reviewer", case_id))[1]


async def test_a_merged_case_rests_and_both_histories_say_so(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    case = await case_of(house, repeat.id)
    assert (case.state, case.merged_into_id, case.due_at) == ("merged", lead.id, None)
    (desk,) = await clocks_of(house, repeat.id, "desk")
    assert (desk.stopped_at, desk.outcome) == (house.now, "met")
    assert await acts_of(house, repeat.id) == ["register", "merge"]
    assert await acts_of(house, lead.id) == ["register", "joined"]


async def test_with_the_answer_it_goes_on_to_its_own_caller(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    await answered(house, lead)
    case = await case_of(house, repeat.id)
    assert (case.state, case.lead_unit_id) == ("reviewed", house.cast.units["C-HOUSING"])
    (callback,) = await clocks_of(house, repeat.id, "callback")
    assert (callback.started_at, callback.due_at) == (house.now, case.due_at)
    assert "路灯已经修复" in await remark_of(house, repeat.id, "joint_answer")
    await called(house, lead.id, PLEASED)
    assert (await case_of(house, repeat.id)).state == "reviewed"
    await called(house, repeat.id, DISPLEASED)
    assert (await case_of(house, repeat.id)).ending == "called_back"
    assert (await callbacks_kept(house, lead.id), await callbacks_kept(house, repeat.id)) == (1, 1)


async def test_a_matter_has_one_vote_and_two_registrations(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    await answered(house, lead)
    await called(house, repeat.id, DISPLEASED)
    await called(house, lead.id, PLEASED)
    assignment = await lead_assignment(house, lead.id)
    assert (assignment.first_solved, assignment.first_satisfied) == ("yes", "very")
    assert not assignment.contact_denied
    async with house.acting("dispatcher") as (db, _):
        assert await verify_figures(db) == []
        await fold(db)
        assert await verify_figures(db) == []


async def test_the_answer_is_told_without_who_the_other_caller_is(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    await dispatched_to(house, lead, "C-HOUSING")
    _, assignment = await only_assignment(house, "housing_officer", lead.id)
    async with house.acting("housing_officer") as (db, actor):
        await taking_on.sign(db, actor, lead.id, assignment.id, version=None, at=house.later(hours=1))
        await replying.reply(
            db, actor, lead.id, assignment.id, inner="已修复。", version=None, at=house.now,
            public="林小满您好，已按您留下的 138 0000 1234 联系您，路灯已修复。",
        )  # fmt: skip
    async with house.acting("housing_leader") as (db, actor):
        await replying.sign_off(db, actor, lead.id, assignment.id, version=None, at=house.now)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, lead.id, assignment.id, version=None, at=house.now)
    words = await remark_of(house, repeat.id, "joint_answer")
    assert "路灯已修复" in words
    assert "林小满" not in words
    assert "138" not in words


async def test_rework_of_a_merged_case_is_its_own_at_the_unit_that_answered(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    await answered(house, lead)
    await called(house, repeat.id, DISPLEASED, closing=False)
    async with house.acting("callback_officer") as (db, actor):
        await rework(db, actor, repeat.id, reason="灯还是不亮。", version=None, at=house.later(hours=1))
    case, assignment = await only_assignment(house, "housing_officer", repeat.id)
    assert (case.state, case.round, assignment.situation) == ("dispatched", 1, "rework")
    assert assignment.unit_id == house.cast.units["C-HOUSING"]
    assert (await case_of(house, lead.id)).state == "reviewed"


async def test_an_objection_to_a_joint_answer_marks_it_once(house: House) -> None:
    lead, repeat = await two(house)
    third = await registered(house, replace(NEIGHBOUR, caller_phone="137 2222 3333"))
    for one in (repeat, third):
        await merged(house, one, lead)
    await answered(house, lead)
    for one in (repeat, third):
        await called(house, one.id, PLEASED)
        async with house.acting("callback_officer") as (db, actor):
            await objecting.object_to(
                db, actor, one.id, reason="灯没有亮。", version=None, at=house.later(days=1)
            )
        async with house.acting("duty_head") as (db, actor):
            await objecting.decide(
                db,
                actor,
                one.id,
                upheld=True,
                ruling="现场核实未修复。",
                version=None,
                at=house.later(hours=2),
            )
        assert (await case_of(house, one.id)).state == "dispatched"
    async with house.acting("dispatcher") as (db, _):
        marked = select(Assignment.case_id).where(
            Assignment.tenant_id == db.tenant, Assignment.false_closed_on.is_not(None)
        )
        assert (await db.execute(marked)).scalars().all() == [lead.id]
        assert await verify_figures(db) == []


async def test_undone_at_the_desk_the_clock_runs_from_where_it_began(house: House) -> None:
    lead, repeat = await two(house)
    before = await case_of(house, repeat.id)
    await merged(house, repeat, lead)
    house.later(days=3)
    await parted(house, repeat)
    case = await case_of(house, repeat.id)
    assert (case.state, case.merged_into_id) == ("accepted", None)
    first, second = await clocks_of(house, repeat.id, "desk")
    assert (second.started_at, second.due_at) == (first.started_at, before.due_at)
    assert second.due_at == case.due_at
    assert case.due_at < house.now
    assert (await acts_of(house, repeat.id))[-1] == "unmerge"
    assert (await acts_of(house, lead.id))[-1] == "parted"


async def test_taken_from_a_unit_it_counts_against_nobody_and_comes_back_to_the_desk(house: House) -> None:
    lead, repeat = await two(house)
    await dispatched_to(house, repeat, "C-HOUSING")
    house.later(days=20)  # long overdue at the unit
    await merged(house, repeat, lead)
    assignment = await lead_assignment(house, repeat.id)
    assert assignment.state == "withdrawn"
    assert {one.outcome for one in await clocks_of(house, repeat.id, "reply")} == {"void"}
    with pytest.raises(NotFound):
        await only_assignment(house, "housing_officer", repeat.id)
    await parted(house, repeat)
    case = await case_of(house, repeat.id)
    assert (case.state, case.proposed_unit_id) == ("accepted", house.cast.units["C-HOUSING"])
    assert (await clocks_of(house, repeat.id, "desk"))[-1].started_at == house.now
    async with house.acting("dispatcher") as (db, _):
        assert await verify_figures(db) == []


async def test_an_order_below_ends_with_the_merging(house: House) -> None:
    lead, repeat = await two(house)
    await dispatched_to(house, repeat, EAST)
    order = await order_in_east(house, repeat.id)
    await merged(house, repeat, lead)
    ended = await case_of(house, order, "east_dispatcher")
    assert (ended.state, ended.ending) == ("closed", "taken_away")


async def test_when_the_other_ends_without_an_answer_it_stands_on_its_own(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    async with house.acting("operator") as (db, actor):
        await settling.answer(
            db, actor, lead.id, answer="已电话解答。", version=None, at=house.later(hours=1)
        )
    case = await case_of(house, repeat.id)
    assert (case.state, case.merged_into_id) == ("accepted", None)
    assert (await clocks_of(house, repeat.id, "desk"))[-1].started_at == house.now
    assert (await acts_of(house, repeat.id))[-1] == "lead_case_ended"


async def test_its_own_caller_may_withdraw_it(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    async with house.acting("callback_officer") as (db, actor):
        await withdraw(
            db, actor, repeat.id, reason="已自行解决。", confirmed=True, version=None, at=house.later(hours=1)
        )
    await answered(house, lead)
    assert (await case_of(house, repeat.id)).state == "withdrawn"


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        (replace(NEIGHBOUR, confidentiality="secret"), "A protected or secret demand is handled by itself."),
        (replace(NEIGHBOUR, type="report"), "A protected or secret demand is handled by itself."),
        (
            replace(NEIGHBOUR, urgency="urgent"),
            "That case is less urgent than this one. Merge it into this one instead.",
        ),
    ],
)
async def test_neither_who_asked_nor_what_presses_is_lost(house: House, demand: Demand, words: str) -> None:
    lead, plain = await two(house)
    special = await registered(house, demand)
    assert await refusal(house, special.id, lead.number) == words
    assert await refusal(house, plain.id, lead.number) is None
    pressing = demand.urgency != "general"
    assert await refusal(house, plain.id, special.number) == (None if pressing else words)


async def test_a_complaint_about_a_units_people_is_handled_by_itself(house: House) -> None:
    lead, repeat = await two(house)
    async with house.acting("dispatcher") as (db, actor):
        await declare_conflict(
            db, actor, lead.id, unit_id=house.cast.units["C-HOUSING"], reason="反映工作人员态度。", version=None,
            at=house.now,
        )  # fmt: skip
    words = "A complaint about the people of a unit is handled by itself."
    assert await refusal(house, repeat.id, lead.number) == words
    assert await refusal(house, lead.id, repeat.number) == words


async def test_no_chains_no_circles_nothing_that_is_over(house: House) -> None:
    lead, repeat = await two(house)
    third = await registered(house, replace(NEIGHBOUR, title="路灯不亮第三次"))
    assert await refusal(house, lead.id, lead.number) == "A case cannot be merged into itself."
    assert await refusal(house, lead.id, "no such number") == "No case here has this number."
    await merged(house, repeat, lead)
    assert "merged into another one itself" in str(await refusal(house, third.id, repeat.number))
    assert "Merge that one into this instead" in str(await refusal(house, lead.id, third.number))
    assert "moved on" in str(await refusal(house, repeat.id, third.number))
    await answered(house, lead)
    assert "answered already" in str(await refusal(house, third.id, lead.number))
    await called(house, lead.id, PLEASED)
    assert "is over" in str(await refusal(house, third.id, lead.number))


async def test_an_order_from_above_is_merged_where_the_call_was_taken(house: House) -> None:
    lead, repeat = await two(house)
    for one in (lead, repeat):
        await dispatched_to(house, one, EAST)
    first, second = [await order_in_east(house, one.id) for one in (lead, repeat)]
    number = (await case_of(house, first, "east_dispatcher")).number
    words = await refusal(house, second, number, "east_dispatcher")
    assert words == "This order came from another government: it is merged where the call was taken."
    assert await refusal(house, repeat.id, lead.number) is None


async def test_another_governments_cases_do_not_exist(house: House) -> None:
    lead, repeat = await two(house)
    assert await refusal(house, repeat.id, lead.number) is None
    with pytest.raises(NotFound):
        await refusal(house, repeat.id, lead.number, "east_dispatcher")
    async with house.acting("east_operator") as (db, actor):
        own = await register(db, actor, NEIGHBOUR, at=house.now)
    assert await refusal(house, own.id, lead.number, "east_dispatcher") == "No case here has this number."


@pytest.mark.parametrize("login", ["operator", "reviewer", "duty_head"])
async def test_only_a_dispatcher_merges_and_parts(house: House, login: str) -> None:
    lead, repeat = await two(house)
    with pytest.raises(NotAllowed):
        await refusal(house, repeat.id, lead.number, login)
    await merged(house, repeat, lead)
    async with house.acting(login) as (db, actor):
        with pytest.raises(NotAllowed):
            await merging.unmerge(db, actor, repeat.id, reason="另一盏灯。", version=None, at=house.now)
    await parted(house, repeat)


async def test_undoing_needs_words(house: House) -> None:
    lead, repeat = await two(house)
    await merged(house, repeat, lead)
    with pytest.raises(Refused) as refused:
        await parted(house, repeat, reason=" ")
    assert "reason" in refused.value.fields
    assert (await case_of(house, repeat.id)).state == "merged"


async def refusal(house: House, case_id: uuid.UUID, into: str, login: str = "dispatcher") -> str | None:
    """What a merging is refused with, or None; nothing of it stays."""
    async with house.acting(login) as (db, actor):
        try:
            await merging.merge(db, actor, case_id, into=into, version=None, at=house.now)
        except Refused as refused:
            return str(refused.fields.get("into", refused.message))
        finally:
            await db.abandon()
    return None
