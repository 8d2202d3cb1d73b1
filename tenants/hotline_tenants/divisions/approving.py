"""Approving all points that one file applied for: by somebody other than who took it over, in every government of it."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.divisions.ground import reach_of
from hotline_tenants.divisions.model import DivisionImport
from hotline_tenants.divisions.taking import import_for
from hotline_tenants.points.founding import approve_founded
from hotline_tenants.points.model import Point

BATCH = 500


def why_not_approve_all(found: DivisionImport, actor: Actor) -> Message | None:
    """Two people stand behind every point, however many there are."""
    if found.state != "finished":
        return N_("The file is not taken over yet.")
    if found.started_by is not None and found.started_by == actor.account_id:
        return N_("Who applied for a point does not approve it: somebody else looks at it first.")
    return None


async def may_approve_all(db: Db, actor: Actor, import_id: uuid.UUID) -> DivisionImport:
    """The file, if this person may approve its points. Raises NotFound, NotAllowed, Refused."""
    actor.need("network.approve")
    found = await import_for(db, actor, import_id)
    if refusal := why_not_approve_all(found, actor):
        raise Refused(refusal)
    return found


async def approve_batch(db: Db, actor: Actor, import_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Some of them, of one government; True while there may be more."""
    await may_approve_all(db, actor, import_id)
    reach = await reach_of(db, (await registry_of(db)).get(db.tenant).code)
    if await approve_founded(db, actor, import_id, most=BATCH, at=at):
        return True
    for code in sorted(reach.links):
        async with across(db, because=reach.links[code]):
            approved = await approve_founded(db, actor, import_id, most=BATCH, at=at)
        if approved:
            return True
    return False


async def waiting_for_approval(db: Db, tenants: Collection[int], import_id: uuid.UUID) -> int:
    """How many points of a file are applied for and not yet approved, over its governments; for the reading role."""
    wanted = (
        select(func.count())
        .select_from(Point)
        .where(Point.tenant_id.in_(tenants), Point.import_id == import_id, Point.state == "applied")
    )
    return (await db.execute(wanted)).scalar_one()
