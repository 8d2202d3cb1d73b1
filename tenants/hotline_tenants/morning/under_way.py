"""What the head follows: leaders' instructions, inspections, rectification, circulars; how many, and how many are late.

Each number is what the list that it leads to holds, counted up to `UP_TO` along an index in the order of that list.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.circulars.reaching import not_read_everywhere, unread
from hotline_tenants.guidance.queries import not_read_everywhere as guidance_not_read_everywhere
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.morning.waiting import UP_TO
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.watching import overdue as rectification_overdue
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.queries import IS_OPEN
from hotline_tenants.supervision.queries import overdue as supervision_overdue
from hotline_tenants.supervision.reminding import steps_due


@dataclass(frozen=True)
class Matter:
    """One kind of thing under way: how many there are, and how many of them are late; None where nothing can be."""

    kind: str
    number: int
    late: int | None


@dataclass(frozen=True)
class Kind:
    """A kind of thing: who is told, which rows it counts, and which of them are late at a moment."""

    name: str
    permission: str
    wanted: Callable[[int], Select[Any]]
    late: Callable[[dt.datetime], ColumnElement[bool]] | None = None


async def under_way(db: Db, actor: Actor, *, at: dt.datetime) -> list[Matter]:
    """What this person may know of; kinds of which nothing is under way are left out. Last, the matters on the ladder
    of supervision whose next rung is due.
    """
    kinds = [kind for kind in KINDS if actor.may(kind.permission)]
    counts = {kind.name: _count(kind.wanted(db.tenant)) for kind in kinds}
    counts |= {
        f"{kind.name} late": _count(kind.wanted(db.tenant).where(kind.late(at)))
        for kind in kinds if kind.late is not None
    }  # fmt: skip
    if not counts:
        return []
    row = (await db.execute(select(*(one.label(name) for name, one in counts.items())))).mappings().one()
    found = [
        Matter(kind.name, row[kind.name], row.get(f"{kind.name} late")) for kind in kinds if row[kind.name]
    ]
    steps = sum((await steps_due(db, at=at)).values()) if actor.may("supervision.read") else 0
    return [*found, Matter("ladder", steps, None)] if steps else found


async def late_by_unit(db: Db, *, at: dt.datetime) -> list[tuple[uuid.UUID | None, int]]:
    """Rectification notices whose report is late, by the unit of ours that owes it, those with most first; None is what
    we owe the government above.
    """
    late = _rectifications(db.tenant).where(rectification_overdue(at)).order_by(Rectification.due_at)
    some = late.with_only_columns(Rectification.unit_id).limit(UP_TO).subquery()
    rows = await db.execute(
        select(some.c.unit_id, func.count()).group_by(some.c.unit_id).order_by(func.count().desc())
    )
    return [(row[0], row[1]) for row in rows]


def _count(wanted: Select[Any]) -> Any:
    return select(func.count()).select_from(wanted.limit(UP_TO).subquery()).scalar_subquery()


def _instructions(tenant: int) -> Select[Any]:
    """The words of their partial index themselves: only so does a plan that is kept use it."""
    formed = text("supervisions.form = 'instruction'")
    return select(Supervision.id).where(Supervision.tenant_id == tenant, IS_OPEN, formed)


def _campaigns(tenant: int) -> Select[Any]:
    return select(Campaign.id).where(Campaign.tenant_id == tenant, Campaign.state == "running")


def _rectifications(tenant: int) -> Select[Any]:
    """Those whose report is owed."""
    return select(Rectification.id).where(Rectification.tenant_id == tenant, Rectification.state == "issued")


KINDS: tuple[Kind, ...] = (
    Kind("instructions", "supervision.read", _instructions, supervision_overdue),
    Kind("inspections", "inspection.read", _campaigns),
    Kind("rectifications", "rectification.read", _rectifications, rectification_overdue),
    Kind("circulars", "circular.read", not_read_everywhere),
    Kind("received", "circular.read", unread),
    Kind("guidance", "guidance.keep", guidance_not_read_everywhere),
)
"""In the order in which they are shown."""
