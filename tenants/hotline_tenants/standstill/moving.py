"""Moving what one demand lost in a standstill: the case, what it was referred to and what it came from, all at once."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.access.actor import clock_actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.standing_still import Still, clock_lost, clocks_in, give_back, run_on
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.links import link_down, link_up, lock_above
from hotline_tenants.watching.recomputing import recompute


@dataclass
class Moved:
    """How much moved, by government: cases, clocks in them, red cards that fell."""

    cases: Counter[int] = field(default_factory=Counter)
    clocks: Counter[int] = field(default_factory=Counter)
    cards: Counter[int] = field(default_factory=Counter)

    def add(self, tenant: int, moved: Sequence[Any]) -> None:
        """Count what was moved in one case."""
        if moved:
            self.cases[tenant] += 1
            self.clocks[tenant] += len(moved)
            self.cards[tenant] += sum("card" in one for one in moved)


@dataclass
class Standing:
    """One standstill being worked off in one demand: `tenant` is the government suspended, None for everybody."""

    still: Still
    tenant: int | None
    because: dict[str, Any]
    at: dt.datetime
    back: bool = False
    moved: Moved = field(default_factory=Moved)
    touched: dict[uuid.UUID, list[Clock]] = field(default_factory=dict)


async def move(db: Db, case_id: uuid.UUID, standing: Standing) -> Moved:
    """Give every clock of a demand what it lost, or (`back`) take it from them again; on every level in one
    transaction. A second time nothing changes.

    A suspended government's time is lost to those above it as well, as far as they wait for it: it is the
    government that is suspended, not its will.
    """
    await _from_the_top(db, case_id, standing)
    return standing.moved


async def _from_the_top(db: Db, case_id: uuid.UUID, standing: Standing) -> None:
    """What this case came from is locked first, then the whole demand is gone through downwards from there."""
    link = await link_up(db, case_id)
    if link is not None:
        await lock_above(db, link)
        async with across(db, because=link):
            await _from_the_top(db, link.other_case_id, standing)
        return
    case = await locked(db, case_id)
    await _mark(db, case, standing)
    await _reckon(db, case, standing)


async def _mark(db: Db, case: Case, standing: Standing) -> bool:
    """Write down with each clock what it lost; returns whether work on this case stood still."""
    here = standing.tenant in (None, db.tenant)
    waits: set[uuid.UUID] = set()

    async def below(assignment_id: uuid.UUID, order: Case) -> None:
        if await _mark(db, order, standing):
            waits.add(assignment_id)

    await _each_order(db, case, below)
    calendar, still = await calendar_of(db), standing.still
    outcomes = ("missed", "met") if standing.back else ("missed",)
    for clock in await clocks_in(db, case.id, still.begin, outcomes=outcomes):
        if standing.back:
            changed = give_back(calendar, clock, still.id)
        else:
            lost = here or (clock.assignment_id in waits and clock.kind in ("sign", "contact", "reply"))
            changed = lost and clock_lost(calendar, clock, still)
            if lost and standing.tenant is not None:  # an outage lets nobody run on who is suspended
                run_on(clock)
        if changed and clock.stopped_at is not None:
            standing.touched.setdefault(case.id, []).append(clock)
    return here or bool(waits)


async def _reckon(db: Db, case: Case, standing: Standing) -> None:
    """Move the moments, from the top down, and tell the units whose red card falls."""
    also = standing.touched.get(case.id, ())
    moved = await recompute(
        db, clock_actor(db.tenant), case, because=standing.because, at=standing.at, also=also, further=False
    )
    standing.moved.add(db.tenant, moved)
    await _tell(db, case, moved, at=standing.at)

    async def below(_: uuid.UUID, order: Case) -> None:
        await _reckon(db, order, standing)

    await _each_order(db, case, below)


async def _each_order(db: Db, case: Case, do: Callable[[uuid.UUID, Case], Awaitable[None]]) -> None:
    """Orders of a government that has ended are history: nothing of them moves any more."""
    registry = await registry_of(db)
    for assignment in await assignments_of(db, case):
        link = await link_down(db, assignment.id) if assignment.governs_tenant_id is not None else None
        if link is not None and registry.get(link.other_tenant_id).living:
            async with across(db, because=link):
                await do(assignment.id, await locked(db, link.other_case_id))


async def _tell(db: Db, case: Case, moved: Sequence[Any], *, at: dt.datetime) -> None:
    units = await unit_tree(db)
    for one in moved:
        unit = units.find(one["unit"])
        if "card" in one and unit is not None and unit.governs_tenant_id is None:
            await tell(
                db, "card_fell", subject_id=case.id, at=at, unit_id=unit.id, roles=("unit_officer", "unit_leader"),
                number=case.number, clock=one["clock"],
            )  # fmt: skip
