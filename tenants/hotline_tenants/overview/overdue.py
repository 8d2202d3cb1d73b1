"""Overdue now: assignments whose limit to sign or to reply has passed. No verb makes it so, so it is never a rollup.

Counted are open clocks, so the cost follows what is overdue and neither the cases nor their history.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Uuid, and_, any_, func, literal, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import overdue_now

KINDS = ("sign", "reply")


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


def is_overdue(tenant: int, *, at: dt.datetime) -> ColumnElement[bool]:
    """The same as a condition on assignments: the very ones that are counted."""
    overdue = select(Clock.assignment_id).where(Clock.tenant_id == tenant, _overdue(at))
    return Assignment.id.in_(overdue)


_MANY = func.count(Clock.assignment_id.distinct())


def _overdue(at: dt.datetime) -> ColumnElement[bool]:
    # The last condition follows from the first and lets the index on due moments find them.
    conditions: tuple[Any, ...] = overdue_now(at)
    return and_(*conditions, Clock.kind.in_(KINDS), Clock.due_at < at)
