"""Deciding on a proposal: a second person approves it or refuses it."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, Stale, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.changes.agreeing import agree
from hotline_tenants.changes.jobs import forget_cases
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.proposing import DECIDED
from hotline_tenants.changes.reading import begins, change_of, in_turn, overtaken_by
from hotline_tenants.changes.subjects import why_not


async def approve(db: Db, actor: Actor, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Put a proposal in force from its day on. Raises NotFound, Stale where it is decided, Refused: one's own, one that
    another has overtaken, one whose day is over, one that does not fit any more.
    """
    actor.need("settings.approve")
    change = await _waiting(db, change_id)
    if change.proposed_by == actor.account_id:
        raise Refused(N_("Who proposed a change does not approve it. Somebody else has to."))
    if (number := await overtaken_by(db, change)) is not None:
        raise Refused(
            N_("Change no. %(number)s has overtaken this one: propose it anew, on what holds now.", number=number)
        )  # fmt: skip
    zone = (await load_registry(db)).get(db.tenant).zone
    if change.effective_on < at.astimezone(zone).date():
        raise Refused(N_("The day from which it was to hold is over: propose it anew."))
    moment = begins(change.effective_on, zone, at)
    wishes = {item["of"]: item["after"] for item in change.items}
    if wrong := await why_not(db, wishes, at=moment):
        raise Refused(N_("It does not fit any more: propose it anew."), wrong)
    await agree(db, actor, change, zone=zone, at=at)
    await _tell_the_proposer(db, change, "change_approved", at=at)


async def refuse(db: Db, actor: Actor, change_id: uuid.UUID, *, answer: str, at: dt.datetime) -> None:
    """Refuse a proposal, with a reason. Raises NotFound, Stale, Refused by field `answer`."""
    actor.need("settings.approve")
    change = await _waiting(db, change_id)
    if change.proposed_by == actor.account_id:
        raise Refused(N_("It is your own: take it back instead."))
    if not answer.strip():
        raise refused_fields({"answer": N_("Say why, so that it can be proposed better.")})
    change.state, change.decided_at, change.decided_by = "refused", at, actor.account_id
    change.answer = answer.strip()
    later(db, forget_cases, change_id=str(change.id))
    note(db, "change_refused", account_id=actor.account_id, subject=change.id, at=at, number=change.number)
    await _tell_the_proposer(db, change, "change_refused", at=at)


async def why_not_approve(db: Db, change: Change) -> Message | None:
    """What a page says of a waiting proposal before anybody presses a button."""
    number = await overtaken_by(db, change)
    return (
        N_("Change no. %(number)s has overtaken this one: propose it anew, on what holds now.", number=number)
        if number is not None
        else None
    )


async def _waiting(db: Db, change_id: uuid.UUID) -> Change:
    await in_turn(db)
    change = await change_of(db, change_id, lock=True)
    if change.state != "proposed":
        raise Stale(DECIDED)
    return change


async def _tell_the_proposer(db: Db, change: Change, kind: str, *, at: dt.datetime) -> None:
    await tell(
        db, kind, subject_id=change.id, subject_kind="change", at=at, accounts=(change.proposed_by,),
        number=change.number,
    )  # fmt: skip
