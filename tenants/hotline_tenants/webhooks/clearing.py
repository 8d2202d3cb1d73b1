"""What is thrown away of the exchange with other systems when its time has come."""

import datetime as dt

from sqlalchemy import delete, select, tuple_

from hotline_platform.access.model import ApiAnswer
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.webhooks.model import Delivery

ANSWERS_KEPT = dt.timedelta(hours=48)
DELIVERIES_KEPT = dt.timedelta(days=30)
BATCH = 5_000


async def clear_all(database: Database, *, at: dt.datetime) -> None:
    """Batch by batch in every government, so that no lock is held for long."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).kept()]
    for tenant in tenants:
        more = True
        while more:
            async with database.transaction(standing_in(tenant)) as db:
                more = await clear_tenant(db, at=at) >= BATCH


async def clear_tenant(db: Db, *, at: dt.datetime) -> int:
    """One batch of answers under idempotency keys and one of deliveries over; returns how many rows went."""
    return await _answers(db, at - ANSWERS_KEPT) + await _deliveries(db, at - DELIVERIES_KEPT)


async def _answers(db: Db, before: dt.datetime) -> int:
    key = tuple_(ApiAnswer.client_id, ApiAnswer.key)
    old = select(ApiAnswer.client_id, ApiAnswer.key).where(
        ApiAnswer.tenant_id == db.tenant, ApiAnswer.at < before
    )
    gone = delete(ApiAnswer).where(ApiAnswer.tenant_id == db.tenant, key.in_(old.limit(BATCH)))
    return len(
        (
            await db.execute(gone.returning(ApiAnswer.key), execution_options={"synchronize_session": False})
        ).all()
    )


async def _deliveries(db: Db, before: dt.datetime) -> int:
    over = Delivery.tenant_id == db.tenant, Delivery.made_at < before, Delivery.next_at.is_(None)
    old = select(Delivery.id).where(*over).limit(BATCH)
    gone = delete(Delivery).where(Delivery.tenant_id == db.tenant, Delivery.id.in_(old))
    return len(
        (
            await db.execute(gone.returning(Delivery.id), execution_options={"synchronize_session": False})
        ).all()
    )
