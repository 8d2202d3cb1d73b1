"""Ending a role: whoever has none left at a place is off its roster in the same transaction."""

import datetime as dt
import uuid

from hotline_platform.access import memberships
from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.jobs.later import later
from hotline_tenants.rosters.jobs import warn_of_gaps
from hotline_tenants.rosters.leaving import let_go


async def end_role(
    db: Db, actor: Actor, account_id: uuid.UUID, membership_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """End a role of a person, and every session that acts in it. Raises what `memberships.end` raises."""
    await memberships.end(db, actor, membership_id, at=at)
    if freed := await let_go(db, account_id=account_id, by=actor.account_id, at=at):
        later(db, warn_of_gaps, opened=list(freed), wake=True)
