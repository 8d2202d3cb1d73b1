"""Starting, holding and stopping clocks. Every due moment is stored with how it was computed."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func

from hotline_platform.calendar.due import Due
from hotline_platform.calendar.explaining import explain
from hotline_platform.calendar.spans import Span
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.rules import Rule

UNSEEN = {"synchronize_session": False}
"""For updates of rows that no object of the session stands for: looking for such objects costs more than the update."""

# Written by hand: nearly every act stops a clock, and putting such a statement together costs ten times its sending.
_STOP = """
UPDATE clocks SET stopped_at = wanted.at, next_at = NULL, held_at = NULL, hold = NULL,
    outcome = CASE WHEN $4 THEN 'void' WHEN due_at >= wanted.at THEN 'met' ELSE 'missed' END
FROM unnest($5::text[], $6::timestamptz[]) AS wanted (kind, at)
WHERE tenant_id = $1 AND case_id = $2 AND assignment_id IS NOT DISTINCT FROM $3 AND clocks.kind = wanted.kind
    AND stopped_at IS NULL
"""
_HOLD = """
UPDATE clocks SET held_at = $4, hold = 'review', next_at = NULL
WHERE tenant_id = $1 AND case_id = $2 AND assignment_id = $3 AND kind = 'reply' AND stopped_at IS NULL
"""
_RELEASE = """
UPDATE clocks SET held_at = NULL, hold = NULL, next_at = CASE WHEN near_at > $4 THEN near_at ELSE due_at END
WHERE tenant_id = $1 AND case_id = $2 AND assignment_id = $3 AND kind = 'reply' AND stopped_at IS NULL
"""


@dataclass(frozen=True)
class Limit:
    """A computed limit: the due moment (UTC), its local day, and what must be stored of it."""

    due_at: dt.datetime
    due_on: dt.date
    near_at: dt.datetime
    provisional: bool
    span: Span
    rule: Rule
    explanation: dict[str, object]


def limit_of(
    calendar: Calendar, rule: Rule, kind: str, *, start: dt.datetime, no_later_than: dt.datetime | None = None
) -> Limit | None:
    """The limit of a kind of clock from `start`, or None where the rule sets none.

    An urgent floor under the rule and the parent's due moment can only make it earlier, never later.
    """
    candidates = counted(calendar, rule, kind, start=start)
    if not candidates:
        return None
    due, span, source = min(candidates, key=lambda one: one[0].at)
    explanation: dict[str, object] = {"steps": explain(due, span, start).to_json()}
    if len(candidates) > 1:
        explanation["rules"] = [(one.code, one.version) for _, _, one in candidates]
    due_at = due.at
    if no_later_than is not None and no_later_than < due_at:
        due_at = max(no_later_than, start)
        explanation["nested"] = due_at.isoformat()
    near_at = near_of(calendar, start, due_at, span)
    return Limit(due_at, calendar.local_date(due_at), near_at, due.provisional, span, source, explanation)


def counted(calendar: Calendar, rule: Rule, kind: str, *, start: dt.datetime) -> list[tuple[Due, Span, Rule]]:
    """What a rule and the urgent floor under it give a kind of clock from `start`; the earliest counts."""
    return [
        (calendar.after(start, span), span, source)
        for source in (rule, rule.floor)
        if source is not None and (span := source.limit(kind)) is not None
    ]


def near_of(calendar: Calendar, start: dt.datetime, due_at: dt.datetime, span: Span) -> dt.datetime:
    """When a limit counts as near: between its start and its end."""
    near: Due = calendar.near_due(start, due_at, span)
    return min(max(near.at, start), due_at)


def put_clock(
    db: Db, kind: str, limit: Limit, *, case_id: uuid.UUID, start: dt.datetime,
    assignment_id: uuid.UUID | None = None, unit_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """Start a clock with a limit that was computed before."""
    db.put(
        Clock, id=new_id(), case_id=case_id, assignment_id=assignment_id, unit_id=unit_id, kind=kind,
        started_at=start, due_at=limit.due_at, near_at=limit.near_at, next_at=limit.near_at,
        provisional=limit.provisional, rule_code=limit.rule.code, rule_version=limit.rule.version,
        span=str(limit.span), explanation=limit.explanation,
    )  # fmt: skip


async def start_clock(
    db: Db, kind: str, rule: Rule, *, case_id: uuid.UUID, start: dt.datetime,
    assignment_id: uuid.UUID | None = None, unit_id: uuid.UUID | None = None,
    no_later_than: dt.datetime | None = None,
) -> Limit | None:  # fmt: skip
    """Compute a limit and start its clock; None where the rule sets no such limit."""
    limit = limit_of(await calendar_of(db), rule, kind, start=start, no_later_than=no_later_than)
    if limit is not None:
        put_clock(db, kind, limit, case_id=case_id, start=start, assignment_id=assignment_id, unit_id=unit_id)
    return limit


async def stop_clocks(
    db: Db, case_id: uuid.UUID, kinds: Sequence[str], *, at: dt.datetime,
    assignment_id: uuid.UUID | None = None, void: bool = False,
) -> None:  # fmt: skip
    """Stop the open clocks of these kinds at `at`: met when that is not after the due moment, else missed.

    `void` stops them without judgement: the time was lost to somebody else's mistake.
    """
    moments = dict.fromkeys(kinds, at)
    await stop_each_clock(db, case_id, moments, assignment_id=assignment_id, void=void)


async def stop_each_clock(
    db: Db, case_id: uuid.UUID, moments: Mapping[str, dt.datetime], *, assignment_id: uuid.UUID | None = None,
    void: bool = False,
) -> None:  # fmt: skip
    """The same with a moment for each kind."""
    if moments:
        each = [*moments], [*moments.values()]
        await db.change(_STOP, db.tenant, case_id, assignment_id, void, *each, of=Clock)


async def hold_reply_clock(db: Db, case_id: uuid.UUID, assignment_id: uuid.UUID, *, at: dt.datetime) -> None:
    """A reply was submitted: its clock shows no alarm while the reviewer has it, and is not stopped yet."""
    await db.change(_HOLD, db.tenant, case_id, assignment_id, at, of=Clock)


async def release_reply_clock(
    db: Db, case_id: uuid.UUID, assignment_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """The reply was sent back at `at`: the clock has run on all the time, and what it has to say is still to come."""
    await db.change(_RELEASE, db.tenant, case_id, assignment_id, at, of=Clock)


def overdue_now(moment: dt.datetime) -> tuple[object, ...]:
    """The conditions under which an open clock is overdue at `moment`: a submitted reply stands at its submission."""
    return (Clock.stopped_at.is_(None), Clock.due_at < func.coalesce(Clock.held_at, moment))
