"""The one road from an id to an answering day."""

import uuid

from sqlalchemy import ColumnElement, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_tenants.answering.model import AnsweringDay


async def day_for(
    db: Db, actor: Actor, day_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> AnsweringDay:
    """A day, if this person may know of it. Raises NotFound otherwise, and Stale for an older page."""
    wanted = select(AnsweringDay).where(
        AnsweringDay.tenant_id == db.tenant, AnsweringDay.id == day_id, known_to(actor)
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(N_("Somebody acted on this day after your page was loaded. Look at it as it is now."))
    return found


def known_to(actor: Actor) -> ColumnElement[bool]:
    """What narrows the days of a government down to those that somebody may know of: a unit's people those of their own
    leader.
    """
    if actor.role in UNIT_ROLES and actor.may("answering.own"):
        return AnsweringDay.unit_id == actor.unit_id
    return AnsweringDay.id.is_not(None) if actor.may("answering.read") else AnsweringDay.id.is_(None)
