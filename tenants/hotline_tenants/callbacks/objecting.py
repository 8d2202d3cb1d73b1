"""The caller says "not done" after closing; somebody uninvolved decides; upheld, the case is reworked."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.callbacks.calling import refuse_if_from_above
from hotline_tenants.callbacks.reworking import again, with_what_answered_it
from hotline_tenants.cases.assignments import rule_for
from hotline_tenants.cases.ending import reopen_case
from hotline_tenants.cases.following import answering
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.running import start_clock, stop_clocks
from hotline_tenants.figures.ledger import counting
from hotline_tenants.rulings.asking import must_wait, put_ruling, rulings_of, settle
from hotline_tenants.rulings.model import Ruling

WITHIN = dt.timedelta(days=30)
"""How long after closing the caller may object (`domain.md` §3)."""

SHORTEST = 5
"""Characters of an objection."""

OBJECTABLE = ("called_back", "unconfirmed")
"""Only what a unit answered can be "not done"."""


async def object_to(
    db: Db, actor: Actor, case_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Register the caller's objection, once per closing and within 30 days; its clock starts now.

    Raises Refused by field `reason`, and where it is too late or the second one.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
    allowed(CASE, case.state, "object", actor)
    await refuse_if_from_above(db, case)
    await put_objection(db, actor, case, reason, at=at)


async def put_objection(db: Db, actor: Actor, case: Case, reason: str, *, at: dt.datetime) -> None:
    """The deed, for the hotline and for the caller's own form alike. Raises Refused."""
    if refusal := why_not_object(case, await rulings_of(db, case), at):
        raise Refused(refusal)
    if wrong := why_not_words(reason):
        raise refused_fields({"reason": wrong})
    await record(db, case, "object", actor, at=at, remarks={"reason": reason})
    await put_ruling(db, actor, case, None, "objection", level="final", at=at)
    limit = await start_clock(
        db, "objection", await rule_for(db, case, None, at=at), case_id=case.id, start=at
    )
    case.due_at = limit.due_at if limit else None
    await tell(db, "objection_made", subject_id=case.id, at=at, roles=("duty_head",), number=case.number)


async def decide(
    db: Db,
    actor: Actor,
    case_id: uuid.UUID,
    *,
    upheld: bool,
    ruling: str,
    version: int | None,
    at: dt.datetime,
) -> None:
    """Uphold (rework and a false-closing mark for the lead unit) or reject, by somebody who had no part in the case.

    Raises Refused by field `ruling`, and where this person had a part in it.
    """
    case = await with_what_answered_it(db, actor, case_id, version)
    allowed(CASE, case.state, "uphold_objection" if upheld else "reject_objection", actor)
    asked = must_wait(await rulings_of(db, case), "objection", None, "final")
    if await _had_a_part(db, actor, case):
        raise Refused(N_("An objection is decided by somebody who had no part in the case."))
    if not ruling.strip():
        raise refused_fields({"ruling": N_("Write down the ruling and its grounds.")})
    await stop_clocks(db, case.id, ("objection",), at=at)
    case.due_at = None
    if not upheld:
        await record(db, case, "reject_objection", actor, at=at, remarks={"ruling": ruling})
        settle(actor, case, asked, granted=False, at=at)
        await tell(
            db,
            "objection_rejected",
            subject_id=case.id,
            at=at,
            roles=("callback_officer",),
            number=case.number,
        )
        return
    await _mark_false_closing(db, case, at=at)
    reopen_case(db, case)
    await again(db, actor, case, "uphold_objection", {"ruling": ruling}, at=at)
    settle(actor, case, asked, granted=True, at=at)
    await tell(
        db, "objection_upheld", subject_id=case.id, at=at, roles=("callback_officer",), number=case.number
    )


def why_not_object(case: Case, rulings: Sequence[Ruling], at: dt.datetime) -> Message | None:
    """None within 30 days of the closing of an answered case, once for each closing."""
    since = case.closed_at
    made = since is not None and any(one.kind == "objection" and one.asked_at >= since for one in rulings)
    return why_not_against(since, case.ending, made=made, at=at)


def why_not_against(
    closed_at: dt.datetime | None, ending: str | None, *, made: bool, at: dt.datetime
) -> Message | None:
    """The same of a closing alone; `made`: somebody objected to it before."""
    if closed_at is None or ending not in OBJECTABLE:
        return N_("There is no closed answer to object to.")
    if at - closed_at > WITHIN:
        return N_("An objection can be made within 30 days of closing.")
    if made:
        return N_("An objection to this closing was made already.")
    return None


def why_not_words(reason: str) -> Message | None:
    """What is wrong with the words of an objection."""
    return N_("Write down what is not done.") if len(reason.strip()) < SHORTEST else None


async def _had_a_part(db: Db, actor: Actor, case: Case) -> bool:
    if actor.account_id is None:
        return False
    mine = select(CaseEvent.seq).where(
        CaseEvent.tenant_id == db.tenant,
        CaseEvent.case_id == case.id,
        CaseEvent.account_id == actor.account_id,
    )
    return (await db.execute(mine.limit(1))).first() is not None


async def _mark_false_closing(db: Db, case: Case, *, at: dt.datetime) -> None:
    """Once for each answer, however many callers it was given to."""
    lead = await answering(db, case)
    if lead is not None and (lead.case_id == case.id or lead.false_closed_on is None):
        with counting(db, "assignment", lead):
            lead.false_closed_on = (await calendar_of(db)).local_date(at)
