"""What a committee sees: of what it handed in the state and the public answer, of an invitation what it asks."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.cases.model import Assignment, Case, CaseText, Remark, Reply
from hotline_tenants.committees.model import CommitteeDemand, CommitteeInvitation

ANSWERED = ("reviewed", "closed", "archived")
"""States in which the accepted reply may be told."""


def demands_of(tenant: int, unit_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """The demands that a committee handed in."""
    return (
        select(
            CommitteeDemand.case_id, Case.number, Case.state, Case.ending, Case.closed_at, Case.registered_at,
            CaseText.title,
        )
        .join(Case, and_(Case.tenant_id == tenant, Case.id == CommitteeDemand.case_id))
        .join(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == CommitteeDemand.case_id))
        .where(CommitteeDemand.tenant_id == tenant, CommitteeDemand.unit_id == unit_id)
    )  # fmt: skip


@dataclass(frozen=True)
class HandedIn:
    """One demand with its answer: the public part of the accepted reply, or what the desk answered at once."""

    case: Case
    title: str
    body: str
    unit_id: uuid.UUID | None
    answer: str


async def handed_in(db: Db, unit_id: uuid.UUID, case_id: uuid.UUID) -> HandedIn:
    """A demand that this committee handed in. Raises NotFound for any other case."""
    found = (
        await db.execute(
            select(Case, CaseText.title, CaseText.body)
            .join(CommitteeDemand, and_(CommitteeDemand.tenant_id == db.tenant, CommitteeDemand.case_id == Case.id))
            .join(CaseText, and_(CaseText.tenant_id == db.tenant, CaseText.case_id == Case.id))
            .where(Case.tenant_id == db.tenant, Case.id == case_id, CommitteeDemand.unit_id == unit_id)
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    case = found[0]
    lead = (
        await db.execute(
            select(Assignment.id, Assignment.unit_id).where(
                Assignment.tenant_id == db.tenant, Assignment.case_id == case.id, Assignment.round == case.round,
                Assignment.lead, Assignment.state.not_in(("returned", "void", "withdrawn")),
            )
        )
    ).first()  # fmt: skip
    return HandedIn(case, found[1], found[2], lead.unit_id if lead else None, await _answer(db, case, lead))


def invitations_to(tenant: int, unit_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """The invitations of a committee with what they ask, and what it wrote back."""
    request, note = aliased(Remark), aliased(Remark)
    return (
        select(
            CommitteeInvitation.id.label("invitation_id"), CommitteeInvitation.state, CommitteeInvitation.asked_at,
            CommitteeInvitation.by_unit_id, Case.number, Case.state.label("case_state"),
            func.coalesce(request.body, "").label("request"), func.coalesce(note.body, "").label("note"),
        )
        .join(Case, and_(Case.tenant_id == tenant, Case.id == CommitteeInvitation.case_id))
        .outerjoin(request, and_(request.tenant_id == tenant, request.case_id == CommitteeInvitation.case_id,
                                 request.seq == CommitteeInvitation.asked_seq, request.kind == "request"))
        .outerjoin(note, and_(note.tenant_id == tenant, note.case_id == CommitteeInvitation.case_id,
                              note.seq == CommitteeInvitation.answered_seq, note.kind == "note"))
        .where(CommitteeInvitation.tenant_id == tenant, CommitteeInvitation.unit_id == unit_id)
    )  # fmt: skip


async def invitation(db: Db, unit_id: uuid.UUID, invitation_id: uuid.UUID) -> Any:
    """One invitation of this committee. Raises NotFound."""
    wanted = invitations_to(db.tenant, unit_id).where(CommitteeInvitation.id == invitation_id)
    found = (await db.execute(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _answer(db: Db, case: Case, lead: Any) -> str:
    if lead is not None and case.state in ANSWERED:
        wanted = (
            select(Reply.public)
            .where(
                Reply.tenant_id == db.tenant, Reply.case_id == case.id, Reply.assignment_id == lead.id,
                Reply.verdict == "accepted",
            )
            .order_by(Reply.id.desc())
        )  # fmt: skip
        return (await db.execute(wanted.limit(1))).scalar() or ""
    kind = {"answered_directly": "answer", "not_accepted": "guidance"}.get(case.ending or "")
    if kind is None:
        return ""
    wanted = select(Remark.body).where(
        Remark.tenant_id == db.tenant, Remark.case_id == case.id, Remark.kind == kind
    )
    return (await db.execute(wanted.order_by(Remark.seq.desc()).limit(1))).scalar() or ""
