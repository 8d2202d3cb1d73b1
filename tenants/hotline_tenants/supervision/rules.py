"""The rules of system supervision: what of the things that happened deserves a card, and why."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Callback, Case, CasePerson
from hotline_tenants.rulings.model import Ruling

CLOCKS = ("sign", "contact", "reply")
"""The clocks of units. A desk's own clocks are its own duty and give no card."""

REPEATED_WITHIN = dt.timedelta(days=90)


@dataclass(frozen=True)
class Fired:
    """A rule that fired: on which event of which case, against which unit, and `because` of what, in facts. `mark` is
    what tells cards of one event apart, in their numbers.
    """

    rule: str
    level: str
    case_id: uuid.UUID
    number: str
    seq: int
    at: dt.datetime
    unit_id: uuid.UUID | None
    assignment_id: uuid.UUID | None = None
    clock: str | None = None
    because: Mapping[str, Any] = field(default_factory=dict)
    mark: str = ""


def by_clocks(events: Sequence[Any]) -> list[Fired]:
    """The cards that the sweep gave: each becomes a supervision once, and is not found a second time by looking."""
    found = []
    for event in events:
        clock = event.data.get("clock")
        if event.role != "clock" or event.act not in ("near_due", "overdue") or clock not in CLOCKS:
            continue
        if event.act == "near_due":
            rule, level = "near_due", "yellow" if clock == "reply" else "reminder"
        else:
            rule, level = ("unsigned", "yellow") if clock == "sign" else ("overdue", "red")
        found.append(
            Fired(
                rule, level, event.case_id, event.number, event.seq, event.at, _id(event.data.get("unit")),
                _id(event.data.get("assignment")), clock, {"due_at": event.data.get("due_at")},
            )
        )  # fmt: skip
    return found


async def by_people(db: Db, events: Sequence[Any], thresholds: Mapping[str, int]) -> list[Fired]:
    """What people did once too often: returns, demands about the same, answers that satisfied nobody."""
    live = [event for event in events if event.origin == "live"]
    returned = [event for event in live if event.act == "ask_return"]
    dispatched = [event for event in live if event.act == "dispatch"]
    called = [event for event in live if event.act == "call"]
    found = []
    for rule, level, concerned, counts in (
        ("repeated_return", "yellow", returned, await _counts(db, _cases(returned), RETURNS)),
        ("repeated_demand", "yellow", dispatched, await _counts(db, _cases(dispatched), DEMANDS)),
        ("dissatisfied", "red", called, await _counts(db, _cases(called), DISSATISFIED)),
    ):
        for event in concerned:
            number = counts.get(event.case_id, 0)
            if number >= thresholds[rule]:
                because = {"number": number, "threshold": thresholds[rule]}
                unit_id = _id(event.data.get("unit")) or _first(event.data.get("units")) or event.lead_unit_id
                found.append(
                    Fired(
                        rule,
                        level,
                        event.case_id,
                        event.number,
                        event.seq,
                        event.at,
                        unit_id,
                        because=because,
                    )
                )
    return found


@dataclass(frozen=True)
class Counted:
    """What a rule counts in each case: `of(tenant)` selects cases with their number, `case_id` is the case in it."""

    of: Callable[[int], Select[Any, Any]]
    case_id: ColumnElement[uuid.UUID]


def _returns(tenant: int) -> Select[Any, Any]:
    return (
        select(Ruling.case_id, func.count().label("number"))
        .where(Ruling.tenant_id == tenant, Ruling.kind == "return")
        .group_by(Ruling.case_id)
    )


def _demands(tenant: int) -> Select[Any, Any]:
    """How often a case's caller had asked for the same category in three months, this time included."""
    other_person, other = aliased(CasePerson), aliased(Case)
    return (
        select(Case.id, func.count(distinct(other.id)).label("number"))
        .join(CasePerson, and_(CasePerson.tenant_id == tenant, CasePerson.case_id == Case.id))
        .join(
            other_person,
            and_(other_person.tenant_id == tenant, other_person.phone_key == CasePerson.phone_key),
        )
        .join(
            other,
            and_(
                other.tenant_id == tenant, other.id == other_person.case_id, other.category_id == Case.category_id,
                other.registered_at.between(Case.registered_at - REPEATED_WITHIN, Case.registered_at),
            ),
        )
        .where(Case.tenant_id == tenant, CasePerson.phone_key.is_not(None))
        .group_by(Case.id)
    )  # fmt: skip


def _dissatisfied(tenant: int) -> Select[Any, Any]:
    """In how many rounds of handling the caller was left dissatisfied or not helped."""
    return (
        select(Callback.case_id, func.count(distinct(Callback.round)).label("number"))
        .where(Callback.tenant_id == tenant, dissatisfied_in())
        .group_by(Callback.case_id)
    )


def dissatisfied_in() -> ColumnElement[bool]:
    """Whether a callback left its caller dissatisfied or not helped."""
    return and_(
        Callback.contacted, or_(Callback.satisfied == "dissatisfied", Callback.solved == "no")
    )  # fmt: skip


RETURNS = Counted(_returns, Ruling.case_id.expression)
DEMANDS = Counted(_demands, Case.id.expression)
DISSATISFIED = Counted(_dissatisfied, Callback.case_id.expression)
COUNTED: Mapping[str, Counted] = {
    "repeated_return": RETURNS,
    "repeated_demand": DEMANDS,
    "dissatisfied": DISSATISFIED,
}
"""The rules that ask how often something happened in a case."""


async def _counts(db: Db, cases: Sequence[uuid.UUID], counted: Counted) -> dict[uuid.UUID, int]:
    if not cases:
        return {}
    rows = await db.execute(counted.of(db.tenant).where(counted.case_id.in_(cases)))
    return {row[0]: row[1] for row in rows}


def _cases(events: Sequence[Any]) -> list[uuid.UUID]:
    return list(dict.fromkeys(event.case_id for event in events))


def _first(units: Any) -> uuid.UUID | None:
    return _id(units[0]) if units else None


def _id(value: Any) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
