"""Establishing a unit: nobody is on duty there yet, and whoever keeps the rosters hears of it at once."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.jobs.later import later
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.network.keeping import NewUnit, establish
from hotline_tenants.rosters.jobs import warn_of_gaps


async def establish_unit(db: Db, actor: Actor, new: NewUnit, *, at: dt.datetime) -> uuid.UUID:
    """Establish a unit and look at the rosters of the coming days, once the government works. Raises as `establish`."""
    unit_id = await establish(db, actor, new, at=at)
    if (await registry_of(db)).get(db.tenant).status == "live":
        later(db, warn_of_gaps, wake=True)
    return unit_id
