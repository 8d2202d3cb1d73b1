"""Drawing up the evaluation of a month: reckoned a last time, frozen and scored; from then on it stands still."""

import datetime as dt
import uuid

from hotline_platform.audit.recording import note
from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.evaluation.classes import classes_of
from hotline_tenants.evaluation.formulas import formula_for
from hotline_tenants.evaluation.freezing import freeze
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.evaluation.model import MonthWork, Publication, Score
from hotline_tenants.evaluation.months import HISTORY
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.reckoning import RAW, begin, figures_of, reckon_beside_rows, reckon_rows
from hotline_tenants.evaluation.scoring import digest_of, scores
from hotline_tenants.evaluation.standing import show_below
from hotline_tenants.evaluation.unit_standing import tell_units
from hotline_tenants.evaluation.watching import near
from hotline_tenants.network.units import unit_tree

PREVIEW, OBJECTION, DECISION = working_days(3), working_days(3), working_days(5)
"""The periods of `domain.md` §6, one after the other."""


async def why_not_draw_up(db: Db, month: dt.date, *, at: dt.datetime) -> Message | None:
    """Live work only: imported history has no limits."""
    today = (await calendar_of(db)).local_date(at)
    if (month.year, month.month) >= (today.year, today.month):
        return N_("The month is not over yet.")
    if month == HISTORY:
        return N_("Imported history has no limits and is no part of an evaluation.")
    if await publication_of(db, month) is not None:
        return N_("The evaluation of this month is drawn up already.")
    if await formula_for(db, month) is None:
        return N_("No approved formula is in force in this month. Draft one and have it approved.")
    return None


async def draw_up_as_asked(db: Db, month: dt.date, *, at: dt.datetime) -> None:
    """Draw up a month for whoever asked for it; a second time changes nothing. What stands in the way since it was asked
    for is kept beside the asking.
    """
    asked = await db.get_one(MonthWork, (db.tenant, month, "draw_up"))
    if await publication_of(db, month) is not None:
        return
    if refusal := await why_not_draw_up(db, month, at=at):
        asked.refused = refusal.text
        return
    await draw_up(db, month, by=asked.asked_by, at=at)


async def draw_up(db: Db, month: dt.date, *, by: uuid.UUID, at: dt.datetime) -> None:
    """Freeze a month in which nothing stands in the way. Two at once follow one another: the second finds it done."""
    if not await begin(db, month, at=at):
        return
    formula, calendar = await formula_for(db, month), await calendar_of(db)
    assert formula is not None
    await reckon_beside_rows(db, month)
    await freeze(db, month)
    await reckon_rows(db, month, RAW)
    classes = classes_of(await unit_tree(db), await registry_of(db))
    scored = scores(await figures_of(db, month), classes, formula.weights)
    preview = calendar.after(at, PREVIEW).at
    objection = calendar.after(preview, OBJECTION).at
    decision = calendar.after(objection, DECISION).at
    made = Publication(
        tenant_id=db.tenant, month=month, formula=formula.version, indicators=[*INDICATORS], drawn_up_at=at, drawn_up_by=by,
        preview_until=preview, object_until=objection, decide_until=decision, next_at=near(calendar, decision),
        digest=digest_of(month, formula.version, formula.weights, scored),
    )  # fmt: skip
    db.add(made)
    for one in scored:
        db.put(
            Score, month=month, unit_id=one.unit_id, peer_class=one.peer_class, score=one.score, adjusted=one.score
        )  # fmt: skip
    await show_below(db, made, formula, scored, at=at)
    await tell_units(db, month, scored, at=at)
    note(db, "evaluation_drawn_up", account_id=by, at=at, month=month.isoformat())
