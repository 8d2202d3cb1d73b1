"""What a supervision of a case begins with: how the case went so far, in the words that a unit may read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment, Case, CaseEvent, CaseText
from hotline_tenants.cases.reaching import assignments_of
from hotline_tenants.cases.reading import proposed_striking

COUNTED = ("overdue", "ask_return", "grant_extension", "send_back", "rework")


@dataclass(frozen=True)
class CaseFacts:
    """The title, the open assignment of the lead unit, and how often each of the acts that tell against it happened."""

    title: str
    assignment: Assignment | None
    happened: Mapping[str, int]


async def facts_of(db: Db, case: Case) -> CaseFacts:
    """The facts of a case. What is protected or secret is told without the person: the letter leaves the desk."""
    counts = await db.execute(
        select(CaseEvent.act, func.count())
        .where(CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case.id, CaseEvent.act.in_(COUNTED))
        .group_by(CaseEvent.act)
    )
    own = [
        one
        for one in await assignments_of(db, case)
        if one.unit_id == case.lead_unit_id and one.state in OPEN
    ]
    return CaseFacts(await _title(db, case), own[-1] if own else None, {row[0]: row[1] for row in counts})


async def _title(db: Db, case: Case) -> str:
    if case.confidentiality != "normal":
        return (await proposed_striking(db, case))[0]
    wanted = select(CaseText.title).where(CaseText.tenant_id == db.tenant, CaseText.case_id == case.id)
    return (await db.execute(wanted)).scalar_one()
