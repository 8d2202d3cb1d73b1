"""What became of the calls of a day, and the day's figures."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.answering.model import AnsweredCall
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Callback, Case

_GONE = ("returned", "void", "withdrawn")
SATISFIED = ("very", "satisfied")
VALID = (*SATISFIED, "neutral", "dissatisfied")


@dataclass(frozen=True)
class Result:
    """One call: its case, who leads, and how far the answer has come (a key of `words.OUTCOMES`)."""

    call: AnsweredCall
    case: Case
    unit_id: uuid.UUID | None
    due_at: dt.datetime | None
    outcome: str
    satisfied: str | None


@dataclass(frozen=True)
class Figures:
    """The figures of a day. Satisfaction counts callers who said something about it."""

    calls: int
    answered: int
    timely: int
    valid: int
    satisfied: int


async def results_of(db: Db, day_id: uuid.UUID, *, at: dt.datetime) -> list[Result]:
    """Every call of a day, in the order in which they came: three questions whatever their number."""
    rows = await db.execute(
        select(AnsweredCall, Case)
        .join(Case, (Case.tenant_id == db.tenant) & (Case.id == AnsweredCall.case_id))
        .where(AnsweredCall.tenant_id == db.tenant, AnsweredCall.day_id == day_id)
        .order_by(Case.registered_at, Case.id)
    )
    found = [(row[0], row[1]) for row in rows]
    ids = [case.id for _, case in found]
    leads, said = await _leads(db, ids), await _said(db, ids)
    results = []
    for call, case in found:
        lead = leads.get(case.id)
        due = (lead.reply_extended_at or lead.reply_due_at) if lead else case.due_at
        results.append(
            Result(
                call, case, lead.unit_id if lead else None, due, outcome_of(case, lead, at), said.get(case.id)
            )
        )
    return results


def figures_of(results: Collection[Result]) -> Figures:
    """Counted from the list itself."""
    return Figures(
        len(results), sum(one.outcome in ("timely", "answered_late") for one in results),
        sum(one.outcome == "timely" for one in results), sum(one.satisfied is not None for one in results),
        sum(one.satisfied in SATISFIED for one in results),
    )  # fmt: skip


def outcome_of(case: Case, lead: Assignment | None, at: dt.datetime) -> str:
    """An answer counts from the moment at which the reply that passed review was submitted; a case that ended without a
    unit was answered there and then.
    """
    if lead is None:
        if case.state in ENDED:
            return "timely"
        return "late" if case.due_at is not None and case.due_at < at else "waiting"
    due = lead.reply_extended_at or lead.reply_due_at
    if lead.state == "accepted" and lead.replied_at is not None:
        return "timely" if due is None or lead.replied_at <= due else "answered_late"
    return "late" if due is not None and due < at else "waiting"


async def _leads(db: Db, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Assignment]:
    rows = select(Assignment).where(
        Assignment.tenant_id == db.tenant, Assignment.case_id.in_(ids), Assignment.lead.is_(True),
        Assignment.state.not_in(_GONE),
    )  # fmt: skip
    return {one.case_id: one for one in await db.scalars(rows.order_by(Assignment.round, Assignment.id))}


async def _said(db: Db, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What each caller said first."""
    rows = await db.execute(
        select(Callback.case_id, Callback.satisfied)
        .where(Callback.tenant_id == db.tenant, Callback.case_id.in_(ids), Callback.satisfied.in_(VALID))
        .order_by(Callback.id.desc())
    )
    return {row.case_id: row.satisfied for row in rows if row.satisfied}
