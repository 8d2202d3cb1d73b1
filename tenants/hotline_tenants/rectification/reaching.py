"""The one road from an id to a notice, and both sides of one at once: the upper government's row is locked first."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_platform.notices.telling import tell
from hotline_tenants.ledgers.recording import Ledger, record
from hotline_tenants.rectification.model import Rectification, RectificationEntry, RectificationRemark

NOTICES = Ledger("rectification", Rectification, RectificationEntry, "rectification_id", RectificationRemark)
ABOVE, BELOW = ("inspector", "duty_head"), ("supervisor", "duty_head", "leader")
"""Who is told on either side."""


async def notice_for(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Rectification:
    """A notice of one's own government; below, once it is issued. Raises NotFound, and Stale for an older page."""
    actor.need("rectification.read")
    found = await _row(db, notice_id, lock=lock)
    _refuse_stale(found, version)
    return found


async def both_for(db: Db, actor: Actor, notice_id: uuid.UUID, *, version: int | None) -> Rectification:
    """`notice_for` with the lock, for acts that show on the other side: the upper government's row is locked before the
    lower's.
    """
    actor.need("rectification.read")
    found = await locked_both(db, notice_id)
    _refuse_stale(found, version)
    return found


async def locked_both(db: Db, notice_id: uuid.UUID) -> Rectification:
    """The same for an act that nobody does: the clock's."""
    found = await _row(db, notice_id, lock=False)
    if found.side == "lower":
        async with across(db, because=found):
            await _row(db, notice_id, lock=True)
    return await _row(db, notice_id, lock=True)


@asynccontextmanager
async def other_side(db: Db, notice: Rectification) -> AsyncIterator[Rectification]:
    """Stand in the other government for a while, with its row of the notice locked."""
    async with across(db, because=notice):
        yield await _row(db, notice.id, lock=True)


async def act_on(
    db: Db, notice: Rectification, act: str, actor: Actor, *, at: dt.datetime, remarks: Mapping[str, str] | None = None,
    **data: Any,
) -> None:  # fmt: skip
    """Append an entry with its words to a locked row."""
    await record(db, NOTICES, notice, act, actor, at=at, remarks=remarks, **data)


async def tell_side(db: Db, notice: Rectification, kind: str, *, at: dt.datetime) -> None:
    """Tell the people of the side that one stands on."""
    await tell(
        db, kind, subject_id=notice.id, subject_kind="rectification", at=at,
        roles=ABOVE if notice.side == "upper" else BELOW, number=notice.number,
    )  # fmt: skip


def _refuse_stale(found: Rectification, version: int | None) -> None:
    if version is not None and found.version != version:
        raise Stale(N_("Somebody acted on this notice after your page was loaded. Look at it as it is now."))


async def _row(db: Db, notice_id: uuid.UUID, *, lock: bool) -> Rectification:
    wanted = select(Rectification).where(Rectification.tenant_id == db.tenant, Rectification.id == notice_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
