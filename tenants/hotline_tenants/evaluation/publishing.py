"""The evaluation of a month: drawn up, previewed, objected to, decided on, published; frozen from its drawing up."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.evaluation.classes import classes_of
from hotline_tenants.evaluation.formulas import formula_for
from hotline_tenants.evaluation.freezing import freeze
from hotline_tenants.evaluation.model import Publication, Score
from hotline_tenants.evaluation.months import HISTORY
from hotline_tenants.evaluation.reckoning import RAW, figures_of, reckon, reckon_rows
from hotline_tenants.evaluation.scoring import Scored, digest_of, scores
from hotline_tenants.evaluation.standing import published_below, show_below, undecided, waiting_exclusions
from hotline_tenants.network.units import unit_tree

PREVIEW, OBJECTION, DECISION = working_days(3), working_days(3), working_days(5)
"""The periods of `domain.md` §6, one after the other."""


async def draw_up(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> Publication:
    """Reckon a month that is over a last time, freeze it and score it by the formula in force then. Live work only:
    imported history has no limits. Raises Refused.
    """
    actor.need("evaluation.keep")
    assert actor.account_id is not None
    calendar = await calendar_of(db)
    if (month.year, month.month) >= (calendar.local_date(at).year, calendar.local_date(at).month):
        raise Refused(N_("The month is not over yet."))
    if month == HISTORY:
        raise Refused(N_("Imported history has no limits and is no part of an evaluation."))
    if await publication_of(db, month) is not None:
        raise Refused(N_("The evaluation of this month is drawn up already."))
    formula = await formula_for(db, month)
    if formula is None:
        raise Refused(N_("No approved formula is in force in this month. Draft one and have it approved."))
    await reckon(db, month, at=at)
    await freeze(db, month)
    await reckon_rows(db, month, RAW)
    classes = classes_of(await unit_tree(db), await registry_of(db))
    scored = scores(await figures_of(db, month), classes, formula.weights)
    preview = calendar.after(at, PREVIEW).at
    objection = calendar.after(preview, OBJECTION).at
    made = Publication(
        tenant_id=db.tenant, month=month, formula=formula.version, drawn_up_at=at, drawn_up_by=actor.account_id,
        preview_until=preview, object_until=objection, decide_until=calendar.after(objection, DECISION).at,
        digest=digest_of(month, formula.version, formula.weights, scored),
    )  # fmt: skip
    db.add(made)
    for one in scored:
        db.put(
            Score, month=month, unit_id=one.unit_id, peer_class=one.peer_class, score=one.score, adjusted=one.score
        )  # fmt: skip
    await show_below(db, made, formula, scored, at=at)
    note(db, "evaluation_drawn_up", account_id=actor.account_id, at=at, month=month.isoformat())
    return made


async def publish(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Publish what was drawn up, by somebody else and when the periods are over. Raises NotFound, Refused."""
    actor.need("evaluation.approve")
    wanted = select(Publication).where(Publication.tenant_id == db.tenant, Publication.month == month)
    found = (await db.scalars(wanted.with_for_update())).one_or_none()
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
    found.published_at, found.published_by = at, actor.account_id
    await published_below(db, month, at=at)
    note(db, "evaluation_published", account_id=actor.account_id, at=at, month=month.isoformat())


async def publication_of(db: Db, month: dt.date) -> Publication | None:
    """The evaluation of a month, if it is drawn up."""
    wanted = select(Publication).where(Publication.tenant_id == db.tenant, Publication.month == month)
    return (await db.scalars(wanted)).one_or_none()


async def scores_of(db: Db, month: dt.date, basis: str = RAW) -> list[Scored]:
    """The scores of a month as they were drawn up, or without what is excluded since; ordered by unit."""
    rows: Sequence[Score] = list(
        await db.scalars(
            select(Score).where(Score.tenant_id == db.tenant, Score.month == month).order_by(Score.unit_id)
        )
    )
    return [Scored(row.unit_id, row.peer_class, row.score if basis == RAW else row.adjusted) for row in rows]
