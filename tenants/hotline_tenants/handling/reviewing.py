"""Reviewing a reply: accept it or send it back; never a reply of one's own."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import mark_accepted, mark_sent_back
from hotline_tenants.cases.following import answer_merged
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Assignment, Case, Reply
from hotline_tenants.cases.reaching import assignment_for, assignments_of, latest_reply
from hotline_tenants.cases.recording import record
from hotline_tenants.referrals.ascending import answer_above
from hotline_tenants.referrals.descending import send_back_down
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.lapsing import lapse

_DONE = ("accepted", "returned", "void", "withdrawn")


async def accept_reply(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    assignment_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """The reply passes. With the last unit's reply the case waits for its callback; an order from above is answered
    there instead, because the tenant that took the call calls back.
    """
    case, assignment, written, link = await _to_review(
        db, actor, case_id, assignment_id, "accept_reply", version
    )
    written.verdict, written.verdict_at, written.verdict_by = "accepted", at, actor.account_id
    others = [one for one in await assignments_of(db, case) if one.id != assignment.id]
    complete = case.state == "replied" and all(one.state in _DONE for one in others)
    await mark_accepted(db, case, assignment, at=at, all_accepted=complete, callback=link is None)
    await record(db, case, "accept_reply", actor, at=at, unit=assignment.unit_id, reply=written.id)
    await lapse(db, case, assignment, at=at)
    if not complete:
        return
    if link is None:
        await tell(
            db, "callback_waiting", subject_id=case.id, at=at, roles=("callback_officer",), number=case.number
        )
        await answer_merged(db, case, at=at)
    else:
        lead = assignment if assignment.lead else next(one for one in reversed(others) if one.lead)
        answer = written if lead is assignment else await latest_reply(db, lead)
        await answer_above(db, actor, link, answer, at=at)


async def send_back(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """The reply does not pass: the unit goes on, and its clock never stopped. Raises Refused by field `reason`."""
    case, assignment, written, _ = await _to_review(db, actor, case_id, assignment_id, "send_back", version)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    written.verdict, written.verdict_at, written.verdict_by = "sent_back", at, actor.account_id
    await mark_sent_back(db, case, assignment, at=at)
    await record(
        db, case, "send_back", actor, at=at, remarks={"reason": reason}, unit=assignment.unit_id,
        reply=written.id,
    )  # fmt: skip
    if assignment.governs_tenant_id is not None:
        await send_back_down(db, actor, assignment, reason, at=at)
    else:
        await tell(
            db, "sent_back", subject_id=case.id, at=at, unit_id=assignment.unit_id,
            roles=("unit_officer", "unit_leader"), number=case.number,
        )  # fmt: skip


async def _to_review(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, act: str, version: int | None
) -> tuple[Case, Assignment, Reply, Referral | None]:
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, act, actor)
    written = await latest_reply(db, assignment)
    if actor.account_id is not None and actor.account_id in (written.drafted_by, written.signed_off_by):
        raise Refused(N_("Nobody reviews a reply of their own."))
    return case, assignment, written, link
