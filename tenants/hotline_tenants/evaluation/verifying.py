"""Proof that published evaluations are what their formulas make of what was counted, to the last digit."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.counting import recounted
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.publishing import scores_of
from hotline_tenants.evaluation.reckoning import figures_of
from hotline_tenants.evaluation.scoring import digest_of, scores


@dataclass(frozen=True)
class Moved:
    """A count that has changed since the month was drawn up, because cases have gone on: told, never mended."""

    unit_id: uuid.UUID
    measure: str
    then: int
    now: int


@dataclass(frozen=True)
class Proof:
    """One month: whether its scores and digest follow from its cells and formula, and what has moved since."""

    month: dt.date
    formula: int
    units: int
    holds: bool
    moved: tuple[Moved, ...]


async def verify_evaluations(db: Db) -> list[Proof]:
    """Every evaluation that was drawn up in the tenant one stands in, the oldest first."""
    wanted = select(Publication).where(Publication.tenant_id == db.tenant).order_by(Publication.month)
    return [await _proof(db, one) for one in await db.scalars(wanted)]


async def _proof(db: Db, publication: Publication) -> Proof:
    month, kept = publication.month, await scores_of(db, publication.month)
    formula, then = await formula_of(db, publication.formula), await figures_of(db, month, "live")
    again = scores(then, {one.unit_id: one.peer_class for one in kept}, formula.weights)
    digest = digest_of(month, formula.version, formula.weights, again)
    moved = _moved(then, await recounted(db, month, "live"))
    return Proof(month, formula.version, len(kept), again == kept and digest == publication.digest, moved)


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
