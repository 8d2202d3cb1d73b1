"""What takes long is asked for by a person and done by a job; meanwhile the month says where that stands."""

import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.jobs.later import later
from hotline_platform.jobs.progress import Work, progress_of
from hotline_tenants.evaluation.drawing_up import why_not_draw_up
from hotline_tenants.evaluation.excluded import not_taken_out
from hotline_tenants.evaluation.jobs import draw_up_month, take_out_of_month
from hotline_tenants.evaluation.model import MonthWork
from hotline_tenants.evaluation.publishing import publication_of

DRAW_UP, TAKE_OUT = "draw_up", "take_out"


async def ask_to_draw_up(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Have the evaluation of a month drawn up. Raises Refused, also where somebody has asked for it already."""
    actor.need("evaluation.keep")
    await _one_at_a_time(db)
    if refusal := await why_not_draw_up(db, month, at=at):
        raise Refused(refusal)
    found = await _work(db, month, DRAW_UP)
    if found is not None and found.goes_on:
        raise Refused(N_("The evaluation of this month is being drawn up already."))
    assert actor.account_id is not None
    await _ask(db, month, DRAW_UP, by=actor.account_id, at=at)


async def ask_to_take_out(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Have what was granted taken out of the adjusted figures of a month. A job before this one may have begun without
    what was granted last, so each gets one of its own; it finds nothing to do where another was quicker.
    """
    actor.need("evaluation.approve")
    assert actor.account_id is not None
    await _ask(db, month, TAKE_OUT, by=actor.account_id, at=at)


async def work_on(db: Db, month: dt.date) -> Work | None:
    """What is being done to a month, or could not be; None where nothing is asked for that is not done."""
    # The job first: one that ends in between leaves what it did to be seen.
    drawing, taking = await _work(db, month, DRAW_UP), await _work(db, month, TAKE_OUT)
    if await publication_of(db, month) is None:
        return drawing
    return taking if await not_taken_out(db, month) else None


async def _one_at_a_time(db: Db) -> None:
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext("evaluation work"))))


async def _ask(db: Db, month: dt.date, deed: str, *, by: uuid.UUID, at: dt.datetime) -> None:
    job = draw_up_month if deed == DRAW_UP else take_out_of_month
    asked = {
        "asked_at": at, "asked_by": by, "refused": None,
        "job_id": later(db, job, month=month.isoformat(), wake=True),
    }  # fmt: skip
    put = insert(MonthWork).values(tenant_id=db.tenant, month=month, deed=deed, **asked)
    await db.execute(put.on_conflict_do_update(index_elements=["tenant_id", "month", "deed"], set_=asked))


async def _work(db: Db, month: dt.date, deed: str) -> Work | None:
    wanted = (
        select(MonthWork)
        .where(MonthWork.tenant_id == db.tenant, MonthWork.month == month, MonthWork.deed == deed)
        .execution_options(populate_existing=True)
    )
    found = (await db.scalars(wanted)).one_or_none()
    if found is None:
        return None
    progress = await progress_of(db, found.job_id)
    if progress is None:  # it may have come to its end between the two looks
        found = (await db.scalars(wanted)).one()
    refused = Message(found.refused) if found.refused else None
    return Work(deed, found.asked_at, found.asked_by, refused, progress)
