"""Calling a caller again without knowing what was answered before."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale, refused_fields
from hotline_tenants.callbacks.calling import Answers, why_not_call
from hotline_tenants.callbacks.closing import ATTEMPTS, DAYS
from hotline_tenants.cases.model import Case, CasePerson, CaseText
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.recalls.model import RecallCall


@dataclass(frozen=True)
class Matter:
    """What whoever calls knows of a case: the demand and when it was closed. Nothing of what became of it."""

    title: str
    body: str
    registered_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class Person:
    """Whom to call."""

    name: str
    phone: str


async def call_for(db: Db, actor: Actor, call_id: uuid.UUID, *, lock: bool = False) -> RecallCall:
    """A call of one's own government. Raises NotFound."""
    actor.need("recall.call")
    wanted = select(RecallCall).where(RecallCall.tenant_id == db.tenant, RecallCall.id == call_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def matter_of(db: Db, call: RecallCall) -> Matter:
    """The demand, read in the district that it belongs to. Raises NotFound where it was erased whole."""
    async with across(db, because=call):
        row = (
            await db.execute(
                select(CaseText.title, CaseText.body, Case.registered_at, Case.closed_at)
                .join(Case, (Case.tenant_id == db.tenant) & (Case.id == CaseText.case_id))
                .where(CaseText.tenant_id == db.tenant, CaseText.case_id == call.case_id)
            )
        ).one_or_none()
    if row is None:
        raise NotFound
    return Matter(*row)


async def person_of(db: Db, call: RecallCall) -> Person:
    """The caller as they are: only after a look that was recorded in their government. Raises NotFound."""
    async with across(db, because=call):
        row = (
            await db.execute(
                select(CasePerson.name, CasePerson.phone).where(
                    CasePerson.tenant_id == db.tenant, CasePerson.case_id == call.case_id,
                    CasePerson.erased_at.is_(None),
                )
            )
        ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    return Person(*row)


async def call_again(
    db: Db, actor: Actor, call_id: uuid.UUID, answers: Answers, *, version: int, at: dt.datetime
) -> RecallCall:
    """Record one attempt. Whoever answers is reached; three attempts on two days without an answer are the end.

    Raises NotFound, Stale where somebody recorded an attempt meanwhile, Refused by field.
    """
    call = await call_for(db, actor, call_id, lock=True)
    if call.version != version:
        raise Stale(
            N_("Somebody recorded an attempt after your page was loaded. What you marked is still here.")
        )
    if call.state != "waiting":
        raise Refused(N_("This call is settled already."))
    if wrong := why_not_call(answers):
        raise refused_fields(wrong)
    today = (await calendar_of(db)).local_date(at)
    call.days += call.attempts == 0 or call.tried_on != today
    call.attempts, call.tried_on, call.version = call.attempts + 1, today, call.version + 1
    if answers.contacted:
        call.state, call.solved, call.satisfied = "reached", answers.solved, answers.satisfied
    elif call.attempts >= ATTEMPTS and call.days >= DAYS:
        call.state = "unreached"
    if call.state != "waiting":
        call.settled_at, call.settled_by = at, actor.account_id
    return call
