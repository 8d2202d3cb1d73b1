"""Who decides on what a unit asks for has no place in it."""

import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import unit_tree


async def why_involved(db: Db, actor: Actor, unit_id: uuid.UUID) -> Message | None:
    """Why this person is not uninvolved in what a unit asks: they have a place in it, above or below it in its tree."""
    units = await unit_tree(db)
    places = await db.scalars(
        select(Membership.unit_id).where(
            Membership.tenant_id == db.tenant, Membership.account_id == actor.account_id, Membership.ended_at.is_(None),
            Membership.unit_id.is_not(None),
        )
    )  # fmt: skip
    if any(units.within(unit_id, place) or units.within(place, unit_id) for place in places if place):
        return N_("You have a place in the unit that asks. Somebody uninvolved decides.")
    return None
