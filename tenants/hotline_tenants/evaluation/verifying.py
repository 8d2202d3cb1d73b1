"""Proof that published evaluations are what their formulas make of what was counted, to the last digit."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.corrections import remade
from hotline_tenants.evaluation.counting import recounted
from hotline_tenants.evaluation.excluded import classes_then, left_out, taken_out_of
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.freezing import counted_in_rows
from hotline_tenants.evaluation.indicators import Figures, measures_of
from hotline_tenants.evaluation.model import Exclusion, Formula, Publication
from hotline_tenants.evaluation.publishing import scores_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, figures_of
from hotline_tenants.evaluation.scoring import adjusted_digest_of, digest_of, scores


@dataclass(frozen=True)
class Moved:
    """A count that has changed since the month was drawn up, because cases have gone on: told, never mended."""

    unit_id: uuid.UUID
    measure: str
    then: int
    now: int


@dataclass(frozen=True)
class Proof:
    """One month: whether its scores and digest follow from its rows, cells and formula, raw and without what was
    excluded (by so many applications), with every correction since it was published; and what has moved since.
    """

    month: dt.date
    formula: int
    units: int
    excluded: int
    corrections: int
    holds: bool
    moved: tuple[Moved, ...]


async def verify_evaluations(db: Db) -> list[Proof]:
    """Every evaluation that was drawn up in the tenant one stands in, the oldest first."""
    wanted = select(Publication).where(Publication.tenant_id == db.tenant).order_by(Publication.month)
    return [await _proof(db, one) for one in await db.scalars(wanted)]


async def _proof(db: Db, publication: Publication) -> Proof:
    month, kept = publication.month, await scores_of(db, publication.month)
    formula, then = await formula_of(db, publication.formula), await figures_of(db, month)
    again = scores(then, {one.unit_id: one.peer_class for one in kept}, formula.weights)
    digest = digest_of(month, formula.version, formula.weights, again)
    holds = again == kept and digest == publication.digest and await _follow_from_rows(db, month, then)
    exclusions = await taken_out_of(db, month)
    holds = holds and await _adjusted_holds(db, publication, formula, exclusions)
    corrected = await remade(db, publication)
    holds = holds and all(one.holds for one in corrected)
    counted = measures_of(publication.indicators)
    moved = tuple(one for one in _moved(then, await recounted(db, month, "live")) if one.measure in counted)
    return Proof(month, formula.version, len(kept), len(exclusions), len(corrected), holds, moved)


async def _follow_from_rows(db: Db, month: dt.date, then: Mapping[uuid.UUID, Figures]) -> bool:
    """Months that were drawn up before rows were kept have none."""
    counted = await counted_in_rows(db, month)
    return not counted or counted == then


async def _adjusted_holds(
    db: Db, publication: Publication, formula: Formula, exclusions: Sequence[Exclusion]
) -> bool:
    if publication.adjusted_digest is None:
        return not exclusions
    month, classes = publication.month, await classes_then(db, publication.month)
    left = await counted_in_rows(db, month, await left_out(db, exclusions, classes))
    scored = scores(left, classes, formula.weights)
    found = {one.unit_id: one.score for one in scored}
    kept = {one.unit_id: one.score for one in await scores_of(db, month, ADJUSTED)}
    return (
        left == await figures_of(db, month, ADJUSTED)
        and kept == {unit: found.get(unit) for unit in classes}
        and adjusted_digest_of(month, formula, scored, exclusions) == publication.adjusted_digest
    )


def _moved(
    then: Mapping[uuid.UUID, Mapping[str, int]], now: Mapping[uuid.UUID, Mapping[str, int]]
) -> tuple[Moved, ...]:
    places = sorted(
        {(unit, measure) for side in (then, now) for unit, own in side.items() for measure in own}
    )
    found = (
        Moved(unit, measure, then.get(unit, {}).get(measure, 0), now.get(unit, {}).get(measure, 0))
        for unit, measure in places
    )
    return tuple(one for one in found if one.then != one.now)
