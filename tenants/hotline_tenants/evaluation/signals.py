"""Signals of gaming: what may be work for the figures and not for the caller, counted for each unit and month.

A signal is a reason to look at the very cases, never a verdict. Counts are put with the cells of a month, so that a page
reads a handful of rows however many cases there are.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.types import Date

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Callback, Case, Reply
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.evaluation.freezing import LIVE
from hotline_tenants.evaluation.model import EvaluatedRow, Signal, SignalledCase
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.measures import BY_NAME
from hotline_tenants.figures.periods import Period, month_of, moved

ALIKE = 3
"""So many answers of a unit's month with the same words are a pattern."""

SHORTEST = 10
"""Shorter answers, without signs and digits, are alike by chance."""

LAST_MINUTES = dt.timedelta(minutes=30)
QUICK = dt.timedelta(seconds=60)

_SIGNS = r"[\s\d[:punct:]，。、；：？！“”‘’（）《》【】…—·]+"


@dataclass(frozen=True)
class Span:
    """A month as local days and as moments."""

    tenant: int
    days: Period
    begins: dt.datetime
    ends: dt.datetime


Seen = Select[Any, Any, Any]
"""Occasions of a month: `unit_id`, `assignment_id`, and whether it was `seen`; an assignment stands once."""


def _identical(span: Span) -> Seen:
    """Answers accepted in the month whose words, without signs and digits, stand in at least two others of the unit."""
    words = func.regexp_replace(func.lower(Reply.public), _SIGNS, "", "g")
    answers = (
        select(Assignment.unit_id, Assignment.id.label("assignment_id"), func.md5(words).label("digest"))
        .join(Reply, and_(Reply.tenant_id == span.tenant, Reply.assignment_id == Assignment.id, Reply.verdict == "accepted"))
        .where(*_answered(span), Reply.tenant_id == span.tenant, Reply.erased_at.is_(None), func.length(words) >= SHORTEST)
        .ext(distinct_on(Assignment.id))
        .order_by(Assignment.id, Reply.id.desc())
        .subquery()
    )  # fmt: skip
    alike = func.count().over(partition_by=(answers.c.unit_id, answers.c.digest)) >= ALIKE
    return select(answers.c.unit_id, answers.c.assignment_id, alike.label("seen"))


def _last_minute(span: Span) -> Seen:
    """Answers in time that came in the last minutes before their limit."""
    limit = func.coalesce(Assignment.reply_extended_at, Assignment.reply_due_at)
    late = limit - Assignment.replied_at <= LAST_MINUTES
    return _of_assignments(late, *_answered(span), Assignment.replied_at <= limit)


def _extended(span: Span) -> Seen:
    cohort = BY_NAME["reply_cohort"].predicate.sql(Assignment)
    longer = func.coalesce(Assignment.reply_extended_at > Assignment.reply_due_at, False)
    return _of_assignments(longer, *_live(span, Assignment.reply_due_on), cohort)


def _withdrawn(span: Span) -> Seen:
    gone = and_(Assignment.state == "withdrawn", func.coalesce(Case.ending == "withdrawn", False))
    return _of_assignments(gone, *_live(span, Assignment.dispatched_on)).join(
        Case, and_(Case.tenant_id == span.tenant, Case.id == Assignment.case_id)
    ).where(Case.tenant_id == span.tenant)  # fmt: skip


def _quick_callback(span: Span) -> Seen:
    """Answers of callers that were typed in hardly a minute after the same officer's last attempt to call."""
    since = Callback.at - func.lag(Callback.at).over(
        partition_by=Callback.account_id, order_by=(Callback.at, Callback.id)
    )
    return _of_callbacks(span, func.coalesce(since < QUICK, False), Callback.solved.is_not(None))  # fmt: skip


def _pressured(span: Span) -> Seen:
    return _of_callbacks(span, func.coalesce(Callback.pressured, False), Callback.pressured.is_not(None))


SIGNALS: Mapping[str, Callable[[Span], Seen]] = MappingProxyType(
    {
        "identical": _identical,
        "last_minute": _last_minute,
        "extended": _extended,
        "withdrawn": _withdrawn,
        "quick_callback": _quick_callback,
        "pressured": _pressured,
    }
)
EXCLUDED = "excluded"
NAMES = (*SIGNALS, EXCLUDED)


async def put_signals(db: Db, month: dt.date) -> None:
    """Look for the signals of a month (its first day) anew, in live work; what was excluded is put by `put_excluded`."""
    zone, period = (await calendar_of(db)).zone, month_of(month)
    begins, ends = (dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in (month, moved(month, 1)))
    span = Span(db.tenant, period, begins, ends)
    for name, occasions in SIGNALS.items():
        await _put(db, month, name, occasions(span))


async def put_excluded(db: Db, month: dt.date, out: ColumnElement[bool]) -> None:
    """How much of a month that is drawn up was left out, by unit."""
    row = EvaluatedRow
    rows = select(row.unit_id, row.assignment_id, out.label("seen"))
    await _put(db, month, EXCLUDED, rows.where(row.tenant_id == db.tenant, row.month == month))


async def signals_of(db: Db, month: dt.date) -> Mapping[uuid.UUID, Mapping[str, Rate]]:
    """How often each signal was seen of a unit, out of how many occasions."""
    rows = await db.execute(
        select(Signal.unit_id, Signal.signal, Signal.counted, Signal.of).where(
            Signal.tenant_id == db.tenant, Signal.month == month
        )
    )
    found: dict[uuid.UUID, dict[str, Rate]] = {}
    for unit_id, signal, counted, of in rows:
        found.setdefault(unit_id, {})[signal] = Rate(counted, of)
    return found


def signalled(tenant: int, month: dt.date, unit_id: uuid.UUID, signal: str) -> Select[uuid.UUID]:
    """The very assignments that a signal counts of a unit."""
    return select(SignalledCase.assignment_id).where(
        SignalledCase.tenant_id == tenant, SignalledCase.month == month, SignalledCase.unit_id == unit_id,
        SignalledCase.signal == signal,
    )  # fmt: skip


async def _put(db: Db, month: dt.date, name: str, occasions: Seen) -> None:
    for model in (Signal, SignalledCase):
        await db.execute(
            delete(model).where(model.tenant_id == db.tenant, model.month == month, model.signal == name)
        )
    seen = occasions.subquery()
    key = (literal(db.tenant, Integer()), literal(month, Date()), seen.c.unit_id, literal(name, Text()))
    counts = select(*key, func.count().filter(seen.c.seen), func.count()).group_by(seen.c.unit_id)
    columns = ["tenant_id", "month", "unit_id", "signal"]
    await db.execute(insert(Signal).from_select([*columns, "counted", "of"], counts))
    cases = select(*key, seen.c.assignment_id).where(seen.c.seen)
    await db.execute(insert(SignalledCase).from_select([*columns, "assignment_id"], cases))


def _of_assignments(seen: ColumnElement[bool], *conditions: ColumnElement[bool]) -> Seen:
    return select(Assignment.unit_id, Assignment.id.label("assignment_id"), seen.label("seen")).where(
        *conditions
    )


def _of_callbacks(span: Span, seen: ColumnElement[bool], counts: ColumnElement[bool]) -> Seen:
    """By the lead unit of the round that the caller was asked about."""
    calls = (
        select(Callback.case_id, Callback.round, seen.label("seen"), counts.label("counts"))
        .where(
            Callback.tenant_id == span.tenant, Callback.source == "officer", Callback.at >= span.begins,
            Callback.at < span.ends,
        )
        .subquery()
    )  # fmt: skip
    return (
        select(Assignment.unit_id, Assignment.id.label("assignment_id"), func.bool_or(calls.c.seen).label("seen"))
        .join(calls, and_(calls.c.case_id == Assignment.case_id, calls.c.round == Assignment.round))
        .where(
            Assignment.tenant_id == span.tenant, Assignment.origin == LIVE, Assignment.lead,
            or_(Assignment.state == "replied", Assignment.state == "accepted"), calls.c.counts,
        )
        .group_by(Assignment.unit_id, Assignment.id)
    )  # fmt: skip


def _answered(span: Span) -> tuple[ColumnElement[bool], ...]:
    return *_live(span, Assignment.replied_on), Assignment.state == "accepted"


def _live(span: Span, day: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.tenant_id == span.tenant, Assignment.origin == LIVE, day.between(span.days.first, span.days.last),
    )  # fmt: skip
