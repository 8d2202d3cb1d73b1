"""Limits that were extended or paused: what was added to them, kept with the clock and reckoned again with it."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hotline_platform.calendar.spans import Span, SpanKind, clock_minutes, working_minutes
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import Limit, near_of

ADDED = "added"


def stretched(calendar: Calendar, limit: Limit, clock: Clock) -> Limit:
    """`limit` with everything that was added to this clock, in the order in which it was added."""
    for step in clock.explanation.get(ADDED, ()):
        limit = added(calendar, limit, clock.started_at, step)
    return limit


def added(calendar: Calendar, limit: Limit, start: dt.datetime, step: dict[str, Any]) -> Limit:
    """A limit later by `step`, which its explanation then holds: {"why": "extension" or "pause", "span": "5wd"} or
    {"why": "deferral", "until": an ISO moment}. A span may have its end, "no_later_than".
    """
    due_at, provisional = _after(calendar, limit.due_at, step)
    explanation = {**limit.explanation, ADDED: [*_steps(limit), {**step, "from": limit.due_at.isoformat()}]}
    return replace(
        limit, due_at=due_at, due_on=calendar.local_date(due_at), near_at=near_of(calendar, start, due_at, limit.span),
        provisional=limit.provisional or provisional, explanation=explanation,
    )  # fmt: skip


def stretch(calendar: Calendar, clock: Clock, step: dict[str, Any], *, at: dt.datetime) -> None:
    """Move a running clock later by `step`; what it has to say at `at` is said anew."""
    due_at, provisional = _after(calendar, clock.due_at, step)
    steps = [*clock.explanation.get(ADDED, ()), {**step, "from": clock.due_at.isoformat()}]
    clock.explanation = {**clock.explanation, ADDED: steps}
    clock.due_at, clock.provisional = due_at, clock.provisional or provisional
    clock.near_at = near_of(calendar, clock.started_at, due_at, Span.parse(clock.span))
    if clock.held_at is None:
        clock.next_at = clock.near_at if clock.near_at > at else clock.due_at


def move_to(calendar: Calendar, clock: Clock, until: dt.datetime, *, at: dt.datetime) -> None:
    """Move a running clock to a day that was agreed: the review day of what is long-pending."""
    stretch(calendar, clock, {"why": "deferral", "until": until.isoformat()}, at=at)


def pause(clock: Clock, *, at: dt.datetime) -> None:
    """Hold a running clock while the caller is awaited: it shows no alarm and stands where it was."""
    clock.held_at, clock.hold, clock.next_at = at, "caller", None


def resume(calendar: Calendar, clock: Clock, *, at: dt.datetime) -> None:
    """Let a paused clock run on: its limit moves later by the working time (clock limits: the time) of the pause."""
    assert clock.held_at is not None
    held, clock.held_at, clock.hold = clock.held_at, None, None
    if Span.parse(clock.span).kind is SpanKind.CLOCK:
        minutes, span = int((at - held).total_seconds() // 60), clock_minutes
    else:
        minutes, span = calendar.between(held, at).minutes, working_minutes
    if minutes > 0:
        stretch(calendar, clock, {"span": str(span(minutes)), "why": "pause"}, at=at)
    else:
        clock.next_at = clock.near_at if clock.near_at > at else clock.due_at


async def reply_clock(db: Db, case_id: uuid.UUID, assignment_id: uuid.UUID) -> Clock:
    """The running reply clock of an assignment of a locked case."""
    return (
        await db.execute(
            select(Clock)
            .where(
                Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.assignment_id == assignment_id
            )
            .where(Clock.kind == "reply", Clock.stopped_at.is_(None))
            .execution_options(populate_existing=True)
        )
    ).scalar_one()


def _after(calendar: Calendar, moment: dt.datetime, step: dict[str, Any]) -> tuple[dt.datetime, bool]:
    if "until" in step:
        return max(moment, dt.datetime.fromisoformat(step["until"])), False
    due = calendar.after(moment, Span.parse(step["span"]))
    if "no_later_than" in step:  # an order's own extension ends before the answer above is due
        return max(moment, min(due.at, dt.datetime.fromisoformat(step["no_later_than"]))), due.provisional
    return due.at, due.provisional


def _steps(limit: Limit) -> list[dict[str, Any]]:
    steps = limit.explanation.get(ADDED, [])
    assert isinstance(steps, list)
    return steps
