"""Drawing a month: of every district some closings, by a seed, in one transaction; once."""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import RECALLS, setting
from hotline_tenants.cases.model import Callback
from hotline_tenants.figures.periods import month_of
from hotline_tenants.inspection.drawing import LAST, allocate
from hotline_tenants.inspection.populations import Drawn, Group, Wanted, before, sizes
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.recalls.model import RecallCall, RecallDistrict, RecallMonth


async def draw_month(db: Db, month: dt.date, *, at: dt.datetime, size: int | None = None) -> bool:
    """Draw a month that is over (its first day): of each district `size` callers, or as many as this government has set.
    Whoever comes second does nothing and is told so by False.
    """
    size = size or await callers_of_each(db)
    seed = secrets.token_hex(8)
    taken = insert(RecallMonth).values(
        tenant_id=db.tenant,
        month=month,
        seed=seed,
        size=size,
        drawn_at=at,
        published_at=None,
        published_by=None,
    )
    put = taken.on_conflict_do_nothing(index_elements=["tenant_id", "month"]).returning(RecallMonth.month)
    if (await db.execute(put)).first() is None:
        return False
    for unit in await districts(db):
        await _draw_district(db, unit, month, seed, size, at=at)
    note(db, "recalls_drawn", account_id=None, at=at, month=month.isoformat(), seed=seed)
    return True


async def callers_of_each(db: Db) -> int:
    """How many callers of each district the next draw takes; never fewer than the government above."""
    return int(await setting(db, RECALLS))


async def districts(db: Db) -> Sequence[UnitInfo]:
    """The governments below that work here, in the order in which they are reached."""
    known = await registry_of(db)
    below = [unit for unit in await unit_tree(db) if unit.kind == "government" and unit.governs_tenant_id]
    live = [unit for unit in below if known.get(unit.governs_tenant_id or 0).status == "live"]
    return sorted(live, key=lambda unit: unit.governs_tenant_id or 0)


def wanted_of(month: dt.date, *, as_of: dt.datetime) -> Wanted:
    """A district's own closings of a month, after a callback that somebody answered: whose caller can be called."""
    period = month_of(month)
    return Wanted(period.first, period.last, as_of, own=True, endings=("called_back",), reachable=True)


async def _draw_district(
    db: Db, unit: UnitInfo, month: dt.date, seed: str, size: int, *, at: dt.datetime
) -> None:
    assert unit.governs_tenant_id is not None
    async with across(db, because=NewLink(db.tenant, unit.governs_tenant_id)):
        population, found = await sample(db, month, seed, size, at=at)
        firsts = await _first_answers(db, [one.id for one in found], at=at)
    db.put(
        RecallDistrict,
        month=month,
        unit_id=unit.id,
        other_tenant_id=unit.governs_tenant_id,
        population=population,
    )
    for place, one in enumerate(found, start=1):
        solved, satisfied = firsts.get(one.id, (None, None))
        db.put(RecallCall, **_call(unit, month, place, one), first_solved=solved, first_satisfied=satisfied)


async def sample(
    db: Db, month: dt.date, seed: str, size: int, *, at: dt.datetime, again: bool = False
) -> tuple[int, Sequence[Drawn]]:
    """Of how many closings of the district that one stands in, and which. `again`: they were drawn at `at` before, and
    cases may have been taken up since.
    """
    wanted = wanted_of(month, as_of=at)
    there = await sizes(db, wanted, again=again)
    population = sum(there.values())
    shares = allocate(there, min(size, population), 0)
    return population, await _first(db, wanted, seed, there, shares, again=again)


async def _first(
    db: Db, wanted: Wanted, seed: str, there: Mapping[Group, int], shares: Mapping[Group, int], *, again: bool
) -> Sequence[Drawn]:
    """The first ones of every type; a month of one district is small enough to be looked at whole."""
    left, taken = dict(shares), []
    for one in await before(db, wanted, seed, dict.fromkeys(there, LAST), again=again):
        if left[(None, one.type)]:
            left[(None, one.type)] -= 1
            taken.append(one)
    return taken


def _call(unit: UnitInfo, month: dt.date, place: int, one: Drawn) -> Mapping[str, object]:
    return {
        "id": new_id(), "month": month, "unit_id": unit.id, "other_tenant_id": unit.governs_tenant_id, "case_id": one.id,
        "number": one.number, "place": place, "state": "waiting", "attempts": 0, "days": 0, "tried_on": month,
        "version": 0,
    }  # fmt: skip


async def _first_answers(
    db: Db, cases: Sequence[uuid.UUID], *, at: dt.datetime
) -> Mapping[uuid.UUID, tuple[str | None, str | None]]:
    """What the callers answered last before the draw, as the district wrote it down."""
    rows = await db.execute(
        select(Callback.case_id, Callback.solved, Callback.satisfied)
        .where(
            Callback.tenant_id == db.tenant, Callback.case_id.in_(cases), Callback.contacted, Callback.at <= at,
            Callback.source == "officer",
        )
        .order_by(Callback.case_id, Callback.id.desc())
        .ext(distinct_on(Callback.case_id))
    )  # fmt: skip
    return {row.case_id: (row.solved, row.satisfied) for row in rows}
