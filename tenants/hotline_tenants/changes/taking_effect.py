"""Taking effect: what is read without a date is written when the moment of a change has come."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.audit.recording import note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.changes import values
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.reading import change_of, not_in_force, subjects_of
from hotline_tenants.changes.subjects import THRESHOLD, VALUE, split
from hotline_tenants.supervision.thresholds import set_threshold


async def put_in_force(database: Database, tenant: int, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Write what a change says into what is read without a date, once its moment has come; a second time does nothing.

    What a later change of the same setting has put in force meanwhile stays.
    """
    async with database.transaction(standing_in(tenant)) as db:
        change = await change_of(db, change_id)
        assert change.effective_from is not None
        if change.in_force_at is not None or change.effective_from > at:
            return
        given = await _still_meant(db, change)
    if own := {split(subject)[1]: after for subject, after in given.items() if split(subject)[0] == VALUE}:
        await values.put(database, tenant, own)
    async with database.transaction(standing_in(tenant)) as db:
        change = await change_of(db, change_id, lock=True)
        if change.in_force_at is not None:
            return
        for subject, after in given.items():
            kind, key = split(subject)
            if kind == THRESHOLD:
                await set_threshold(db, system_actor(tenant), key, after, at=at)
        change.in_force_at = at
        note(db, "change_in_force", account_id=None, subject=change.id, at=at, number=change.number)


async def put_in_force_everywhere(database: Database, *, at: dt.datetime) -> None:
    """Put in force whatever should be by now, in every government."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in await load_registry(db)]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            due = await not_in_force(db, at=at)
        for change_id in due:
            await put_in_force(database, tenant, change_id, at=at)


async def _still_meant(db: Db, change: Change) -> dict[str, Any]:
    wanted = select(Change.items).where(
        Change.tenant_id == db.tenant, Change.in_force_at.is_not(None), Change.effective_from >= change.effective_from,
        Change.number > change.number,
    )  # fmt: skip
    later_ones = {subject for items in await db.scalars(wanted) for subject in subjects_of(items)}
    return {item["of"]: item["after"] for item in change.items if item["of"] not in later_ones}
