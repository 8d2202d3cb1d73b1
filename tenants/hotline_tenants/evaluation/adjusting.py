"""Reckoning a month again without what is excluded: cells, bands and scores beside those that were drawn up."""

from sqlalchemy import update

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.correcting import counting_scores
from hotline_tenants.evaluation.excluded import classes_then, granted_of, left_out
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Publication, Score
from hotline_tenants.evaluation.reckoning import ADJUSTED, figures_of, reckon_rows
from hotline_tenants.evaluation.scoring import adjusted_digest_of, scores
from hotline_tenants.evaluation.signals import put_excluded
from hotline_tenants.evaluation.standing import show_adjusted


async def adjust(db: Db, publication: Publication) -> None:
    """Do so for a publication that is locked, by everything that is granted now; the districts see it at once."""
    month, formula = publication.month, await formula_of(db, publication.formula)
    classes, exclusions = await classes_then(db, month), await granted_of(db, month)
    out = await left_out(db, exclusions, classes)
    assert out is not None
    await reckon_rows(db, month, ADJUSTED, out, classes)
    await put_excluded(db, month, out)
    scored = scores(await figures_of(db, month, ADJUSTED), classes, formula.weights)
    found = {one.unit_id: one.score for one in scored}
    for unit_id in classes:
        this = Score.tenant_id == db.tenant, Score.month == month, Score.unit_id == unit_id
        await db.execute(update(Score).where(*this).values(adjusted=found.get(unit_id)))
    publication.adjusted_digest = adjusted_digest_of(month, formula, scored, exclusions)
    await show_adjusted(db, publication, found, await counting_scores(db, publication))
