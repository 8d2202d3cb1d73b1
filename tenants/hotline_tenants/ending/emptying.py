"""Emptying an archived government: its files, its rows table by table, and the accounts that are of no use elsewhere.

Every step bears repetition: a worker that dies leaves fewer rows, and counts that say how many are gone.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, text, union, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from hotline_platform.access.model import Account, ApiClient, Membership, SignInSession
from hotline_platform.database.engine import Database
from hotline_platform.database.model import Base
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.security import tenant_models
from hotline_platform.database.session import Db
from hotline_platform.files.model import Blob
from hotline_platform.files.stores import Store, key_of, thumbnail_key
from hotline_platform.jobs.model import Job
from hotline_platform.tenancy.ending import Erasure
from hotline_tenants.handover.parcel import own_parent
from hotline_tenants.standstill.model import Standstill, StandstillMoved

AT_ONCE = 5_000
FILES_AT_ONCE = 200
EMPTIED = "erased-"
"""How the sign-in name of an account begins of which only its number is left."""

_ERASE = text("SELECT hotline_erase(cast(:table AS regclass), :most, :above)")
_ONLY_HERE = text("SELECT hotline_only_here(:wanted)").bindparams(
    bindparam("wanted", type_=ARRAY(Account.id.type))
)


def every_table() -> list[Table]:
    """Every tenant's table, those that refer to others first."""
    names = tenant_models()
    return [table for table in reversed(Base.metadata.sorted_tables) if table.name in names]


async def empty(database: Database, store: Store, erasure_id: uuid.UUID, tenant: int) -> None:
    """Let everything of a government go that is being erased; at the end not a row is left in any table."""
    await _close_accounts(database, erasure_id, tenant)
    while await _once(database, store, erasure_id, tenant):
        pass  # until a whole round finds nothing: what was under way when it began has committed by then


async def rows_of(db: Db) -> dict[str, int]:
    """How many rows each table has of the tenant one stands in."""
    return {
        table.name: int(await db.scalar(select(func.count()).where(table.c.tenant_id == db.tenant)) or 0)
        for table in every_table()
    }


async def _once(database: Database, store: Store, erasure_id: uuid.UUID, tenant: int) -> int:
    """One round over every table; returns how many rows went."""
    gone = 0
    for table in every_table():
        if table is Blob.__table__:
            gone += await _let_files_go(database, store, erasure_id, tenant)
        while went := await _batch(database, table, erasure_id, tenant):
            gone += went
    async with database.transaction(standing_in(tenant)) as db:
        await db.execute(delete(Job).where(Job.tenant_id == tenant))
        await db.execute(delete(SignInSession).where(SignInSession.tenant_id == tenant))
    async with database.transaction(standing_in(tenant), "admin") as db:
        own = select(Standstill.id).where(Standstill.government_id == tenant)
        moved = StandstillMoved.government_id == tenant
        await db.execute(delete(StandstillMoved).where(moved | StandstillMoved.standstill_id.in_(own)))
        await db.execute(delete(Standstill).where(Standstill.government_id == tenant))
    return gone


async def _batch(database: Database, table: Table, erasure_id: uuid.UUID, tenant: int) -> int:
    """Rows that nothing of their own table stands under, in a transaction with their number."""
    asked = {"table": table.name, "most": AT_ONCE, "above": own_parent(table)}
    async with database.transaction(standing_in(tenant), "admin") as db:
        went = int(await db.scalar(_ERASE, asked) or 0)
        if went:
            await _add(db, erasure_id, {table.name: went})
    return went


async def _let_files_go(database: Database, store: Store, erasure_id: uuid.UUID, tenant: int) -> int:
    """Bytes before rows: a row is how one knows of its bytes."""
    gone = 0
    wanted = select(Blob.digest).where(Blob.tenant_id == tenant).limit(FILES_AT_ONCE)
    while True:
        async with database.transaction(standing_in(tenant)) as db:
            digests: Sequence[bytes] = (await db.execute(wanted)).scalars().all()
            if not digests:
                return gone
            for digest in digests:
                await store.delete(thumbnail_key(tenant, digest))
                await store.delete(key_of(tenant, digest))
            await db.execute(delete(Blob).where(Blob.tenant_id == tenant, Blob.digest.in_(digests)))
            await _add(db, erasure_id, {"blobs": len(digests)})
            gone += len(digests)


async def _close_accounts(database: Database, erasure_id: uuid.UUID, tenant: int) -> None:
    """Whoever worked here and nowhere else keeps a number, which other governments' histories name, and no name."""
    async with database.transaction(standing_in(tenant)) as db:
        people = union(
            select(Membership.account_id).where(Membership.tenant_id == tenant),
            select(ApiClient.account_id).where(ApiClient.tenant_id == tenant),
        )
        worked = (await db.execute(people)).scalars().all()
        only = (await db.execute(_ONLY_HERE, {"wanted": list(worked)})).scalars().all()
        emptied = (
            update(Account)
            .where(Account.id.in_(only), Account.login.not_like(f"{EMPTIED}%"))
            .values(
                login=func.concat(EMPTIED, Account.id), name="–", password_hash="!", disabled_at=func.now()  # noqa: S106 - no password has this hash
            )
            .returning(Account.id)
        )  # fmt: skip
        closed = (await db.execute(emptied)).scalars().all()
        await db.execute(delete(SignInSession).where(SignInSession.account_id.in_(only)))
        await _add(db, erasure_id, {"accounts": len(closed)})


async def _add(db: Db, erasure_id: uuid.UUID, more: Mapping[str, Any]) -> None:
    counts: Any = Erasure.counts
    for name, number in more.items():
        total = func.coalesce(Erasure.counts[name].as_integer(), 0) + number
        counts = func.jsonb_set(counts, [name], func.to_jsonb(total), type_=JSONB)
    await db.execute(update(Erasure).where(Erasure.id == erasure_id).values(counts=counts))
