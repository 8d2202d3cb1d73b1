"""Suspending a government and resuming it: its people are out, its clocks stand still in between."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_tenants.standstill.model import Standstill
from hotline_tenants.standstill.settling import hold_in

SHORTEST_REASON = 4


async def suspend(database: Database, actor: Actor, code: str, *, reason: str, at: dt.datetime) -> uuid.UUID:
    """Suspend a government from this moment on. Nobody can act in it any more; its clocks stand, and a job says so.

    Raises Refused by field `reason`, where it is not live, where one acts in it oneself, and where governments below
    it still work: they would have nobody to refer up to.
    """
    actor.need("tenant.keep")
    async with database.transaction(NOWHERE, "admin") as db:
        registry = await load_registry(db)
        government = registry.by_code(code)
        await _locked(db, government)
        if refusal := why_not_suspend(registry, government, actor):
            raise Refused(refusal)
        if await _unsettled(db, government):
            raise Refused(
                N_("The clocks of the last suspension are still being moved. Try again in a minute.")
            )
        _need_reason(reason)
        standstill_id = new_id()
        db.put(
            Standstill, id=standstill_id, kind="suspension", government_id=government.id, begin_at=at,
            reason=reason.strip(), entered_at=at, entered_by=actor.account_id,
        )  # fmt: skip
        await _put_status(db, government, "suspended")
    database.cache.forget("registry")
    await record(
        database, DEPLOYMENT, "government_suspended", account_id=actor.account_id, at=at, government=code,
        reason=reason.strip(),
    )  # fmt: skip
    return standstill_id


async def resume(database: Database, actor: Actor, code: str, *, reason: str, at: dt.datetime) -> None:
    """Let a government work again: its people are in at once, and a job moves its clocks by the working time that it
    stood still, on every level. Until then they go on standing. Raises Refused.
    """
    actor.need("tenant.keep")
    async with database.transaction(NOWHERE, "admin") as db:
        government = (await load_registry(db)).by_code(code)
    if government.status != "suspended":
        raise Refused(N_("This government is not suspended."))
    _need_reason(reason)
    await _let_stand(database, government, at=at)
    async with database.transaction(NOWHERE, "admin") as db:
        registry = await load_registry(db)
        government = registry.by_code(code)
        await _locked(db, government)
        above = registry.get(government.parent_id) if government.parent_id else None
        if above is not None and above.status == "suspended":
            raise Refused(N_("The government above it is suspended. Resume that one first."))
        ended = update(Standstill).where(
            Standstill.government_id == government.id, Standstill.end_at.is_(None)
        )
        ended = ended.values(end_at=at, end_reason=reason.strip(), ended_by=actor.account_id)
        if (await db.execute(ended.returning(Standstill.id))).first() is None:
            raise Refused(N_("This government is not suspended."))
        await _put_status(db, government, "live")
    database.cache.forget("registry")
    await record(
        database, DEPLOYMENT, "government_resumed", account_id=actor.account_id, at=at, government=code,
        reason=reason.strip(),
    )  # fmt: skip


def why_not_suspend(registry: Registry, government: Government, actor: Actor) -> Message | None:
    """None where this government can be suspended by this person."""
    if government.status != "live":
        return N_("Only a government that is live can be suspended.")
    if government.id == actor.tenant:
        return N_("You work in this government yourself: nobody could resume it.")
    if any(one.status == "live" for one in registry.below(government.id)):
        return N_("Governments below it are live. Suspend them first.")
    return None


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise refused_fields({"reason": N_("Give the reason, at least 4 characters: it is kept in the log.")})


async def _let_stand(database: Database, government: Government, *, at: dt.datetime) -> None:
    """Clocks that began since, and pauses that ended, stand as well, so that no alarm comes before they are moved."""
    async with database.transaction(NOWHERE) as db:
        begun = select(Standstill.begin_at).where(
            Standstill.government_id == government.id, Standstill.end_at.is_(None)
        )
        since = (await db.execute(begun)).scalar_one_or_none()
    if since is not None:
        async with database.transaction(standing_in(government.id)) as db:
            await hold_in(db, government.id, since=since)


async def _locked(db: Db, government: Government) -> None:
    """Two administrators at once: the second sees what the first has done."""
    await db.execute(select(Tenant.id).where(Tenant.id == government.id).with_for_update())


async def _unsettled(db: Db, government: Government) -> bool:
    waiting = select(Standstill.id).where(
        Standstill.government_id == government.id, Standstill.settled_at.is_(None)
    )
    return (await db.execute(waiting.limit(1))).first() is not None


async def _put_status(db: Db, government: Government, status: str) -> None:
    await db.execute(update(Tenant).where(Tenant.id == government.id).values(status=status))
