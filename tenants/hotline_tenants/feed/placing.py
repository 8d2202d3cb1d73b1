"""Giving committed events their places in the feed.

A number drawn while an event is written would be no place: a transaction that commits late would fill in a number
that readers have already passed. So places are given out afterwards, by one at a time, to what is there to be seen:
a slow transaction's events get later places, and whoever has seen a place has seen every place before it. Events of
one case keep their order, because whoever appends to a chain holds the case until the commit.
"""

from collections.abc import Sequence

from sqlalchemy import select, text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_tenants.feed.model import FeedEntry

BATCH = 5_000
LOCK = 1_234_502
"""The class of the advisory locks under which places are given out; the second number is the tenant's."""

_TENANTS = text("SELECT hotline_tenants_with_announcements()")
_ALONE = text("SELECT pg_try_advisory_xact_lock(:lock, :tenant)")
_PLACE = text(
    """
    WITH taken AS (
        DELETE FROM announcements WHERE tenant_id = :tenant AND id IN (
            SELECT id FROM announcements WHERE tenant_id = :tenant ORDER BY id LIMIT :batch)
        RETURNING id, case_id, seq
    )
    INSERT INTO feed_entries (tenant_id, position, case_id, seq)
    SELECT :tenant, :head + row_number() OVER (ORDER BY id), case_id, seq FROM taken
    RETURNING position
    """
)


async def place_all(database: Database) -> int:
    """Place what waits in every tenant; returns how many events were placed."""
    async with database.transaction(NOWHERE) as db:
        tenants: Sequence[int] = (await db.execute(_TENANTS)).scalars().all()
    placed = 0
    for tenant in tenants:
        while True:
            async with database.transaction(standing_in(tenant)) as db:
                batch = await place(db)
            placed += batch
            if batch < BATCH:
                break
    return placed


async def place(db: Db, batch: int = BATCH) -> int:
    """Give the next places in the tenant one stands in; 0 where nothing waits or somebody else is at it.

    The lock comes first, in a statement of its own: those after it see all that its last holder has done.
    """
    if not (await db.execute(_ALONE, {"lock": LOCK, "tenant": db.tenant})).scalar_one():
        return 0
    given = {"tenant": db.tenant, "head": await head_of(db), "batch": batch}
    return len((await db.execute(_PLACE, given)).all())


async def head_of(db: Db) -> int:
    """The last place given out in the tenant one stands in; 0 before the first."""
    places = select(FeedEntry.position).where(FeedEntry.tenant_id == db.tenant)
    return (await db.execute(places.order_by(FeedEntry.position.desc()).limit(1))).scalar_one_or_none() or 0
