"""The sweep: what was claimed and never referred to, and what killed processes left in the spool."""

import asyncio
import datetime as dt
from pathlib import Path

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.files.keeping import let_go
from hotline_platform.files.model import Blob
from hotline_platform.files.spool import Spool
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import load_registry

GRACE = dt.timedelta(hours=1)
"""How long after its claim content may wait for whoever refers to it."""

BATCH = 500


async def sweep(database: Database, settings: Settings, *, at: dt.datetime) -> int:
    """Let loose content of every tenant go; returns how much went. Its cost follows what is loose, not what is kept."""
    await asyncio.to_thread(Spool(Path(settings.files_dir)).clear)
    store, gone = store_from(settings), 0
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).kept()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            loose = select(Blob.digest).where(
                Blob.tenant_id == tenant, Blob.loose, Blob.claimed_at < at - GRACE
            )
            found = (await db.execute(loose.limit(BATCH))).scalars().all()
        for digest in found:
            async with database.transaction(standing_in(tenant)) as db:
                gone += await let_go(db, store, digest)
    return gone
