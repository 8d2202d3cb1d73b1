"""Taking up what the public sent, through the verbs: each submission once, in one transaction of its own."""

import datetime as dt
import logging
import uuid
from dataclasses import replace

import msgspec
from sqlalchemy import select, text

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.work import failure_text
from hotline_tenants.callbacks.calling import Answers, callbacks_of, put_answers
from hotline_tenants.callbacks.failing import mark_if_failed
from hotline_tenants.callbacks.objecting import put_objection, why_not_object
from hotline_tenants.cases.lifecycle import CASE
from hotline_tenants.cases.model import Case, QueryCode
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.words import TYPES
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import unit_tree
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.objecting import Objection
from hotline_tenants.openness.rating import Rating
from hotline_tenants.openness.tracking import RATED_WITHIN
from hotline_tenants.rulings.asking import rulings_of

_TENANTS = text("SELECT * FROM hotline_tenants_with_submissions()")

log = logging.getLogger(__name__)


async def take_up_waiting(database: Database, *, at: dt.datetime) -> int:
    """Take up everything that waits, in every tenant; returns how much. One that fails holds up no other: it is
    tried again the next time, and the first failure is raised when all others are done.
    """
    async with database.transaction(NOWHERE) as db:
        tenants = (await db.execute(_TENANTS)).scalars().all()
    done = 0
    failure: Exception | None = None
    for tenant in tenants:
        for submission_id in await _waiting(database, tenant):
            try:
                async with database.transaction(standing_in(tenant)) as db:
                    done += await take_up(db, system_actor(tenant), submission_id, at=at)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are to be taken up
                log.error("submission %s: %s", submission_id, failure_text(error))  # noqa: TRY400 - may be personal
                failure = failure or error
    if failure is not None:
        raise failure
    return done


async def take_up(db: Db, actor: Actor, submission_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Make of one submission what it asks for, and empty it. False where somebody else has done or is doing it."""
    submission = (
        await db.execute(
            select(Submission)
            .where(Submission.tenant_id == db.tenant, Submission.id == submission_id)
            .where(Submission.taken_up_at.is_(None))
            .with_for_update(skip_locked=True)
        )
    ).scalar_one_or_none()
    if submission is None:
        return False
    if submission.kind == "demand":
        submission.case_id = await _register(db, actor, submission)
    elif submission.kind == "objection":
        submission.case_id = await _put_objection(db, actor, submission)
    else:
        submission.case_id = await _put_rating(db, actor, submission, at=at)
    submission.payload, submission.taken_up_at = {}, at
    return True


async def _waiting(database: Database, tenant: int) -> list[uuid.UUID]:
    async with database.transaction(standing_in(tenant)) as db:
        rows = await db.execute(
            select(Submission.id)
            .where(Submission.tenant_id == tenant, Submission.taken_up_at.is_(None))
            .order_by(Submission.made_at, Submission.id)
        )
        return list(rows.scalars())


async def _register(db: Db, actor: Actor, submission: Submission) -> uuid.UUID:
    """The case begins when the citizen sent it, not when a worker came to it."""
    demand = replace(msgspec.convert(submission.payload, Demand), form_id=submission.id)
    area = (await unit_tree(db)).find(demand.area_id)
    if area is None or area.closed:
        demand = replace(
            demand, area_id=None
        )  # Closed since the form was loaded: the place in words still stands.
    if demand.type not in TYPES:
        demand = replace(demand, type="other")
    return (await register(db, actor, demand, at=submission.made_at)).id


async def _put_rating(db: Db, actor: Actor, submission: Submission, *, at: dt.datetime) -> uuid.UUID | None:
    """The caller's own answers of this round: the first of them. They close nothing, and change no officer's."""
    case = await _case_of(db, submission)
    if case is None:
        return None
    if not await _counts(db, case, submission.made_at):
        return case.id
    given = msgspec.convert(submission.payload, Rating)
    answers = Answers(contacted=True, solved=given.solved, satisfied=given.satisfied)
    await put_answers(db, case, answers, source="caller", account_id=None, at=submission.made_at)
    await record(
        db, case, "rated", actor, at=at, remarks={"note": given.comment}, solved=given.solved,
        satisfied=given.satisfied,
    )  # fmt: skip
    await mark_if_failed(db, case, solved=given.solved, satisfied=given.satisfied, at=at)
    return case.id


async def _put_objection(db: Db, actor: Actor, submission: Submission) -> uuid.UUID | None:
    """The clock of whoever decides runs from when the caller sent it. What the hotline registered in the meantime by
    telephone, or closed and opened again, stays as it is.
    """
    case = await _case_of(db, submission)
    if case is None:
        return None
    given, sent_at = msgspec.convert(submission.payload, Objection), submission.made_at
    if (case.state, "object") in CASE and why_not_object(case, await rulings_of(db, case), sent_at) is None:
        await put_objection(db, actor, case, given.reason, at=sent_at)
    return case.id


async def _case_of(db: Db, submission: Submission) -> Case | None:
    """The locked case of the code that was typed."""
    wanted = select(QueryCode.case_id).where(
        QueryCode.tenant_id == db.tenant, QueryCode.code_digest == submission.code_digest
    )
    case_id = (await db.execute(wanted)).scalar_one_or_none()
    return await locked(db, case_id) if case_id is not None else None


async def _counts(db: Db, case: Case, made_at: dt.datetime) -> bool:
    if case.state not in ("reviewed", "closed", "archived"):
        return False
    if case.closed_at is not None and made_at - case.closed_at > RATED_WITHIN:
        return False
    lead = [one for one in await assignments_of(db, case) if one.lead and one.round == case.round]
    joint = case.merged_into_id is not None and case.round == 0  # the answer came with another case's
    if not joint and not any(one.state == "accepted" for one in lead):
        return False
    return all(one.source != "caller" for one in await callbacks_of(db, case))
