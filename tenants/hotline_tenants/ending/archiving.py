"""Archiving a government that has ended, and bringing one back that was archived by mistake.

Its people are out, nothing goes in or out any more, and those above read it as they did before. Nothing is archived
while something stands open in it, so no clock runs in an archived government and no caller waits there.
"""

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
from hotline_platform.tenancy.ending import Archiving, Erasure
from hotline_platform.tenancy.model import LIVING, Tenant
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_tenants.ending.settled import settled
from hotline_tenants.network.model import Unit
from hotline_tenants.onboarding.applying import alone
from hotline_tenants.standstill.model import Standstill
from hotline_tenants.standstill.suspending import SHORTEST_REASON


async def archive(
    database: Database, actor: Actor, code: str, *, reason: str, successor: str | None, at: dt.datetime
) -> None:
    """Archive a government; the one above loses it as a unit. `successor` is the division code of whoever goes on.

    Raises NotFound, and Refused by field `reason` or `successor`, where something is open, and where one works in it.
    """
    actor.need("tenant.keep")
    async with alone(database, code):
        _need_reason(reason)
        async with database.transaction(NOWHERE, "admin") as db:
            registry = await load_registry(db)
            here = registry.by_code(code)
            follower = _successor(registry, here, successor)
            if refusal := why_not_archive(here, actor):
                raise Refused(refusal)
        await _need_settled(database, code)
        async with database.transaction(NOWHERE, "admin") as db:
            await _change_state(db, here, LIVING, "archived", follower)
            standing = update(Standstill).where(
                Standstill.government_id == here.id, Standstill.end_at.is_(None)
            )
            await db.execute(standing.values(end_at=at, end_reason=reason.strip(), ended_by=actor.account_id))
            db.put(
                Archiving, id=new_id(), government_id=here.id, at=at, archived_by=actor.account_id,
                reason=reason.strip(),
            )  # fmt: skip
        await _unit_above(database, here, closed_at=at)
        try:
            await _need_settled(database, code)
        except Refused:  # somebody was quicker: a demand came in while we looked
            await _go_back(
                database,
                here,
                actor,
                reason=reason,
                at=at,
                to="live" if here.status != "preparing" else here.status,
            )
            raise
    await record(
        database, DEPLOYMENT, "government_archived", account_id=actor.account_id, at=at, government=code,
        reason=reason.strip(),
    )  # fmt: skip


async def bring_back(database: Database, actor: Actor, code: str, *, reason: str, at: dt.datetime) -> None:
    """Take a government out of the archive: it is live again. Raises Refused where an erasure waits."""
    actor.need("tenant.keep")
    _need_reason(reason)
    async with alone(database, code):
        async with database.transaction(NOWHERE, "admin") as db:
            registry = await load_registry(db)
            here = registry.by_code(code)
            if here.parent_id is not None and registry.get(here.parent_id).status != "live":
                raise Refused(N_("The government above it does not work. Bring that one back first."))
            if await _erasure(db, here.id):
                raise Refused(N_("Its erasure has been asked for. Withdraw that first."))
        await _go_back(database, here, actor, reason=reason, at=at, to="live")
    await record(
        database, DEPLOYMENT, "government_brought_back", account_id=actor.account_id, at=at, government=code,
        reason=reason.strip(),
    )  # fmt: skip


def why_not_archive(here: Government, actor: Actor) -> Message | None:
    """None where this person can archive this government, once everything in it is settled."""
    if not here.living:
        return N_("This government has been archived already.")
    if here.id == actor.tenant:
        return N_("You work in this government yourself: nobody could bring it back.")
    return None


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise refused_fields({"reason": N_("Give the reason, at least 4 characters: it is kept in the log.")})


async def _need_settled(database: Database, code: str) -> None:
    if left := [line for line in await settled(database, code) if line.open]:
        raise Refused(
            N_("Something is still open there: %(lines)s lines of the list are not settled.", lines=len(left))
        )


async def _go_back(
    database: Database, here: Government, actor: Actor, *, reason: str, at: dt.datetime, to: str
) -> None:
    async with database.transaction(NOWHERE, "admin") as db:
        await _change_state(db, here, ("archived",), to, None)
        row = update(Archiving).where(Archiving.government_id == here.id, Archiving.back_at.is_(None))
        await db.execute(row.values(back_at=at, back_by=actor.account_id, back_reason=reason.strip()))
    await _unit_above(database, here, closed_at=None)


def _successor(registry: Registry, here: Government, code: str | None) -> int | None:
    if not code:
        return None
    found = next((one for one in registry if one.code == code), None)
    if found is None or not found.living or found.id == here.id:
        raise refused_fields({"successor": N_("Choose a government that goes on working.")})
    return found.id


async def _change_state(
    db: Db, here: Government, before: tuple[str, ...], after: str, successor: int | None
) -> None:
    """From one of the states `before`, or nothing at all: two administrators at once."""
    changed = update(Tenant).where(Tenant.id == here.id, Tenant.status.in_(before)).returning(Tenant.id)
    if (
        await db.execute(
            changed.values(status=after, successor_id=successor, other_successor_id=None, hands_on=False)
        )
    ).first() is None:
        raise Refused(N_("Somebody else has changed this government meanwhile. Look at it as it is now."))


async def _erasure(db: Db, government: int) -> uuid.UUID | None:
    return (
        await db.execute(
            select(Erasure.id).where(
                Erasure.government_id == government, Erasure.withdrawn_at.is_(None), Erasure.finished_at.is_(None)
            )
        )
    ).scalar_one_or_none()  # fmt: skip


async def _unit_above(database: Database, here: Government, *, closed_at: dt.datetime | None) -> None:
    """Nobody dispatches to it any more, or can again. Cut off before this, the referral itself is refused."""
    database.cache.forget("registry")
    if here.parent_id is None:
        return
    async with database.transaction(standing_in(here.parent_id)) as db:
        unit = update(Unit).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == here.id)
        await db.execute(unit.values(closed_at=closed_at))
    database.cache.forget("units", here.parent_id)
