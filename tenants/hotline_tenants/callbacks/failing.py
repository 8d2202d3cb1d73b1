"""A second rework that helped nobody: it is marked for written supervision (`domain.md` §5), once in its round."""

import datetime as dt

from sqlalchemy import func, or_, select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Callback, Case
from hotline_tenants.cases.recording import record

SECOND = 2
"""The round of a case that is its second rework."""

_NOT_DONE = ("no", "partly")
_NOT_WELL = "dissatisfied"


def left_unhelped(solved: str | None, satisfied: str | None) -> bool:
    """Whether the caller says that it is not done, only partly, or not well done."""
    return solved in _NOT_DONE or satisfied == _NOT_WELL


async def mark_if_failed(
    db: Db, case: Case, *, solved: str | None, satisfied: str | None, at: dt.datetime
) -> None:
    """Mark a locked case whose caller, in an answer just kept, is the first time left unhelped by a second rework."""
    if case.round < SECOND or not left_unhelped(solved, satisfied):
        return
    said = select(func.count()).where(
        Callback.tenant_id == db.tenant, Callback.case_id == case.id, Callback.round == case.round,
        or_(Callback.solved.in_(_NOT_DONE), Callback.satisfied == _NOT_WELL),
    )  # fmt: skip
    if await db.scalar(said) != 1:
        return
    await record(
        db, case, "rework_failed", system_actor(db.tenant), at=at, round=case.round, unit=case.lead_unit_id
    )
    await tell(
        db, "rework_failed", subject_id=case.id, at=at, roles=("supervisor", "duty_head"), number=case.number
    )
