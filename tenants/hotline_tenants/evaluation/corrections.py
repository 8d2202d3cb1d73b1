"""Reading corrections of published months, on either side, and the scores that they make."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, select, true

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.evaluation.correcting import NOTHING, basis_of, counting_rates
from hotline_tenants.evaluation.correction import Correction
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.rebanding import PublishedMonth, published_month
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.evaluation.scoring import score
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.model import Unit

Rates = Mapping[str, Rate]


@dataclass(frozen=True)
class Made:
    """What a correction makes of a unit's month on one basis: with those before it the score, and the verdict on its
    indicator, with the line up to which a probability counts in the class.
    """

    score: Decimal | None
    verdict: str
    line: float


@dataclass(frozen=True)
class Remade:
    """A correction, with what it makes on the basis of the score and, where something is excluded, on the other one."""

    correction: Correction
    counting: Made
    beside: Made | None

    @property
    def holds(self) -> bool:
        """Whether the line carries just that; lines from before verdicts were reckoned have a score alone."""
        one = self.correction
        if one.score != self.counting.score or one.verdict not in (None, self.counting.verdict):
            return False
        if self.beside is None:
            return one.beside_score is None and one.beside_verdict is None
        return (one.beside_score, one.beside_verdict) == (self.beside.score, self.beside.verdict)


async def correction_for(db: Db, actor: Actor, correction_id: uuid.UUID, *, lock: bool = False) -> Correction:
    """One correction, for a person: whoever has a place in a unit reaches confirmed ones of that unit only. Raises
    NotFound.
    """
    wanted = select(Correction).where(Correction.tenant_id == db.tenant, Correction.id == correction_id)
    found = (await db.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()
    if found is None or (
        actor.unit_id is not None and not (found.confirmed and found.unit_id == actor.unit_id)
    ):
        raise NotFound
    return found


async def corrections_to(db: Db, month: dt.date) -> Sequence[Correction]:
    """Every correction of our own evaluation of a month, the confirmed ones in the order of their confirmation, then
    those that wait, then those that were refused.
    """
    ours = Correction.unit_id.in_(select(Unit.id).where(Unit.tenant_id == db.tenant))
    found = await _corrections(db, month, ours)
    return sorted(found, key=lambda one: (one.confirmed is not True, one.confirmed is False))


async def corrections_of(db: Db, month: dt.date, unit_id: uuid.UUID) -> Sequence[Correction]:
    """The confirmed ones of one unit; a district reads its own by what it is in the house above (`Standing.unit_id`)."""
    return await _corrections(db, month, (Correction.unit_id == unit_id) & Correction.confirmed.is_(true()))


async def rates_now(db: Db, publication: Publication, unit_id: uuid.UUID) -> Rates:
    """What counts of a unit: as published, and corrected since."""
    rates = (await counting_rates(db, publication)).get(unit_id, {})
    return {**NOTHING, **rates, **_corrected(await corrections_of(db, publication.month, unit_id))}


async def verdict_now(db: Db, publication: Publication, unit_id: uuid.UUID, indicator: str) -> str:
    """What is said of an indicator of a unit: as published, or by the latest correction of it."""
    latest = [
        one for one in await corrections_of(db, publication.month, unit_id) if one.indicator == indicator
    ]
    if latest and latest[-1].verdict is not None:
        return latest[-1].verdict
    basis, _ = await bases_of(db, publication)
    return (await published_month(db, publication, basis)).verdict(unit_id, indicator)


async def remade(db: Db, publication: Publication) -> Sequence[Remade]:
    """Every confirmed correction of a month in its order, with what it makes of its unit's month, reckoned anew."""
    corrections = [one for one in await corrections_to(db, publication.month) if one.confirmed]
    if not corrections:
        return []
    weights = (await formula_of(db, publication.formula)).weights
    counting, beside = await bases_of(db, publication)
    month = await published_month(db, publication, counting)
    rates = {unit: dict(own) for unit, own in (await counting_rates(db, publication)).items()}
    other = await published_month(db, publication, beside) if beside else None
    left = other.rates() if other else {}
    found = []
    for one in corrections:
        made = _made(month, rates, one, Rate(one.counted, one.of), weights)
        same = None
        if other is not None and one.beside_counted is not None and one.beside_of is not None:
            same = _made(other, left, one, Rate(one.beside_counted, one.beside_of), weights)
        found.append(Remade(one, made, same))
    return found


def _made(
    month: PublishedMonth, rates: dict[uuid.UUID, dict[str, Rate]], one: Correction, corrected: Rate,
    weights: Mapping[str, int],
) -> Made:  # fmt: skip
    own = rates.setdefault(one.unit_id, {})
    own[one.indicator] = corrected
    band = month.reband(one.unit_id, one.indicator, corrected)
    return Made(score({**NOTHING, **own}, weights), band.verdict, band.line)


async def bases_of(db: Db, publication: Publication) -> tuple[str, str | None]:
    """The basis by which the score is made, and the other one, None where nothing is excluded."""
    counting = basis_of(publication, await formula_of(db, publication.formula))
    if publication.adjusted_digest is None:
        return counting, None
    return counting, RAW if counting == ADJUSTED else ADJUSTED


def _corrected(corrections: Sequence[Correction]) -> Rates:
    return {one.indicator: Rate(one.counted, one.of) for one in corrections}


async def _corrections(db: Db, month: dt.date, whose: ColumnElement[bool]) -> Sequence[Correction]:
    wanted = select(Correction).where(Correction.tenant_id == db.tenant, Correction.month == month, whose)
    return list(await db.scalars(wanted.order_by(Correction.decided_at, Correction.id)))
