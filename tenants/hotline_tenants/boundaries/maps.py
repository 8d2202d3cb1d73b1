"""Figures of units on the map of today or on the one before: what a unit counted in another house goes where it does."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope as Reach
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.succession import Succession, formers_of, successions
from hotline_tenants.figures.rates import total
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_tenants.overview.comparing import (
    Compared,
    Comparison,
    Question,
    Run,
    governments_side_by_side,
    side_by_side,
)

COUNTED, TODAY, BEFORE = "counted", "today", "before"
MAPS = (COUNTED, TODAY, BEFORE)

Houses = Mapping[int, frozenset[uuid.UUID]]
"""Units by the other government that counted for them."""


async def maps_of(database: Database, *tenants: int) -> Sequence[str]:
    """The maps on which figures of these governments can be read; none to choose from where no boundary changed."""
    every = await successions(database)
    return MAPS if any({one.predecessor, one.successor} & set(tenants) for one in every) else ()


async def on_map(
    database: Database, tenant: int, units: UnitTree, question: Question, map_: str, *, at: dt.datetime
) -> Comparison:
    """A government's units side by side, read as the reader's role in every house that counted for them. On today's map
    the units that came bring what they counted before, with what is left of a government that ended in this one, and
    those that left are not in it; on the one before it is the other way round.
    """
    parts = []
    units = await tree_on(database, tenant, units, map_)
    for house, ids in houses_on(await successions(database), tenant, units, map_).items():
        async with database.transaction(Reach(house, (house,)), "reader") as db:
            chosen = [unit for unit in units.every() if unit.id in ids]
            parts.append(await side_by_side(db, house, chosen, question, at=at))
    return _together(question, units.every(), parts)


async def tree_on(database: Database, tenant: int, units: UnitTree, map_: str) -> UnitTree:
    """The units of a government on a map: on today's those too of one that ended in it which went nowhere, as its bureaus."""
    found = {unit.id: unit for unit in units.every()}
    for former in formers_of(await successions(database), tenant) if map_ == TODAY else ():
        if former.scope.everything:
            async with database.transaction(former.reach, "reader") as db:
                there = (await unit_tree(db)).every()
            found = {unit.id: unit for unit in there if unit.id not in former.scope.elsewhere} | found
    return UnitTree(list(found.values()))


def houses_on(every: Sequence[Succession], tenant: int, units: UnitTree, map_: str) -> Houses:
    """In which houses a government's units counted on a map, and which of them in each; its own house is among them."""
    came, left = _came(every, tenant, units), _left(every, tenant, units)
    theirs, without = (came, left) if map_ == TODAY else (left, _newcomers(every, tenant))
    gone = frozenset[uuid.UUID]().union(*without.values())
    return {**theirs, tenant: frozenset(unit.id for unit in units.every()) - gone}


async def governments_on_map(
    database: Database, db: Db, units: Sequence[UnitInfo], question: Question, map_: str, *, at: dt.datetime
) -> Comparison:
    """The governments that units are side by side, each by what its units on the map did in every house. `db` reads
    those whose boundaries never changed at once; only the others are put together house by house.
    """
    every = await successions(database)
    touched = {one.predecessor for one in every} | {one.successor for one in every}
    still = [unit for unit in units if unit.governs_tenant_id not in touched]
    parts = [await governments_side_by_side(db, still, question, at=at)]
    for unit in units:
        if (tenant := unit.governs_tenant_id) in touched and tenant is not None:
            async with database.transaction(Reach(tenant, (tenant,)), "reader") as there:
                tree = await unit_tree(there)
            if not any(houses_on(every, tenant, tree, map_).values()):
                continue  # it ended, and is on the map of whoever goes on with it
            found = await on_map(database, tenant, tree, question, map_, at=at)
            parts.append(replace(found, rows=(replace(found.whole, unit=unit),)))
    return _together(question, units, parts)


def _together(question: Question, units: Sequence[UnitInfo], parts: Sequence[Comparison]) -> Comparison:
    of_unit: dict[uuid.UUID, list[Compared]] = {}
    for part in parts:
        for row in part.rows:
            if row.unit is not None:
                of_unit.setdefault(row.unit.id, []).append(row)
    rows = tuple(_sum(unit, of_unit[unit.id]) for unit in units if unit.id in of_unit)
    runs = tuple(_added(same) for same in zip(*(part.runs for part in parts), strict=True))
    return Comparison(question, rows, _sum(None, [part.whole for part in parts]), runs)


def _sum(unit: UnitInfo | None, rows: Sequence[Compared]) -> Compared:
    now, before = total(row.now for row in rows), total(row.before for row in rows)
    return Compared(unit, now, before, sum(row.overdue for row in rows))


def _added(runs: Sequence[Run]) -> Run:
    now = tuple(sum(amounts) for amounts in zip(*(run.now for run in runs), strict=True))
    before = tuple(
        None if None in amounts else sum(one or 0 for one in amounts)
        for amounts in zip(*(run.before for run in runs), strict=True)
    )
    return replace(runs[0], now=now, before=before)


def _came(every: Sequence[Succession], tenant: int, units: UnitTree) -> Houses:
    """What a unit counted stays on the map of whoever had it last, though it is closed there since."""
    moved_on = frozenset[uuid.UUID]().union(*_left(every, tenant, units).values())
    known = frozenset(unit.id for unit in units.every()) - moved_on
    found: dict[int, frozenset[uuid.UUID]] = {}
    for one in formers_of(every, tenant):
        found[one.tenant] = found.get(one.tenant, frozenset()) | one.scope.of(known)
    return found


def _newcomers(every: Sequence[Succession], tenant: int) -> Houses:
    """Units of this government that were another's: on the map before they are in none of its own houses."""
    found: dict[int, frozenset[uuid.UUID]] = {}
    for one in formers_of(every, tenant):
        found[one.tenant] = found.get(one.tenant, frozenset()) | one.scope.gone
    return found


def _left(every: Sequence[Succession], tenant: int, units: UnitTree) -> Houses:
    """Of a government that ended all of its units, those too that went nowhere."""
    ids = frozenset(unit.id for unit in units.every())
    found: dict[int, frozenset[uuid.UUID]] = {}
    for one in every:
        if one.predecessor == tenant:
            went = one.scope.of(ids) if one.scope.everything else one.scope.gone
            found[one.successor] = found.get(one.successor, frozenset()) | went
    return found
