"""The one road from an id to a merged hotline."""

import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotAllowed, NotFound, Stale
from hotline_tenants.hotlines.model import MergedHotline

READERS = ("network.keep", "network.approve", "network.below")


async def hotline_for(
    db: Db, actor: Actor, hotline_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> MergedHotline:
    """A hotline of the government that one stands in. Raises NotFound, and Stale for an older page."""
    if not any(actor.may(one) for one in READERS):
        raise NotAllowed(READERS[0])
    wanted = select(MergedHotline).where(MergedHotline.tenant_id == db.tenant, MergedHotline.id == hotline_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(N_("Somebody acted on this hotline after your page was loaded. Look at it as it is now."))
    return found
