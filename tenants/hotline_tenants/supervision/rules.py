"""The rules of system supervision: what of the things that happened deserves a card, and why."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, distinct, func, select
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
        ("repeated_return", "yellow", returned, await _returns(db, _cases(returned))),
        ("repeated_demand", "yellow", dispatched, await _demands(db, _cases(dispatched))),
        ("dissatisfied", "red", called, await _dissatisfied(db, _cases(called))),
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


async def _returns(db: Db, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    wanted = select(Ruling.case_id, func.count()).where(
        Ruling.tenant_id == db.tenant, Ruling.case_id.in_(cases), Ruling.kind == "return"
    )
    return await _counts(db, cases, wanted.group_by(Ruling.case_id))


async def _demands(db: Db, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How often a case's caller had asked for the same category in three months, this time included."""
    other_person, other = aliased(CasePerson), aliased(Case)
    wanted = (
        select(Case.id, func.count(distinct(other.id)))
        .join(CasePerson, and_(CasePerson.tenant_id == db.tenant, CasePerson.case_id == Case.id))
        .join(
            other_person,
            and_(other_person.tenant_id == db.tenant, other_person.phone_key == CasePerson.phone_key),
        )
        .join(
            other,
            and_(
                other.tenant_id == db.tenant, other.id == other_person.case_id, other.category_id == Case.category_id,
                other.registered_at.between(Case.registered_at - REPEATED_WITHIN, Case.registered_at),
            ),
        )
        .where(Case.tenant_id == db.tenant, Case.id.in_(cases), CasePerson.phone_key.is_not(None))
        .group_by(Case.id)
    )  # fmt: skip
    return await _counts(db, cases, wanted)


async def _dissatisfied(db: Db, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """In how many rounds of handling the caller was left dissatisfied or not helped."""
    wanted = select(Callback.case_id, func.count(distinct(Callback.round))).where(
        Callback.tenant_id == db.tenant, Callback.case_id.in_(cases), Callback.contacted,
        (Callback.satisfied == "dissatisfied") | (Callback.solved == "no"),
    )  # fmt: skip
    return await _counts(db, cases, wanted.group_by(Callback.case_id))


async def _counts(db: Db, cases: Sequence[uuid.UUID], wanted: Any) -> dict[uuid.UUID, int]:
    if not cases:
        return {}
    return {row[0]: row[1] for row in await db.execute(wanted)}


def _cases(events: Sequence[Any]) -> list[uuid.UUID]:
    return list(dict.fromkeys(event.case_id for event in events))


def _first(units: Any) -> uuid.UUID | None:
    return _id(units[0]) if units else None


def _id(value: Any) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
