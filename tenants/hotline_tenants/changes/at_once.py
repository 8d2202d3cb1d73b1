"""A change by one person that holds from this moment on: the same road, gone to its end before anybody looks."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.changes.proposing import propose
from hotline_tenants.changes.reading import change_of
from hotline_tenants.changes.taking_effect import put_in_force


async def change_at_once(
    database: Database, actor: Actor, tenant: int, wanted: Mapping[str, Any], *, reason: str, at: dt.datetime
) -> uuid.UUID:
    """Change settings of a government that is live; returns the id of the change.

    Should the process die in between, the job of the change does the rest. Raises Refused like a proposal.
    """
    async with database.transaction(standing_in(tenant)) as db:
        here = (await registry_of(db)).get(tenant)
        today = at.astimezone(here.zone).date()
        change_id = await propose(db, actor, wanted, effective_on=today, reason=reason, at=at)
        change = await change_of(db, change_id)
        agreed, number = change.state == "approved", change.number
    if agreed:
        await put_in_force(database, tenant, change_id, at=at)
    if actor.may("tenant.keep"):
        await record(
            database, DEPLOYMENT, "setting_changed", account_id=actor.account_id, at=at, government=here.code,
            setting=", ".join(wanted), number=number,
        )  # fmt: skip
    return change_id
