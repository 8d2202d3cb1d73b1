"""What a clock lost in a time in which nobody could act: the working time of it while the clock ran, once.

It is kept with the clock as one of the steps that made its limit later (`stretching`), under the id of the time in
which clocks stood still; so it is given once, and can be taken back.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from hotline_platform.calendar.spans import Span, SpanKind, clock_minutes, working_minutes
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import UNSEEN
from hotline_tenants.clocks.stretching import ADDED, STANDSTILLS

Between = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Still:
    """A time in which clocks stood still, and why."""

    id: uuid.UUID
    why: str
    begin: dt.datetime
    end: dt.datetime


def clock_lost(calendar: Calendar, clock: Clock, still: Still) -> bool:
    """Give a clock what it lost, as a step of its explanation; its limit is reckoned again afterwards. Returns whether
    it lost anything; a second time it did not.
    """
    steps = _steps(clock)
    if any(step.get("id") == str(still.id) for step in steps) or not _ran(clock, still):
        return False
    step = {
        "why": still.why, "id": str(still.id), "begin": still.begin.isoformat(), "end": still.end.isoformat(),
        "from": clock.due_at.isoformat(),
    }  # fmt: skip
    return _keep(calendar, clock, [*steps, step])


def give_back(calendar: Calendar, clock: Clock, still_id: uuid.UUID) -> bool:
    """Take back what a clock was given; returns whether it had been given anything."""
    steps = _steps(clock)
    rest = [step for step in steps if step.get("id") != str(still_id)]
    if len(rest) == len(steps):
        return False
    _keep(calendar, clock, rest)
    return True


def run_on(clock: Clock) -> None:
    """Let a clock run on that stood since its government was suspended; what it had said by then is not said again."""
    if clock.hold != "suspension" or clock.held_at is None:
        return
    held, clock.held_at, clock.hold = clock.held_at, None, None
    clock.next_at = clock.near_at if clock.near_at > held else clock.due_at if clock.due_at > held else None


async def hold(db: Db, units: Iterable[uuid.UUID] | None, *, since: dt.datetime) -> None:
    """Hold every running clock of this tenant, or those of some units, as of `since` or its start: no alarm comes."""
    running = update(Clock).where(
        Clock.tenant_id == db.tenant, Clock.stopped_at.is_(None), Clock.held_at.is_(None)
    )
    if units is not None:
        running = running.where(Clock.unit_id.in_(list(units)))
    await db.execute(
        running.values(held_at=func.greatest(since, Clock.started_at), hold="suspension", next_at=None),
        execution_options=UNSEEN,
    )


async def clocks_in(
    db: Db, case_id: uuid.UUID, since: dt.datetime, *, outcomes: Sequence[str] = ("missed",)
) -> Sequence[Clock]:
    """The clocks of a locked case that run, or stopped after `since` with one of these outcomes: where none was missed
    lost time changes nothing.
    """
    wanted = (
        select(Clock)
        .where(Clock.tenant_id == db.tenant, Clock.case_id == case_id)
        .where(Clock.stopped_at.is_(None) | (Clock.outcome.in_(outcomes) & (Clock.stopped_at > since)))
        .order_by(Clock.id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(wanted)).scalars().all()


def _ran(clock: Clock, still: Still) -> bool:
    """Whether a clock ran into that time. One that was judged, or waits to be, when it was past already stays so."""
    judged = clock.stopped_at or (clock.held_at if clock.hold == "review" else None)
    if judged is not None and clock.due_at <= still.begin:
        return False
    return clock.started_at < still.end and (judged is None or judged > still.begin or judged <= clock.due_at)


def _keep(calendar: Calendar, clock: Clock, steps: list[dict[str, Any]]) -> bool:
    """Measure every time in which the clock stood still anew: no minute counts twice, whatever was added when."""
    taken = [*_pauses(clock, steps)]
    kept: list[dict[str, Any]] = []
    for step in steps:
        if step["why"] not in STANDSTILLS:
            kept.append(step)
            continue
        begin, end = _overlap(clock, _between(step))
        minutes = _minutes(calendar, clock, begin, end, taken)
        if minutes > 0:
            span = clock_minutes if Span.parse(clock.span).kind is SpanKind.CLOCK else working_minutes
            kept.append({**step, "span": str(span(minutes))})
            taken.append((begin, end))
    gained = len(kept) == len(steps)
    clock.explanation = {**clock.explanation, ADDED: kept}
    return gained


def _overlap(clock: Clock, between: Between) -> Between:
    """The part of a time in which this clock ran. A reply in time that waits for its review may be sent back, and then
    its clock has run on all the time.
    """
    late = clock.hold == "review" and clock.held_at is not None and clock.held_at > clock.due_at
    until = clock.stopped_at or (clock.held_at if late else None) or between[1]
    return max(between[0], clock.started_at), min(between[1], until)


def _minutes(
    calendar: Calendar, clock: Clock, begin: dt.datetime, end: dt.datetime, taken: list[Between]
) -> int:
    if begin >= end:
        return 0
    free: list[Between] = [(begin, end)]
    for first, last in taken:
        free = [
            part
            for start, stop in free
            for part in ((start, min(stop, first)), (max(start, last), stop))
            if part[0] < part[1]
        ]
    if Span.parse(clock.span).kind is SpanKind.CLOCK:
        return int(sum((stop - start).total_seconds() for start, stop in free) // 60)
    return sum(calendar.between(start, stop).minutes for start, stop in free)


def _pauses(clock: Clock, steps: list[dict[str, Any]]) -> Iterable[Between]:
    """When the caller was awaited: that time is given for itself, when it is over."""
    yield from (_between(step) for step in steps if step["why"] == "pause" and "begin" in step)
    if clock.hold == "caller" and clock.held_at is not None:
        yield clock.held_at, dt.datetime.max.replace(tzinfo=dt.UTC)


def _between(step: dict[str, Any]) -> Between:
    return dt.datetime.fromisoformat(step["begin"]), dt.datetime.fromisoformat(step["end"])


def _steps(clock: Clock) -> list[dict[str, Any]]:
    return list(clock.explanation.get(ADDED, ()))
