"""What a formula would have made of months past, beside the one that was in force: looked at before it is approved."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.evaluation.classes import classes_of
from hotline_tenants.evaluation.correcting import basis_of
from hotline_tenants.evaluation.formulas import formula_for
from hotline_tenants.evaluation.indicators import indicators_of
from hotline_tenants.evaluation.model import Formula, Publication
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.reading import months_of
from hotline_tenants.evaluation.reckoning import RAW, figures_of
from hotline_tenants.evaluation.scoring import Scored, scores
from hotline_tenants.figures.rates import total
from hotline_tenants.network.units import unit_tree

MONTHS = 3


@dataclass(frozen=True)
class Beside:
    """One unit's month: its score by the formula in force then, None where there was none, and by the draft."""

    unit_id: uuid.UUID
    peer_class: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Previewed:
    """One month. `uncounted` are indicators that weigh in the draft and of which the month has nothing, perhaps because
    it was reckoned before they were counted: it is scored by the others.
    """

    units: list[Beside]
    uncounted: list[str]


async def preview(db: Db, draft: Formula) -> Mapping[dt.date, Previewed]:
    """The last months that were reckoned, the latest first; imported history is no part of an evaluation."""
    classes = classes_of(await unit_tree(db), await registry_of(db))
    found: dict[dt.date, Previewed] = {}
    for month in [one.month for one in (await months_of(db))[:MONTHS]]:
        then, publication = await formula_for(db, month), await publication_of(db, month)
        old = (
            {one.unit_id: one.score for one in await _scores(db, month, publication, then, classes)}
            if then
            else {}
        )
        units = [
            Beside(one.unit_id, one.peer_class, old.get(one.unit_id), one.score)
            for one in await _scores(db, month, publication, draft, classes)
        ]
        whole = total((await figures_of(db, month)).values())
        nothing = [one.name for one in indicators_of([whole], draft.weights) if not one.rate(whole).of]
        found[month] = Previewed(units, nothing if units else [])
    return found


async def _scores(
    db: Db, month: dt.date, publication: Publication | None, formula: Formula, classes: Mapping[uuid.UUID, str]
) -> Sequence[Scored]:  # fmt: skip
    basis = basis_of(publication, formula) if publication else RAW
    return scores(await figures_of(db, month, basis), classes, formula.weights)
