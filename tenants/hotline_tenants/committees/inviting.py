"""A unit that handles a case invites a committee of its government to assist. It may decline, and nothing follows."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import assignment_for, case_for, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.committees.model import CommitteeInvitation
from hotline_tenants.committees.submitting import committee_of
from hotline_tenants.network.units import unit_tree

ANSWERS = {"accepted": "accept_invitation", "declined": "decline_invitation"}
OVER = ("closed", "archived", "withdrawn", "merged")


async def invite(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, unit_id: uuid.UUID | None, reason: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Invite a committee, once in a case. Raises Refused by field `unit_id`, `reason`.

    The committee reads what is written here and nothing else of the case.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "invite", actor)
    unit = (await unit_tree(db)).find(unit_id)
    wrong: dict[str, Message] = {}
    if unit is None or unit.closed or unit.kind != "committee":
        wrong["unit_id"] = N_("Choose a committee.")
    elif unit.id in {one.unit_id for one in await invitations_of(db, case.id)}:
        wrong["unit_id"] = N_("This committee was invited already.")
    if len(reason.strip()) < 5:
        wrong["reason"] = N_("Say what the committee is asked to do.")
    if wrong:
        raise refused_fields(wrong)
    assert unit is not None
    await record(
        db,
        case,
        "invite",
        actor,
        at=at,
        remarks={"request": reason},
        unit=assignment.unit_id,
        units=[unit.id],
    )
    db.put(
        CommitteeInvitation, id=new_id(), case_id=case.id, unit_id=unit.id, by_unit_id=assignment.unit_id, state="asked",
        asked_at=at, asked_by=actor.account_id, asked_seq=case.events,
    )  # fmt: skip
    await tell(
        db, "committee_invited", subject_id=None, subject_kind="invitation", at=at, unit_id=unit.id,
        roles=("committee",), number=case.number,
    )  # fmt: skip


async def answer(
    db: Db, actor: Actor, invitation_id: uuid.UUID, *, state: str, note: str, at: dt.datetime
) -> None:
    """Accept or decline, once, as the committee that was invited. Raises NotFound, Refused."""
    committee = await committee_of(db, actor)
    wanted = select(CommitteeInvitation).where(
        CommitteeInvitation.tenant_id == db.tenant, CommitteeInvitation.id == invitation_id,
        CommitteeInvitation.unit_id == committee.id,
    )  # fmt: skip
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    case = await locked(db, found.case_id)
    await db.refresh(found)
    if refusal := why_not_answer(found, case):
        raise Refused(refusal)
    if state not in ANSWERS:
        raise refused_fields({"state": N_("Choose one of the list.")})
    await record(
        db, case, ANSWERS[state], actor, at=at, remarks={"note": note}, unit=found.by_unit_id, units=[committee.id]
    )  # fmt: skip
    found.state, found.answered_at, found.answered_by = state, at, actor.account_id
    found.answered_seq = case.events
    await tell(
        db, f"invitation_{state}", subject_id=case.id, at=at, unit_id=found.by_unit_id, roles=("unit_officer",),
        number=case.number,
    )  # fmt: skip


def why_not_answer(found: CommitteeInvitation, case: Case) -> Message | None:
    """Why nothing is answered any more. That nothing was answered has no consequence."""
    if found.state != "asked":
        return N_("This invitation was answered already.")
    if case.state in OVER:
        return N_("The case has ended: nothing is to be answered any more.")
    return None


async def invitations_of(db: Db, case_id: uuid.UUID) -> list[CommitteeInvitation]:
    """Every invitation in a case."""
    wanted = select(CommitteeInvitation).where(
        CommitteeInvitation.tenant_id == db.tenant, CommitteeInvitation.case_id == case_id
    )
    return list((await db.execute(wanted)).scalars())
