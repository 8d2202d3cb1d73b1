"""The one road from an id to a notice, and both sides of one at once: the upper government's row is locked first. One to a
unit of our own has one side.
"""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_platform.notices.telling import tell
from hotline_tenants.ledgers.recording import Ledger, record
from hotline_tenants.rectification.model import Rectification, RectificationEntry, RectificationRemark

NOTICES = Ledger("rectification", Rectification, RectificationEntry, "rectification_id", RectificationRemark)
ABOVE, BELOW = ("inspector", "duty_head"), ("supervisor", "duty_head", "leader")
UNIT = ("unit_leader", "unit_officer")
"""Who is told on either side, and in a unit of our own."""


async def notice_for(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Rectification:
    """A notice of one's own government; below, and for the unit that is asked, once it is issued. Raises NotFound, and
    Stale for an older page.
    """
    found = await _row(db, notice_id, known_to(db.tenant, actor), lock=lock)
    _refuse_stale(found, version)
    return found


async def both_for(db: Db, actor: Actor, notice_id: uuid.UUID, *, version: int | None) -> Rectification:
    """`notice_for` with the lock, for acts that show on the other side: the upper government's row is locked before the
    lower's.
    """
    await _row(db, notice_id, known_to(db.tenant, actor), lock=False)
    found = await locked_both(db, notice_id)
    _refuse_stale(found, version)
    return found


def known_to(tenant: int, actor: Actor) -> ColumnElement[bool]:
    """The notices that somebody may know of. Raises NotAllowed for whoever reads none."""
    here = Rectification.tenant_id == tenant
    if actor.unit_id is None:
        actor.need("rectification.read")
        return here
    actor.need("rectification.unit")
    asked = Rectification.side == "own", Rectification.unit_id == actor.unit_id
    return and_(here, *asked, Rectification.issued_at.is_not(None))


def is_asked(notice: Rectification, actor: Actor) -> bool:
    """Whether this person answers for whoever is asked: the district's desk, or the unit itself."""
    if notice.side == "own":
        return actor.unit_id is not None and actor.unit_id == notice.unit_id
    return notice.side == "lower" and actor.unit_id is None


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


async def tell_keepers(db: Db, notice: Rectification, kind: str, *, at: dt.datetime) -> None:
    """Tell those who inspect, where they are."""
    await _tell(db, notice, kind, at=at, roles=ABOVE)


async def tell_asked(db: Db, notice: Rectification, kind: str, *, at: dt.datetime) -> None:
    """Tell those who are asked, where they are."""
    if notice.side == "own":
        await _tell(db, notice, kind, at=at, roles=UNIT, unit_id=notice.unit_id)
    else:
        await _tell(db, notice, kind, at=at, roles=BELOW)


async def _tell(db: Db, notice: Rectification, kind: str, *, at: dt.datetime, **whom: Any) -> None:
    await tell(
        db, kind, subject_id=notice.id, subject_kind="rectification", at=at, number=notice.number, **whom
    )


def _refuse_stale(found: Rectification, version: int | None) -> None:
    if version is not None and found.version != version:
        raise Stale(N_("Somebody acted on this notice after your page was loaded. Look at it as it is now."))


async def _row(db: Db, notice_id: uuid.UUID, *known: ColumnElement[bool], lock: bool) -> Rectification:
    wanted = select(Rectification).where(
        Rectification.tenant_id == db.tenant, Rectification.id == notice_id, *known
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
