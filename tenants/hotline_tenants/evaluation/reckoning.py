"""Reckoning a month: cells by kind of work, and from them the band of every unit within its class."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.evaluation.banding import Strata, bands
from hotline_tenants.evaluation.classes import classes_of
from hotline_tenants.evaluation.counting import Whose, count_cells, exact_paces, hardly_reached
from hotline_tenants.evaluation.freezing import LIVE, Out, put_cells, row_paces, silent_rows
from hotline_tenants.evaluation.indicators import (
    ASKED_OF_CALLERS,
    INDICATORS,
    Figures,
    Indicator,
    indicators_of,
)
from hotline_tenants.evaluation.model import Cell, Publication, ReckonedMonth, UnitBand
from hotline_tenants.evaluation.months import HISTORY, origins_of
from hotline_tenants.evaluation.signals import put_signals
from hotline_tenants.figures.rates import total
from hotline_tenants.network.units import unit_tree
from hotline_tenants.recalls.results import hardly_reached_again

Kind = tuple[str, str, uuid.UUID]
"""Type, urgency, first-level category."""

RAW, ADJUSTED = "raw", "adjusted"
Paces = Mapping[Whose, Mapping[str, float]]

Cells = Mapping[uuid.UUID, Mapping[Kind, Figures]]
"""Of each unit, by kind of work."""


async def reckon(db: Db, month: dt.date, *, at: dt.datetime) -> None:
    """Reckon a month (its first day, or `HISTORY`) of the government one stands in anew. Bears repetition; two at once follow one
    another, because both hold the row of the month. A month whose evaluation is drawn up stays as it is.
    """
    if not await begin(db, month, at=at):
        return
    await _reckon(db, month, origins_of(month))
    if month != HISTORY:
        await put_signals(db, month)


async def begin(db: Db, month: dt.date, *, at: dt.datetime) -> bool:
    """Hold a month for reckoning; False where its evaluation is drawn up, perhaps by whom we waited for."""
    put = insert(ReckonedMonth).values(tenant_id=db.tenant, month=month, reckoned_at=at)
    await db.execute(put.on_conflict_do_nothing())
    this = select(ReckonedMonth).where(ReckonedMonth.tenant_id == db.tenant, ReckonedMonth.month == month)
    held = (await db.scalars(this.with_for_update())).one()
    drawn_up = select(Publication.month).where(Publication.tenant_id == db.tenant, Publication.month == month)
    if await db.scalar(drawn_up) is not None:
        return False
    held.reckoned_at = at
    return True


async def reckon_beside_rows(db: Db, month: dt.date) -> None:
    """What a month that is being frozen has beside its rows, as it stands now: history that falls into it, and signals."""
    await _reckon(db, month, [one for one in origins_of(month) if one != LIVE])
    await put_signals(db, month)


async def _reckon(db: Db, month: dt.date, origins: Sequence[str]) -> None:
    await count_cells(db, month, origins)
    for origin in origins:
        await db.execute(
            delete(UnitBand).where(
                UnitBand.tenant_id == db.tenant, UnitBand.month == month, UnitBand.origin == origin
            )
        )
    paces, silent = await exact_paces(db, month, origins), await hardly_reached(db, month, origins)
    for origin in origins:
        await _put_bands(db, month, origin, RAW, paces, silent)


async def reckon_rows(
    db: Db, month: dt.date, basis: str, out: Out = None, classes: Mapping[uuid.UUID, str] | None = None,
    names: Collection[str] = INDICATORS,
) -> None:  # fmt: skip
    """Reckon live work of a month that is frozen, from its rows without those left `out`: cells and bands on one basis.
    Units are compared in `classes`, or as they are now, by the indicators that have these `names`.
    """
    await put_cells(db, month, basis, out)
    await db.execute(
        delete(UnitBand).where(
            UnitBand.tenant_id == db.tenant, UnitBand.month == month, UnitBand.origin == LIVE,
            UnitBand.basis == basis,
        )
    )  # fmt: skip
    paces, silent = await row_paces(db, month, out), await silent_rows(db, month, out)
    await _put_bands(db, month, LIVE, basis, paces, silent, classes, names)


async def _put_bands(
    db: Db, month: dt.date, origin: str, basis: str, paces: Paces, silent: frozenset[Whose],
    classes: Mapping[uuid.UUID, str] | None = None, names: Collection[str] = INDICATORS,
) -> None:  # fmt: skip
    if origin == LIVE:
        silent |= {(origin, unit_id) for unit_id in await hardly_reached_again(db, month)}
    if classes is None:
        classes = classes_of(await unit_tree(db), await registry_of(db))
    cells = await cells_of(db, month, origin, basis)
    for class_ in sorted(set(classes.values())):
        members = {unit: kinds for unit, kinds in cells.items() if classes.get(unit) == class_}
        for row in _banded(members, origin, paces, silent, names):
            db.put(UnitBand, month=month, origin=origin, basis=basis, peer_class=class_, **row)


async def cells_of(db: Db, month: dt.date, origin: str, basis: str = RAW) -> Cells:
    """What was counted of a month, or is left of it after exclusions."""
    rows = await db.execute(
        select(Cell.unit_id, Cell.type, Cell.urgency, Cell.category_id, Cell.measure, Cell.amount).where(
            Cell.tenant_id == db.tenant, Cell.month == month, Cell.origin == origin, Cell.basis == basis
        )
    )
    found: dict[uuid.UUID, dict[Kind, dict[str, int]]] = {}
    for unit_id, type_, urgency, category_id, measure, amount in rows:
        found.setdefault(unit_id, {}).setdefault((type_, urgency, category_id), {})[measure] = amount
    return found


async def figures_of(db: Db, month: dt.date, basis: str = RAW) -> Mapping[uuid.UUID, Figures]:
    """The same of live work by unit, kinds of work added up where they lie."""
    rows = await db.execute(
        select(Cell.unit_id, Cell.measure, func.sum(Cell.amount))
        .where(Cell.tenant_id == db.tenant, Cell.month == month, Cell.origin == LIVE, Cell.basis == basis)
        .group_by(Cell.unit_id, Cell.measure)
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for unit_id, measure, amount in rows:
        found.setdefault(unit_id, {})[measure] = int(amount)
    return found


def _banded(
    members: Cells, origin: str, paces: Paces, silent: frozenset[Whose], names: Collection[str]
) -> Iterator[Mapping[str, Any]]:
    unsaid = [unit for unit in members if (origin, unit) in silent]
    for indicator in indicators_of([_all(kinds) for kinds in members.values()], names):
        strata = {unit: _strata(kinds, indicator) for unit, kinds in members.items()}
        found = bands(
            strata,
            unsaid=unsaid if indicator.name in ASKED_OF_CALLERS else (),
            less_is_better=indicator.less_is_better,
        )
        for unit, band in found.items():
            yield {
                "unit_id": unit, "indicator": indicator.name, "verdict": band.verdict, "counted": band.rate.counted,
                "of": band.rate.of, "expected": band.expected, "p": band.p,
                "days": paces.get((origin, unit), {}).get(indicator.name), "within": indicator.within,
            }  # fmt: skip


def _all(kinds: Mapping[Kind, Figures]) -> Figures:
    return total(kinds.values())


def _strata(kinds: Mapping[Kind, Figures], indicator: Indicator) -> Strata[Kind]:
    return {kind: indicator.rate(figures) for kind, figures in kinds.items()}
