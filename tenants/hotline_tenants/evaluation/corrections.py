"""Reading corrections of published months with their evidence, on either side, and the scores that they make."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, select, true

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.files.model import File
from hotline_tenants.evaluation.correcting import NOTHING, counting_rates
from hotline_tenants.evaluation.correction import Correction, CorrectionFile
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.scoring import score
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.model import Unit

Rates = Mapping[str, Rate]


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


async def evidence_of_correction(db: Db, correction_id: uuid.UUID) -> Sequence[File]:
    """The files of a correction, in the order in which they were added."""
    wanted = (
        select(File)
        .join(CorrectionFile, (CorrectionFile.tenant_id == File.tenant_id) & (CorrectionFile.file_id == File.id))
        .where(
            File.tenant_id == db.tenant, CorrectionFile.tenant_id == db.tenant,
            CorrectionFile.correction_id == correction_id,
        )
        .order_by(CorrectionFile.id)
    )  # fmt: skip
    return list(await db.scalars(wanted))


async def rates_now(db: Db, publication: Publication, unit_id: uuid.UUID) -> Rates:
    """What counts of a unit: as published, and corrected since."""
    rates = (await counting_rates(db, publication)).get(unit_id, {})
    return {**NOTHING, **rates, **_corrected(await corrections_of(db, publication.month, unit_id))}


async def corrected_scores(db: Db, publication: Publication) -> Sequence[tuple[Correction, Decimal | None]]:
    """Every confirmed correction of a month in its order, with the score that it and those before it make."""
    formula = await formula_of(db, publication.formula)
    rates = {unit: dict(own) for unit, own in (await counting_rates(db, publication)).items()}
    return list(_scored(await corrections_to(db, publication.month), rates, formula.weights))


def _scored(
    corrections: Sequence[Correction], rates: dict[uuid.UUID, dict[str, Rate]], weights: Mapping[str, int]
) -> Iterator[tuple[Correction, Decimal | None]]:
    for one in corrections:
        if one.confirmed:
            own = rates.setdefault(one.unit_id, {})
            own[one.indicator] = Rate(one.counted, one.of)
            yield one, score({**NOTHING, **own}, weights)


def _corrected(corrections: Sequence[Correction]) -> Rates:
    return {one.indicator: Rate(one.counted, one.of) for one in corrections}


async def _corrections(db: Db, month: dt.date, whose: ColumnElement[bool]) -> Sequence[Correction]:
    wanted = select(Correction).where(Correction.tenant_id == db.tenant, Correction.month == month, whose)
    return list(await db.scalars(wanted.order_by(Correction.decided_at, Correction.id)))
