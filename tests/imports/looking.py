"""What stands in the database after an import, seen as the product sees it."""

import uuid
from typing import Any

from sqlalchemy import func, select

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.scope import at as standing_in
from hotline_platform.jobs.model import Job
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Case
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.model import Delta
from hotline_tenants.history.verifying import verify as verify_history
from hotline_tenants.imports.model import ImportRefusal, ImportReview
from hotline_tenants.overview.verifying import verify as verify_figures
from tests.conftest import House


async def rows_of(house: House, tenant: int, model: Any) -> list[Any]:
    """Every row of a tenant's table, in the order of its key."""
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(model).where(model.tenant_id == tenant).order_by(*model.__table__.primary_key.columns)
        return list((await db.execute(wanted)).scalars())


async def case_with(house: House, tenant: int, number: str) -> Case:
    """The case with a source number."""
    (found,) = [case for case in await rows_of(house, tenant, Case) if case.source_number == number]
    assert isinstance(found, Case)
    return found


async def figures(
    house: House, tenant: int, origin: str = "imported"
) -> dict[tuple[str, uuid.UUID | None], int]:
    """Measures with their units, summed over all days; what adds up to nothing is left out."""
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(Delta.measure, Delta.unit_id, func.sum(Delta.amount))
            .where(Delta.tenant_id == tenant, Delta.origin == origin)
            .group_by(Delta.measure, Delta.unit_id)
        )
        return {(measure, unit): number for measure, unit, number in found if number}


async def nothing_stirs(house: House) -> None:
    """No clock, no notice and no job anywhere: history is history."""
    for tenant in house.cast.tenants.values():
        for model in (Clock, Notice):
            assert await rows_of(house, tenant, model) == []
    async with house.acting("dispatcher") as (db, _):
        assert (await db.execute(select(func.count()).select_from(Job))).scalar_one() == 0


async def everything_is_proved(house: House) -> None:
    """Chains, digests and figures of every tenant hold."""
    for tenant in house.cast.tenants.values():
        faults = [
            fault
            async for fault in verify_history(house.database, tenant, Counts(), key=house.settings.seal_key)
        ]
        assert faults == []
        async with house.database.transaction(standing_in(tenant)) as db:
            assert await verify_figures(db) == []


async def refusals(house: House) -> list[tuple[str, str, str]]:
    """The refused cells of the city: cell, heading, problem."""
    rows = await rows_of(house, house.cast.city, ImportRefusal)
    return [
        (one.cell, one.heading, one.problem) for one in sorted(rows, key=lambda one: (one.line, one.place))
    ]


async def reviews(house: House) -> list[ImportReview]:
    """The rows that went to the city's review queue, in the order of the file."""
    rows = await rows_of(house, house.cast.city, ImportReview)
    return sorted(rows, key=lambda one: one.line)
