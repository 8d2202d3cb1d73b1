"""The topic of a special supervision: a filter over cases, and the list of those that fit it at this moment."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.assignments import OPEN as AT_WORK
from hotline_tenants.cases.model import Assignment, Case, CaseText
from hotline_tenants.cases.words import STATES, TYPES, URGENCIES
from hotline_tenants.referrals.model import Referral
from hotline_tenants.supervision.supervised import OVER

OPEN = tuple(state for state in STATES if state not in OVER)
CLOSED = ("closed", "archived")
MOST_BELOW = 1000
"""Orders of a district that its own list can hold."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What a case must be to fit; what is left open fits all. `first` and `last` are days of registration."""

    categories: tuple[uuid.UUID, ...] = ()
    area_id: uuid.UUID | None = None
    units: tuple[uuid.UUID, ...] = ()
    type: str | None = None
    urgency: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""

    def stored(self) -> dict[str, Any]:
        """As it stands in the row of the supervision."""
        return {
            "categories": [str(one) for one in self.categories],
            "area": str(self.area_id) if self.area_id else None,
            "units": [str(one) for one in self.units],
            "type": self.type, "urgency": self.urgency, "words": self.words.strip(),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
        }  # fmt: skip


def topic_of(plan: dict[str, Any]) -> Topic:
    """Read it back; plans of earlier days know less."""
    return Topic(
        categories=tuple(uuid.UUID(one) for one in plan.get("categories") or ()),
        area_id=uuid.UUID(plan["area"]) if plan.get("area") else None,
        units=tuple(uuid.UUID(one) for one in plan.get("units") or ()), type=plan.get("type"),
        urgency=plan.get("urgency"), words=plan.get("words") or "", first=_day(plan.get("first")),
        last=_day(plan.get("last")),
    )  # fmt: skip


def why_not_topic(topic: Topic) -> dict[str, Message]:
    """What is wrong with it, by the fields of a form."""
    wrong: dict[str, Message] = {}
    if topic.type is not None and topic.type not in TYPES:
        wrong["type"] = N_("Choose one of the list.")
    if topic.urgency is not None and topic.urgency not in URGENCIES:
        wrong["urgency"] = N_("Choose one of the list.")
    if topic.first is not None and topic.last is not None and topic.last < topic.first:
        wrong["last"] = N_("The period ends before it begins.")
    return wrong


def open_in(tenant: int, topic: Topic) -> list[ColumnElement[bool]]:
    """What fits and is open now."""
    return [Case.state.in_(OPEN), *_fits(tenant, topic)]


def closed_in(tenant: int, topic: Topic, since: dt.date) -> list[ColumnElement[bool]]:
    """What fits and was closed on that day or later."""
    return [
        Case.closed_on.is_not(None),
        Case.closed_on >= since,
        Case.state.in_(CLOSED),
        *_fits(tenant, topic),
    ]


async def orders_open_in(db: Db, topic: Topic, below: int) -> list[uuid.UUID]:
    """Of the open cases that fit, those that a government below handles: by the identifiers of its own orders."""
    wanted = (
        select(Referral.other_case_id)
        .join(Case, (Case.tenant_id == db.tenant) & (Case.id == Referral.case_id))
        .join(Assignment, (Assignment.tenant_id == db.tenant) & (Assignment.id == Referral.assignment_id))
        .where(Referral.tenant_id == db.tenant, Referral.side == "upper", Referral.other_tenant_id == below)
        .where(Assignment.state.in_(AT_WORK), *open_in(db.tenant, topic))
        .order_by(Case.due_at.nulls_last(), Case.id)
        .limit(MOST_BELOW)
    )
    return list((await db.execute(wanted)).scalars())


def _fits(tenant: int, topic: Topic) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Case.origin == "live"]
    plain: tuple[tuple[Any, Collection[Any]], ...] = (
        (Case.category_id, topic.categories), (Case.lead_unit_id, topic.units),
        (Case.area_id, [topic.area_id] if topic.area_id else ()), (Case.type, [topic.type] if topic.type else ()),
        (Case.urgency, [topic.urgency] if topic.urgency else ()),
    )  # fmt: skip
    found += [column.in_(values) for column, values in plain if values]
    if topic.first is not None:
        found.append(Case.registered_on >= topic.first)
    if topic.last is not None:
        found.append(Case.registered_on <= topic.last)
    if topic.words:
        said = aliased(CaseText)  # a list has joined the texts itself
        # One title for each case that fits else, never a walk over all texts: a join would invite the planner to one.
        title = (
            select(func.coalesce(said.struck_title, said.title))
            .where(said.tenant_id == tenant, said.case_id == Case.id)
            .scalar_subquery()
        )
        found.append(title.contains(topic.words, autoescape=True))
    return found


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
