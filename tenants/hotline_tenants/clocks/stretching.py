"""Limits that were extended or paused: what was added to them, kept with the clock and reckoned again with it."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hotline_platform.calendar.spans import Span, SpanKind, clock_minutes, working_minutes
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import Limit, near_of

ADDED = "added"
STANDSTILLS = ("suspension", "outage")
"""Words of a step's "why" that lengthen nothing: in that time no time passed, so the first limit moves with them."""


def stretched(calendar: Calendar, limit: Limit, clock: Clock, *, why: Collection[str] | None = None) -> Limit:
    """`limit` with everything that was added to this clock, or what was for one of these reasons, in its order."""
    for step in clock.explanation.get(ADDED, ()):
        if why is None or step["why"] in why:
            limit = added(calendar, limit, clock.started_at, step)
    return limit


def added(calendar: Calendar, limit: Limit, start: dt.datetime, step: dict[str, Any]) -> Limit:
    """A limit later by `step`, which its explanation then holds: {"why": "extension", "pause", "suspension" or
    "outage", "span": "5wd"} or {"why": "deferral", "until": an ISO moment}. A span may have its end, "no_later_than".
    """
    due_at, provisional = later_by(calendar, limit.due_at, step)
    explanation = {**limit.explanation, ADDED: [*_steps(limit), {**step, "from": limit.due_at.isoformat()}]}
    return replace(
        limit, due_at=due_at, due_on=calendar.local_date(due_at), near_at=_near(calendar, limit, start, due_at, step),
        provisional=limit.provisional or provisional, explanation=explanation,
    )  # fmt: skip


def later_by(calendar: Calendar, moment: dt.datetime, step: dict[str, Any]) -> tuple[dt.datetime, bool]:
    """A moment later by such a step, and whether a year had to be assumed for it."""
    if "until" in step:
        return max(moment, dt.datetime.fromisoformat(step["until"])), False
    due = calendar.after(moment, Span.parse(step["span"]))
    if "no_later_than" in step:  # an order's own extension ends before the answer above is due
        return max(moment, min(due.at, dt.datetime.fromisoformat(step["no_later_than"]))), due.provisional
    return due.at, due.provisional


def stretch(calendar: Calendar, clock: Clock, step: dict[str, Any], *, at: dt.datetime) -> None:
    """Move a running clock later by `step`; what it has to say at `at` is said anew."""
    due_at, provisional = later_by(calendar, clock.due_at, step)
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
        between = {"begin": held.isoformat(), "end": at.isoformat()}
        stretch(calendar, clock, {"span": str(span(minutes)), "why": "pause", **between}, at=at)
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


def _near(
    calendar: Calendar, limit: Limit, start: dt.datetime, due_at: dt.datetime, step: dict[str, Any]
) -> dt.datetime:
    """When the later limit is near: what is near moves with a time in which clocks stood still, if it lay ahead."""
    if step["why"] not in STANDSTILLS:
        return near_of(calendar, start, due_at, limit.span)
    if limit.near_at <= dt.datetime.fromisoformat(step["begin"]):
        return limit.near_at
    return min(later_by(calendar, limit.near_at, step)[0], due_at)


def _steps(limit: Limit) -> list[dict[str, Any]]:
    steps = limit.explanation.get(ADDED, [])
    assert isinstance(steps, list)
    return steps
