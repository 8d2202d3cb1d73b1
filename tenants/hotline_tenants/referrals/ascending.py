"""What travels from a district up to the city: the sign, the first contact, the answer."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import carry_case, mark_contacted, mark_replied, mark_signed
from hotline_tenants.cases.model import Assignment, Case, Reply
from hotline_tenants.cases.reaching import assignment_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.enclosures.carrying import copy_up
from hotline_tenants.referrals.model import Referral


async def signed_above(db: Db, actor: Actor, link: Referral, *, at: dt.datetime) -> None:
    """The district has taken the order on: the city's assignment is signed. Does nothing the second time."""
    async with _above(db, link) as (case, assignment):
        if assignment.state == "dispatched":
            await mark_signed(db, case, assignment, at=at)
            await record(db, case, "sign", actor, at=at, unit=assignment.unit_id)


async def contacted_above(db: Db, actor: Actor, link: Referral, *, at: dt.datetime) -> None:
    """The district's unit has spoken with the caller."""
    async with _above(db, link) as (case, assignment):
        if assignment.contacted_at is None:
            await mark_contacted(db, case, assignment, at=at)
            if assignment.lead:
                carry_case(case, "lead_handling")
            await record(db, case, "contact", actor, at=at, unit=assignment.unit_id)


async def answer_above(db: Db, actor: Actor, link: Referral, reply: Reply, *, at: dt.datetime) -> None:
    """The district's accepted reply becomes the reply to the city's assignment, and waits for the city's review; the
    files of its units go up with it.
    """
    inner, public = reply.inner, reply.public
    async with _above(db, link) as (case, assignment):
        salt = new_salt()
        db.put(
            Reply, id=new_id(), case_id=case.id, assignment_id=assignment.id, inner=inner, public=public, salt=salt,
            drafted_at=at, drafted_by=actor.account_id, signed_off_at=at, signed_off_by=actor.account_id,
        )  # fmt: skip
        await mark_replied(db, case, assignment, "answer_up", at=at)
        await record(
            db, case, "replied", actor, at=at, unit=assignment.unit_id, text=digest_of(salt, inner, public)
        )
        await tell(db, "reply_to_review", subject_id=case.id, at=at, roles=("reviewer",), number=case.number)
        unit_above = assignment.unit_id
    await copy_up(db, actor, link, link.case_id, link.other_case_id, unit_above, at=at)


@asynccontextmanager
async def _above(db: Db, link: Referral) -> AsyncIterator[tuple[Case, Assignment]]:
    async with across(db, because=link):
        case = await locked(db, link.other_case_id)
        yield case, await assignment_of(db, case, link.assignment_id)
