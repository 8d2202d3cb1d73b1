"""The score that counts: by the basis that the formula names, with every objection that was upheld in it."""

import uuid
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.evaluation.model import Formula, Objection, Publication
from hotline_tenants.evaluation.reading import bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.evaluation.scoring import score
from hotline_tenants.figures.intervals import Rate

NOTHING: Mapping[str, Rate] = dict.fromkeys(INDICATORS, Rate(0, 0))


def basis_of(publication: Publication, formula: Formula) -> str:
    """Of which figures the score of a month is made; as long as nothing is excluded both are the same."""
    return ADJUSTED if formula.basis == ADJUSTED and publication.adjusted_digest is not None else RAW


async def counting_scores(db: Db, publication: Publication) -> Mapping[uuid.UUID, Decimal | None]:
    """The score that counts, of every unit that was compared; what was corrected after the publication is no part of it."""
    formula = await formula_of(db, publication.formula)
    rates = await counting_rates(db, publication)
    return {unit: score({**NOTHING, **own}, formula.weights) for unit, own in rates.items()}


async def counting_rates(db: Db, publication: Publication) -> Mapping[uuid.UUID, Mapping[str, Rate]]:
    """Of what that score is made, by unit and indicator."""
    formula = await formula_of(db, publication.formula)
    rates = {
        unit: {name: said.band.rate for name, said in of.items()}
        for members in (
            await bands_of(db, publication.month, "live", basis_of(publication, formula))
        ).values()
        for unit, of in members.items()
    }
    upheld = await db.scalars(
        select(Objection).where(
            Objection.tenant_id == db.tenant, Objection.month == publication.month, Objection.upheld.is_(True)
        )
    )
    for one in upheld:
        assert one.counted is not None
        assert one.of is not None
        rates.setdefault(one.unit_id, {})[one.indicator] = Rate(one.counted, one.of)
    return rates
