"""Reckoning a month again without what is excluded: cells, bands and scores beside those that were drawn up."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select, update

from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_tenants.evaluation.correcting import counting_scores
from hotline_tenants.evaluation.excluded import (
    Classes,
    classes_then,
    count_rows,
    granted_of,
    left_out,
    takes,
    whose,
)
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Exclusion, Score
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, figures_of, reckon_rows
from hotline_tenants.evaluation.scoring import adjusted_digest_of, scores
from hotline_tenants.evaluation.signals import put_excluded
from hotline_tenants.evaluation.standing import show_adjusted


async def take_out(db: Db, month: dt.date) -> None:
    """Take everything that is granted now out of a month that is drawn up; the districts see it at once. Does nothing
    where all of it is out. Two at once follow one another.

    The publication is held only when all is reckoned, so that nobody waits for that who decides something else.
    """
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext(f"taking out of {month}"))))
    classes, exclusions = await classes_then(db, month), await granted_of(db, month)
    if all(one.counted is not None for one in exclusions):
        return
    out = await left_out(db, exclusions, classes)
    assert out is not None
    drawn_up = await publication_of(db, month)
    assert drawn_up is not None
    await reckon_rows(db, month, ADJUSTED, out, classes, drawn_up.indicators)
    await put_excluded(db, month, out)
    publication = await publication_of(db, month, lock=True)
    assert publication is not None
    formula = await formula_of(db, publication.formula)
    scored = scores(await figures_of(db, month, ADJUSTED), classes, formula.weights)
    found = {one.unit_id: one.score for one in scored}
    for unit_id in classes:
        this = Score.tenant_id == db.tenant, Score.month == month, Score.unit_id == unit_id
        await db.execute(update(Score).where(*this).values(adjusted=found.get(unit_id)))
    publication.adjusted_digest = adjusted_digest_of(month, formula, scored, exclusions)
    await _count(db, [one for one in exclusions if one.counted is None], classes)
    await show_adjusted(db, publication, found, await counting_scores(db, publication))


async def _count(db: Db, exclusions: Sequence[Exclusion], classes: Classes) -> None:
    """How many assignments each has taken out, on both sides: with this it is in the figures."""
    for one in exclusions:
        one.counted = await count_rows(db, one.month, await takes(db, one, whose(one, classes)))
    below = [one for one in exclusions if one.other_tenant_id != db.tenant]
    for one in sorted(below, key=lambda each: each.other_tenant_id):
        async with across(db, because=one):
            here = Exclusion.tenant_id == db.tenant, Exclusion.id == one.id
            await db.execute(update(Exclusion).where(*here).values(counted=one.counted))
