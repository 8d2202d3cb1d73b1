"""The unit's reply: written by an officer, signed off by the unit's leader before it leaves the unit."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case, mark_replied, move
from hotline_tenants.cases.lifecycle import ASSIGNMENT, allowed
from hotline_tenants.cases.model import Reply
from hotline_tenants.cases.reaching import assignment_for, case_for, latest_reply
from hotline_tenants.cases.recording import record
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.rulings.running_on import go_on_if_paused

SHORTEST_PUBLIC = 10


async def reply(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, inner: str, public: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Write the reply and put it before the unit's leader.

    `inner` says what was done, on what evidence and legal basis; `public` is what the caller is told. Raises
    Refused by field.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "reply", actor)
    wrong: dict[str, Message] = {}
    if not inner.strip():
        wrong["inner"] = N_("Say what was done, with evidence and legal basis.")
    if len(public.strip()) < SHORTEST_PUBLIC:
        wrong["public"] = N_("Tell the caller the result in at least %(shortest)s characters.",
                             shortest=SHORTEST_PUBLIC)  # fmt: skip
    if wrong:
        raise refused_fields(wrong)
    await go_on_if_paused(db, actor, case, assignment, at=at)
    salt = new_salt()
    reply_id = new_id()
    db.put(
        Reply, id=reply_id, case_id=case.id, assignment_id=assignment.id, inner=inner.strip(),
        public=public.strip(), salt=salt, drafted_at=at, drafted_by=actor.account_id,
    )  # fmt: skip
    move(assignment, "reply")
    if assignment.lead:
        carry_case(case, "lead_handling")
    text = digest_of(salt, inner.strip(), public.strip())
    await record(db, case, "reply", actor, at=at, unit=assignment.unit_id, reply=reply_id, text=text)
    await tell(
        db, "reply_to_sign_off", subject_id=case.id, at=at, unit_id=assignment.unit_id, roles=("unit_leader",),
        number=case.number,
    )  # fmt: skip


async def sign_off(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    assignment_id: uuid.UUID,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    """The leader lets the reply leave the unit; now it waits for review, and its clock is held at this moment."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "sign_off", actor)
    written = await latest_reply(db, assignment)
    written.signed_off_at, written.signed_off_by = at, actor.account_id
    await mark_replied(db, case, assignment, "sign_off", at=at)
    await record(db, case, "sign_off", actor, at=at, unit=assignment.unit_id, reply=written.id)
    await tell(db, "reply_to_review", subject_id=case.id, at=at, roles=("reviewer",), number=case.number)


async def hand_back(
    db: Db, actor: Actor, case_id: uuid.UUID, assignment_id: uuid.UUID, *, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """The leader hands the reply back inside the unit. Raises Refused by field `reason`."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    assignment = await assignment_for(db, actor, case, assignment_id)
    allowed(ASSIGNMENT, assignment.state, "hand_back", actor)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    written = await latest_reply(db, assignment)
    written.verdict, written.verdict_at, written.verdict_by = "handed_back", at, actor.account_id
    move(assignment, "hand_back")
    await record(db, case, "hand_back", actor, at=at, remarks={"reason": reason}, unit=assignment.unit_id)
    await tell(
        db, "handed_back", subject_id=case.id, at=at, unit_id=assignment.unit_id, roles=("unit_officer",),
        number=case.number,
    )  # fmt: skip
