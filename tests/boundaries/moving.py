"""Plans of the cast's city: drafted by its administrator, approved by its duty head, carried out on the day."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.approving import approve
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.drafting import NewPlan, draft
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.found import DryRun
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of
from hotline_tenants.cases.model import Assignment, Case, CasePerson, CaseText
from hotline_tenants.clocks.model import Clock
from hotline_tenants.history.whole import verify_everything
from hotline_tenants.overview.verifying import verify as verify_figures
from tests.cast import EAST, WEST
from tests.conftest import House

ZONE = dt.timezone(dt.timedelta(hours=8))


def bridge_to_west(house: House, **other: Any) -> NewPlan:
    """Flower Bridge Street goes from East Lake District to West Ridge County, today."""
    values: dict[str, Any] = {
        "kind": "move", "source": EAST, "target": WEST, "units": [house.cast.units["E-BRIDGE"]],
        "effective_on": house.now.astimezone(ZONE).date(), "reason": "省政府批复〔2026〕3号",
    }  # fmt: skip
    return NewPlan(**values | other)


async def drafted(house: House, new: NewPlan) -> uuid.UUID:
    return await draft(house.database, house.cast.actors["system_admin"], new, at=house.now)


async def approved(house: House, plan: NewPlan | uuid.UUID) -> uuid.UUID:
    """Drafted, if it is not yet, and approved by somebody else."""
    plan_id = plan if isinstance(plan, uuid.UUID) else await drafted(house, plan)
    await approve(house.database, house.cast.actors["duty_head"], plan_id, version=1, at=house.now)
    return plan_id


async def carried_out(house: House, new: NewPlan, *, batch: int = 2) -> BoundaryPlan:
    """Done, in small batches."""
    plan_id = await approved(house, new)
    await carry_out(house.database, plan_id, at=house.now, batch=batch)
    return await plan_of(house.database, plan_id)


async def looked_at(house: House, plan_id: uuid.UUID) -> DryRun:
    return await dry_run(house.database, await plan_of(house.database, plan_id), at=house.now)


async def case_in(house: House, tenant: int, case_id: uuid.UUID) -> Case | None:
    async with house.database.transaction(standing_in(tenant)) as db:
        return (
            await db.execute(select(Case).where(Case.tenant_id == tenant, Case.id == case_id))
        ).scalar_one_or_none()


async def parts_in(house: House, tenant: int, case_id: uuid.UUID) -> list[Assignment]:
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(Assignment).where(Assignment.tenant_id == tenant, Assignment.case_id == case_id)
        return list((await db.execute(wanted.order_by(Assignment.id))).scalars())


async def words_in(house: House, tenant: int, case_id: uuid.UUID) -> tuple[str, str]:
    """Title of the demand and name of the caller."""
    async with house.database.transaction(standing_in(tenant)) as db:
        text = select(CaseText.title).where(CaseText.tenant_id == tenant, CaseText.case_id == case_id)
        person = select(CasePerson.name).where(CasePerson.tenant_id == tenant, CasePerson.case_id == case_id)
        return (await db.execute(text)).scalar_one(), (await db.execute(person)).scalar_one()


async def clocks_in(house: House, tenant: int) -> dict[uuid.UUID, tuple[Any, ...]]:
    """Every open clock by its id: of what, when due, when looked at again, held or not."""
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = select(Clock).where(Clock.tenant_id == tenant, Clock.stopped_at.is_(None))
        return {
            one.id: (
                one.case_id, one.kind, one.started_at, one.due_at, one.near_at, one.next_at, one.held_at, one.hold, one.span,
                one.explanation["steps"], one.provisional,
            )
            for one in (await db.execute(wanted)).scalars()
        }  # fmt: skip


async def all_is_proved(house: House) -> None:
    """Every chain and seal, and every figure, of every government."""
    for tenant in house.cast.tenants.values():
        counts = Counts()
        faults = [
            str(one)
            async for one in verify_everything(house.database, tenant, counts, key=house.settings.seal_key)
        ]
        assert faults == []
        async with house.database.transaction(standing_in(tenant)) as db:
            assert await verify_figures(db) == []
