"""Overdue now, and due soon: assignments whose limit to sign or to reply has passed, or falls before a moment. No verb
makes it so, so it is never a rollup.

Counted are open clocks, so the cost follows what is overdue or due and neither the cases nor their history.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Uuid, and_, any_, func, literal, select

from hotline_platform.calendar.spans import working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import overdue_now

KINDS = ("sign", "reply")
DUE_TODAY, DUE_NEXT = "due_today", "due_next"


def due_until(calendar: Calendar, at: dt.datetime) -> Mapping[str, dt.datetime]:
    """Up to when a limit is due soon: the end of the local day, and the close of office hours of the next working day."""
    midnight = dt.datetime.combine(calendar.local_date(at) + dt.timedelta(days=1), dt.time(), calendar.zone)
    return {DUE_TODAY: midnight.astimezone(dt.UTC), DUE_NEXT: calendar.after(at, working_days(1)).at}


async def overdue_by_unit(
    db: Db, tenant: int, units: Sequence[uuid.UUID], *, at: dt.datetime
) -> Mapping[uuid.UUID, int]:
    """How many assignments of each unit of one tenant are overdue at `at`; units without any are left out."""
    asked = select(Clock.unit_id, _MANY).where(Clock.tenant_id == tenant, _overdue(at))
    asked = asked.where(Clock.unit_id == any_(literal(list(units), ARRAY(Uuid())))).group_by(Clock.unit_id)
    return {unit: many for unit, many in (await db.execute(asked)).all() if unit is not None}


async def overdue_by_tenant(db: Db, tenants: Sequence[int], *, at: dt.datetime) -> Mapping[int, int]:
    """The same for whole tenants; any but one's own need the reader's role."""
    asked = select(Clock.tenant_id, _MANY).where(
        Clock.tenant_id == any_(literal(list(tenants), ARRAY(Integer()))), _overdue(at)
    )
    return {row[0]: row[1] for row in (await db.execute(asked.group_by(Clock.tenant_id))).all()}


async def due_by_unit(
    db: Db, tenant: int, units: Sequence[uuid.UUID], until: Mapping[str, dt.datetime], *, at: dt.datetime
) -> Mapping[uuid.UUID, Mapping[str, int]]:
    """How many assignments of each unit of one tenant have a limit that falls from `at` up to each moment of `until`."""
    counts = [_MANY.filter(Clock.due_at <= moment).label(name) for name, moment in until.items()]
    asked = (
        select(Clock.unit_id, *counts)
        .where(Clock.tenant_id == tenant, _due(at, max(until.values())))
        .where(Clock.unit_id == any_(literal(list(units), ARRAY(Uuid()))))
        .group_by(Clock.unit_id)
    )
    rows = (await db.execute(asked)).mappings().all()
    return {row["unit_id"]: {name: row[name] for name in until} for row in rows}


def is_due(tenant: int, until: dt.datetime, *, at: dt.datetime) -> ColumnElement[bool]:
    """The same as a condition on assignments: the very ones that are counted."""
    return Assignment.id.in_(select(Clock.assignment_id).where(Clock.tenant_id == tenant, _due(at, until)))


def is_overdue(tenant: int, *, at: dt.datetime) -> ColumnElement[bool]:
    """The same as a condition on assignments: the very ones that are counted."""
    overdue = select(Clock.assignment_id).where(Clock.tenant_id == tenant, _overdue(at))
    return Assignment.id.in_(overdue)


_MANY = func.count(Clock.assignment_id.distinct())


def _due(at: dt.datetime, until: dt.datetime) -> ColumnElement[bool]:
    """A submitted reply waits for its review: its limit falls no more."""
    return and_(
        Clock.stopped_at.is_(None),
        Clock.held_at.is_(None),
        Clock.kind.in_(KINDS),
        Clock.due_at.between(at, until),
    )


def _overdue(at: dt.datetime) -> ColumnElement[bool]:
    # The last condition follows from the first and lets the index on due moments find them.
    conditions: tuple[Any, ...] = overdue_now(at)
    return and_(*conditions, Clock.kind.in_(KINDS), Clock.due_at < at)
