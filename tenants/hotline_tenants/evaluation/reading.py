"""Reading what was reckoned: a handful of rows for each month, however many cases lie behind them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.banding import Band, Verdict
from hotline_tenants.evaluation.classes import CLASSES
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.evaluation.model import ReckonedMonth, UnitBand
from hotline_tenants.evaluation.months import HISTORY
from hotline_tenants.figures.intervals import Rate


@dataclass(frozen=True)
class Said:
    """What is said of a unit's indicator: its band, and where it is a pace the quantile itself, in days, and `within` how
    many days the answers came that the band counts.
    """

    band: Band
    days: float | None
    within: int | None = None


PeerClass = Mapping[uuid.UUID, Mapping[str, Said]]
"""Of every unit of a class, by indicator."""


async def months_of(db: Db) -> Sequence[ReckonedMonth]:
    """The months that were reckoned, the latest first; history is none."""
    rows = await db.scalars(
        select(ReckonedMonth)
        .where(ReckonedMonth.tenant_id == db.tenant, ReckonedMonth.month != HISTORY)
        .order_by(ReckonedMonth.month.desc())
    )
    return list(rows)


async def reckoned_at(db: Db, month: dt.date) -> dt.datetime | None:
    """When a month, or history, was reckoned last."""
    wanted = select(ReckonedMonth.reckoned_at)
    return await db.scalar(wanted.where(ReckonedMonth.tenant_id == db.tenant, ReckonedMonth.month == month))


async def bands_of(db: Db, month: dt.date, origin: str, basis: str = "raw") -> Mapping[str, PeerClass]:
    """The bands of a month by class, in the order of classes and indicators; classes without any are left out. On the basis
    `adjusted` there are none as long as nothing is excluded.
    """
    rows = await db.scalars(
        select(UnitBand).where(
            UnitBand.tenant_id == db.tenant,
            UnitBand.month == month,
            UnitBand.origin == origin,
            UnitBand.basis == basis,
        )
    )
    found: dict[str, dict[uuid.UUID, dict[str, Said]]] = {name: {} for name in CLASSES}
    for row in sorted(rows, key=lambda one: INDICATORS.index(one.indicator)):
        verdict: Verdict = row.verdict  # type: ignore[assignment]
        band = Band(verdict, Rate(row.counted, row.of), row.expected, row.p)
        found[row.peer_class].setdefault(row.unit_id, {})[row.indicator] = Said(band, row.days, row.within)
    return {name: units for name, units in found.items() if units}
