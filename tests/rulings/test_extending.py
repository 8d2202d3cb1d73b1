"""Extensions, the one pause, and long-pending: asked in time, ruled on, each on both sides of a referral or on none."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.handling import replying
from hotline_tenants.rulings import (
    deferring,
    extending,
    granting_deferrals,
    granting_extensions,
    pausing,
    resuming,
    running_on,
)
from tests.conftest import House
from tests.rulings.steps import EVIDENCE, act, clocks, handled_by_housing, order_with_bridge, seen

WORKS = {"reason": "works", "evidence": EVIDENCE}
FIVE_DAYS_LATER = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
"""The reply was due on Monday, 9 March, 17:30; five working days more are Monday the 16th."""


async def test_a_granted_extension_moves_the_limit_and_keeps_the_original_one(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    await act(house, "housing_officer", extending.ask, opened.id, assignment, **WORKS)
    await act(house, "reviewer", granting_extensions.rule, opened.id, assignment, granted=True, ruling="")
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    case, (extended,), (ruling,) = await seen(house, "dispatcher", opened.id)
    assert clock.due_at == extended.due_at == extended.reply_extended_at == case.due_at == FIVE_DAYS_LATER
    assert extended.reply_due_at is not None
    assert extended.reply_due_at < FIVE_DAYS_LATER
    assert ruling.state == "granted"
    assert clock.explanation["added"][0]["why"] == "extension"


async def test_an_extension_is_refused_with_a_reason_and_changes_nothing(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    (before,) = await clocks(house, "dispatcher", opened.id, "reply")
    await act(house, "housing_officer", extending.ask, opened.id, assignment, **WORKS)
    with pytest.raises(Refused):
        await act(
            house, "reviewer", granting_extensions.rule, opened.id, assignment, granted=False, ruling=" "
        )
    with pytest.raises(NotAllowed):
        await act(house, "operator", granting_extensions.rule, opened.id, assignment, granted=True, ruling="")
    await act(
        house, "reviewer", granting_extensions.rule, opened.id, assignment, granted=False, ruling="工期足够。"
    )
    (after,) = await clocks(house, "dispatcher", opened.id, "reply")
    assert after.due_at == before.due_at


async def test_an_extension_is_asked_before_the_limit_is_past_and_only_as_often_as_the_rule_says(
    house: House,
) -> None:
    opened, assignment = await handled_by_housing(house)
    await act(house, "housing_officer", extending.ask, opened.id, assignment, **WORKS)
    await act(house, "reviewer", granting_extensions.rule, opened.id, assignment, granted=True, ruling="")
    with pytest.raises(Refused, match="no further"):
        await act(house, "housing_officer", extending.ask, opened.id, assignment, **WORKS)
    late, second = await handled_by_housing(house)
    house.later(days=10)
    with pytest.raises(Refused, match="before the limit"):
        await act(house, "housing_officer", extending.ask, late.id, second, **WORKS)


async def test_beyond_the_parents_due_moment_it_becomes_the_districts_request_to_the_city(
    house: House,
) -> None:
    opened, order, assignment = await order_with_bridge(house)
    await act(house, "bridge_officer", extending.ask, order, assignment, **WORKS)
    _, (above,), (asked,) = await seen(house, "dispatcher", opened.id)
    assert asked.state == "asked"
    with pytest.raises(Refused, match="final"):
        await act(
            house, "east_reviewer", granting_extensions.rule, order, assignment, granted=True, ruling=""
        )
    await act(house, "reviewer", granting_extensions.rule, opened.id, above.id, granted=True, ruling="")
    _, (above,), _ = await seen(house, "dispatcher", opened.id)
    _, (below,), (ruling,) = await seen(house, "east_dispatcher", order)
    assert ruling.state == "granted"
    assert above.due_at == FIVE_DAYS_LATER
    assert below.due_at is not None
    assert below.due_at <= FIVE_DAYS_LATER


async def test_awaiting_the_caller_holds_the_clock_on_both_sides_until_the_hotline_passes_the_answer(
    house: House,
) -> None:
    opened, order, assignment = await order_with_bridge(house)
    (before,) = await clocks(house, "east_dispatcher", order, "reply")
    (above_before,) = await clocks(house, "dispatcher", opened.id, "reply")
    await act(house, "bridge_officer", pausing.await_caller, order, assignment, question="请问是哪一盏路灯？")
    for login, case_id in (("east_dispatcher", order), ("dispatcher", opened.id)):
        (held,) = await clocks(house, login, case_id, "reply")
        assert (held.hold, held.next_at) == ("caller", None)
    house.later(days=1)
    _, (upper,), _ = await seen(house, "dispatcher", opened.id)
    await act(
        house, "callback_officer", running_on.pass_answer, opened.id, upper.id, answer="12 号门前那一盏"
    )
    (after,) = await clocks(house, "east_dispatcher", order, "reply")
    (above_after,) = await clocks(house, "dispatcher", opened.id, "reply")
    assert after.hold is None
    assert above_after.hold is None
    assert above_after.due_at > above_before.due_at
    assert after.due_at > before.due_at
    with pytest.raises(Refused, match="only once"):
        await act(
            house, "bridge_officer", pausing.await_caller, order, assignment, question="请问是哪一盏路灯？"
        )


async def test_after_three_working_days_a_pause_ends_by_itself(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    await act(house, "housing_officer", pausing.await_caller, opened.id, assignment, question="请问门牌号？")
    await run_pending(house.database, now=house.now + dt.timedelta(days=2))
    (held,) = await clocks(house, "dispatcher", opened.id, "reply")
    assert held.hold == "caller"
    await run_pending(house.database, now=house.now + dt.timedelta(days=4))
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    assert clock.hold is None
    _, _, (ruling,) = await seen(house, "dispatcher", opened.id)
    assert ruling.state == "granted"


async def test_what_is_long_pending_needs_both_heads_and_shows_its_review_day_on_both_sides(
    house: House,
) -> None:
    opened, order, assignment = await order_with_bridge(house)
    day = dt.date(2026, 9, 1)
    await act(
        house,
        "bridge_officer",
        deferring.ask,
        order,
        assignment,
        reason="planning",
        evidence=EVIDENCE,
        review_on=day,
    )
    with pytest.raises(NotAllowed):
        await act(
            house, "east_dispatcher", granting_deferrals.rule, order, assignment, granted=True, ruling="同意"
        )
    await act(
        house, "east_head", granting_deferrals.rule, order, assignment, granted=True, ruling="区里同意挂账。"
    )
    case, _, _ = await seen(house, "east_dispatcher", order)
    assert case.state == "signed", "the city has not approved yet"
    _, (upper,), _ = await seen(house, "dispatcher", opened.id)
    await act(
        house,
        "duty_head",
        granting_deferrals.rule,
        opened.id,
        upper.id,
        granted=True,
        ruling="同意挂账至九月。",
    )
    for login, case_id in (("east_dispatcher", order), ("dispatcher", opened.id)):
        case, (one,), _ = await seen(house, login, case_id)
        assert case.state == "deferred"
        assert one.due_at == dt.datetime(2026, 9, 1, 9, 30, tzinfo=dt.UTC)


def test_a_review_day_ends_when_the_offices_of_its_government_close() -> None:
    hours = ((dt.time(9), dt.time(12)), (dt.time(13), dt.time(17)))
    calendar = Calendar(zone=ZoneInfo("Asia/Shanghai"), office_hours=hours)
    assert deferring.end_of(calendar, dt.date(2026, 9, 1)) == dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)


async def test_a_deferred_case_can_still_be_answered(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    day = dt.date(2026, 6, 1)
    await act(
        house,
        "housing_officer",
        deferring.ask,
        opened.id,
        assignment,
        reason="season",
        evidence=EVIDENCE,
        review_on=day,
    )
    await act(
        house, "duty_head", granting_deferrals.rule, opened.id, assignment, granted=True, ruling="同意。"
    )
    await act(
        house,
        "housing_officer",
        replying.reply,
        opened.id,
        assignment,
        inner="已提前完成。",
        public="您好，问题已经提前解决。",
    )
    await act(house, "housing_leader", replying.sign_off, opened.id, assignment)
    case, _, _ = await seen(house, "dispatcher", opened.id)
    assert case.state == "replied"


async def test_what_is_taken_up_again_above_is_taken_up_below(house: House) -> None:
    opened, order, assignment = await order_with_bridge(house)
    asked = {"reason": "planning", "evidence": EVIDENCE, "review_on": dt.date(2026, 9, 1)}
    await act(house, "bridge_officer", deferring.ask, order, assignment, **asked)
    await act(
        house, "east_head", granting_deferrals.rule, order, assignment, granted=True, ruling="区里同意挂账。"
    )
    _, (upper,), _ = await seen(house, "dispatcher", opened.id)
    await act(
        house,
        "duty_head",
        granting_deferrals.rule,
        opened.id,
        upper.id,
        granted=True,
        ruling="同意挂账至九月。",
    )
    with pytest.raises(Refused):
        await act(house, "duty_head", resuming.resume, opened.id, reason=" ")
    await act(house, "duty_head", resuming.resume, opened.id, reason="规划已经批准")
    for login, case_id in (("east_dispatcher", order), ("dispatcher", opened.id)):
        case, _, _ = await seen(house, login, case_id)
        assert case.state == "handling"


async def test_only_the_hotline_that_took_the_call_passes_the_callers_answer_on(house: House) -> None:
    opened, order, assignment = await order_with_bridge(house)
    await act(house, "bridge_officer", pausing.await_caller, order, assignment, question="请问是哪一盏路灯？")
    with pytest.raises(Refused, match="took the call"):
        await act(house, "east_callback", running_on.pass_answer, order, assignment, answer="路口东侧第二盏")
    _, (upper,), _ = await seen(house, "dispatcher", opened.id)
    await act(house, "callback_officer", running_on.pass_answer, opened.id, upper.id, answer="路口东侧第二盏")
    for login, case_id in (("east_dispatcher", order), ("dispatcher", opened.id)):
        (clock,) = await clocks(house, login, case_id, "reply")
        assert clock.hold is None
