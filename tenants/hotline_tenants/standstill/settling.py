"""Working a standstill off: every clock that it touched, case by case, most urgent first.

Killed in the middle it goes on at the next look: what was moved is not moved again, and what was counted was counted
in the transaction that moved it. A case that fails holds up no other.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.work import failure_text
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.standing_still import Still, hold
from hotline_tenants.ladders.sweeping import move_ladders
from hotline_tenants.network.model import Unit
from hotline_tenants.standstill.model import Standstill, StandstillMoved
from hotline_tenants.standstill.moving import Moved, Standing, move
from hotline_tenants.watching.noticing import BATCH, notice_due

log = logging.getLogger(__name__)


async def settle_all(database: Database, *, at: dt.datetime) -> int:
    """Work off whatever is not settled yet; returns how many standstills that were."""
    async with database.transaction(NOWHERE) as db:
        wanted = select(Standstill).where(Standstill.settled_at.is_(None)).order_by(Standstill.entered_at)
        waiting = (await db.execute(wanted)).scalars().all()
        registry = await load_registry(db)
    done = 0
    for standstill in waiting:
        if standstill.end_at is not None:
            await _settle(database, registry, standstill, at=at)
        elif standstill.held_at is None:
            await _hold(database, registry, standstill, at=at)
        else:
            continue
        done += 1
    return done


async def hold_in(db: Db, tenant: int, *, since: dt.datetime) -> None:
    """Let the clocks of a suspended government stand, where one stands in it; above it, those that wait for it."""
    if db.tenant == tenant:
        await hold(db, None, since=since)
        return
    units = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == tenant)
    await hold(db, (await db.execute(units)).scalars().all(), since=since)


async def _hold(database: Database, registry: Registry, standstill: Standstill, *, at: dt.datetime) -> None:
    """A government was suspended: what was due before is said, and its clocks stand from then on."""
    assert standstill.government_id is not None
    government = registry.get(standstill.government_id)
    for tenant in (government.id, government.parent_id):
        if tenant is None:
            continue
        while True:  # whatever was due by then has had its say; afterwards no clock that stands says anything
            async with database.transaction(standing_in(tenant)) as db:
                if await notice_due(db, at=standstill.begin_at) < BATCH:
                    break
        async with database.transaction(standing_in(tenant)) as db:
            await hold_in(db, government.id, since=standstill.begin_at)
    async with database.transaction(standing_in(government.parent_id or government.id)) as db:
        held = update(Standstill).where(Standstill.id == standstill.id, Standstill.held_at.is_(None))
        if (await db.execute(held.values(held_at=at).returning(Standstill.id))).first() is not None:
            await tell(
                db, "government_suspended", subject_id=None, subject_kind="government", at=at,
                roles=("duty_head", "dispatcher"), government=government.name_zh, government_en=government.name_en,
            )  # fmt: skip


async def _settle(database: Database, registry: Registry, standstill: Standstill, *, at: dt.datetime) -> None:
    assert standstill.end_at is not None
    still = Still(standstill.id, standstill.kind, standstill.begin_at, standstill.end_at)
    because, back = _because(registry, standstill, still), standstill.taken_back_at is not None
    failure: Exception | None = None
    for tenant in _concerned(registry, standstill.government_id):
        for case_id in await _cases(database, tenant, standstill.government_id, still, back=back):
            try:
                async with database.transaction(standing_in(tenant)) as db:
                    standing = Standing(still, standstill.government_id, because, at, back)
                    moved = await move(db, case_id, standing)
                    if moved.cases.get(tenant) and tenant == standstill.government_id:
                        await move_ladders(db, case_id, begin=still.begin, end=still.end)
                    await _count(db, standstill.id, moved, back=back)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are to be moved
                log.error("standstill %s, case %s: %s", standstill.id, case_id, failure_text(error))  # noqa: TRY400
                failure = failure or error
    if failure is not None:
        raise failure  # it is not settled, and looked at again
    async with database.transaction(NOWHERE) as db:
        settled = update(Standstill).where(Standstill.id == standstill.id)
        # What was taken back in the meantime is not settled with this.
        same = Standstill.taken_back_at.is_not(None) if back else Standstill.taken_back_at.is_(None)
        await db.execute(settled.where(same).values(settled_at=at))


def _because(registry: Registry, standstill: Standstill, still: Still) -> dict[str, Any]:
    """What the history of each case says of it."""
    because: dict[str, Any] = {
        "standstill": standstill.id, "why": standstill.kind, "begin": still.begin, "end": still.end,
        "reason": standstill.taken_back_reason or standstill.reason,
    }  # fmt: skip
    if standstill.government_id is not None:
        government = registry.get(standstill.government_id)
        because |= {"government": government.name_zh, "government_en": government.name_en}
    return because | ({"taken_back": True} if standstill.taken_back_at is not None else {})


def _concerned(registry: Registry, tenant: int | None) -> Sequence[int]:
    """The governments whose clocks are looked at: those below before those above, which move with them. What has ended
    stays as it was archived.
    """
    if tenant is None:
        return [one.id for one in sorted(registry.living(), key=lambda one: one.parent_id is None)]
    above = registry.get(tenant).parent_id
    return [tenant, above] if above is not None else [tenant]


async def _cases(
    database: Database, tenant: int, suspended: int | None, still: Still, *, back: bool
) -> Sequence[uuid.UUID]:
    """The cases with a clock that ran into the standstill, or stands since, and those that were given its time."""
    async with database.transaction(standing_in(tenant)) as db:
        missed = (Clock.outcome == "missed") & (Clock.stopped_at > still.begin)
        wanted = (
            select(Clock.case_id)
            .where(
                Clock.tenant_id == db.tenant, or_(Clock.started_at < still.end, Clock.hold == "suspension")
            )
            .group_by(Clock.case_id)
            .order_by(func.min(Clock.due_at))
        )
        if back:
            given = Clock.explanation["added"].contains([{"id": str(still.id)}])
            return (await db.execute(wanted.where(given))).scalars().all()
        wanted = wanted.where(or_(Clock.stopped_at.is_(None), missed))
        if suspended not in (None, tenant):
            units = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == suspended)
            wanted = wanted.where(Clock.unit_id.in_(units))
        return (await db.execute(wanted)).scalars().all()


async def _count(db: Db, standstill_id: uuid.UUID, moved: Moved, *, back: bool) -> None:
    for tenant, cases in moved.cases.items():
        counted = {
            "moved_cases": 0 if back else cases, "moved_clocks": 0 if back else moved.clocks[tenant],
            "fallen_cards": 0 if back else moved.cards[tenant], "moved_back": cases if back else 0,
        }  # fmt: skip
        row = insert(StandstillMoved).values(standstill_id=standstill_id, government_id=tenant, **counted)
        known = {name: getattr(StandstillMoved, name) + getattr(row.excluded, name) for name in counted}
        key = [StandstillMoved.standstill_id, StandstillMoved.government_id]
        await db.execute(row.on_conflict_do_update(index_elements=key, set_=known))
