"""What the tests of standstills look at: clocks, what moved in a history, what the pages count."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.clocks.model import Clock
from hotline_tenants.overview.verifying import verify
from hotline_tenants.standstill.model import Standstill, StandstillMoved
from hotline_tenants.standstill.settling import settle_all
from tests.conftest import House


def moment(text: str) -> dt.datetime:
    """A moment of March 2026 in the city, "2 10:30"."""
    day, time = text.split()
    hour, minute = time.split(":")
    return dt.datetime(2026, 3, int(day), int(hour), int(minute), tzinfo=dt.timezone(dt.timedelta(hours=8)))


def said(at: dt.datetime | str) -> str:
    """The same of a moment in UTC."""
    known = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    local = known.astimezone(dt.timezone(dt.timedelta(hours=8)))
    return f"{local.day} {local:%H:%M}"


async def due(house: House, tenant: int, case_id: uuid.UUID) -> dict[str, str]:
    """When each clock of a case is due, the latest of each kind."""
    return {kind: said(clock.due_at) for kind, clock in (await clocks(house, tenant, case_id)).items()}


async def clocks(house: House, tenant: int, case_id: uuid.UUID) -> dict[str, Clock]:
    async with house.database.transaction(standing_in(tenant)) as db:
        found = select(Clock).where(Clock.tenant_id == tenant, Clock.case_id == case_id).order_by(Clock.id)
        return {clock.kind: clock for clock in (await db.execute(found)).scalars()}


async def moved(house: House, tenant: int, case_id: uuid.UUID) -> Sequence[tuple[str, str, str, str]]:
    """What the history says: why, which clock, from when, to when."""
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(CaseEvent.data)
            .where(CaseEvent.tenant_id == tenant, CaseEvent.case_id == case_id, CaseEvent.act == "recompute")
            .order_by(CaseEvent.seq)
        )
        return [
            (data["why"], one["clock"], said(one["from"]), said(one["to"]))
            for data in found.scalars()
            for one in data["moved"]
        ]


async def settled(house: House) -> int:
    """Work off what waits, as the job does."""
    return await settle_all(house.database, at=house.now)


async def counts(house: House) -> dict[int, tuple[int, int, int, int]]:
    """By government: cases, clocks, fallen cards, cases moved back."""
    async with house.database.transaction(NOWHERE) as db:
        rows = (await db.execute(select(StandstillMoved))).scalars()
        return {
            one.government_id: (one.moved_cases, one.moved_clocks, one.fallen_cards, one.moved_back)
            for one in rows
        }


async def standstills(house: House) -> Sequence[Standstill]:
    async with house.database.transaction(NOWHERE) as db:
        return (await db.execute(select(Standstill).order_by(Standstill.entered_at))).scalars().all()


async def figures_agree(house: House) -> None:
    for tenant in house.cast.tenants.values():
        async with house.database.transaction(standing_in(tenant)) as db:
            assert await verify(db) == []
