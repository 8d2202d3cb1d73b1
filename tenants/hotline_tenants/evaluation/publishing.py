"""Publishing the evaluation of a month, once its periods are over and everything about it is decided."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.evaluation.excluded import not_taken_out
from hotline_tenants.evaluation.model import Publication, Score
from hotline_tenants.evaluation.reckoning import RAW
from hotline_tenants.evaluation.scoring import Scored
from hotline_tenants.evaluation.standing import published_below, undecided, waiting_exclusions


async def publish(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Publish what was drawn up, by somebody else and when the periods are over. Raises NotFound, Refused."""
    actor.need("evaluation.approve")
    found = await publication_of(db, month, lock=True)
    if found is None:
        raise NotFound
    if found.published_at is not None:
        raise Refused(N_("The evaluation of this month is published already."))
    if found.drawn_up_by == actor.account_id:
        raise Refused(N_("Who drew up an evaluation does not publish it. Somebody else has to."))
    if at < found.decide_until:
        raise Refused(
            N_("The districts may still look at it and object, and objections are still decided on.")
        )
    if await undecided(db, month):
        raise Refused(N_("Objections to this month are not decided on yet."))
    if await waiting_exclusions(db, month):
        raise Refused(N_("Exclusions from this month are not decided on yet."))
    if await not_taken_out(db, month):
        raise Refused(N_("What was granted is still being taken out of the figures of this month."))
    found.published_at, found.published_by, found.next_at = at, actor.account_id, None
    await published_below(db, month, at=at)
    note(db, "evaluation_published", account_id=actor.account_id, at=at, month=month.isoformat())


async def publication_of(db: Db, month: dt.date, *, lock: bool = False) -> Publication | None:
    """The evaluation of a month, if it is drawn up; locked, as it is once nobody else holds it."""
    wanted = select(Publication).where(Publication.tenant_id == db.tenant, Publication.month == month)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await db.scalars(wanted)).one_or_none()


async def scores_of(db: Db, month: dt.date, basis: str = RAW) -> list[Scored]:
    """The scores of a month as they were drawn up, or without what is excluded since; ordered by unit."""
    rows: Sequence[Score] = list(
        await db.scalars(
            select(Score).where(Score.tenant_id == db.tenant, Score.month == month).order_by(Score.unit_id)
        )
    )
    return [Scored(row.unit_id, row.peer_class, row.score if basis == RAW else row.adjusted) for row in rows]
