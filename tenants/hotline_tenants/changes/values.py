"""What a government has set for itself, as a setting that changes: None is what it inherits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_platform.tenancy.values import OFFICE_HOURS
from hotline_tenants.changes.hours import why_not_hours
from hotline_tenants.onboarding.values import SETTINGS, why_not_below, why_not_setting
from hotline_tenants.privacy.keeping import DAYS, why_not_periods


async def present(db: Db, *, at: dt.datetime) -> dict[str, Any]:
    """What is set here, by key; None where it is inherited."""
    own = (await load_registry(db)).get(db.tenant).own
    return {key: own.get(key) for key in SETTINGS}


async def why_not(
    db: Db, key: str, wanted: Any, *, at: dt.datetime, beside: Mapping[str, Any]
) -> dict[str, Message]:
    """What is wrong with a value, by field; how long data are kept is looked at together with what is wished
    `beside` it.
    """
    if wanted is not None and (why := why_not_setting(key, wanted)) is not None:
        return {"value": why}
    if key == OFFICE_HOURS:
        why = await why_not_hours(db, wanted, at=at)
        return {"value": why} if why is not None else {}
    registry = await load_registry(db)
    if wanted is not None and (why := _below(registry, db.tenant, key, wanted, at)) is not None:
        return {"value": why}
    if key not in DAYS.values():
        return {}
    own = {**registry.get(db.tenant).own, **beside, key: wanted}
    wrong = why_not_periods(registry, db.tenant, {kind: own.get(name) for kind, name in DAYS.items()})
    mine = next(kind for kind, name in DAYS.items() if name == key)
    return {"value": wrong[mine]} if mine in wrong else {}


def _below(registry: Registry, tenant: int, key: str, wanted: Any, at: dt.datetime) -> Message | None:
    here = registry.get(tenant)
    return why_not_below(registry, here.parent_id, key, wanted, day=at.astimezone(here.zone).date())


async def put(database: Database, tenant: int, given: dict[str, Any]) -> None:
    """Write values into the registry; a second time changes nothing."""
    async with database.transaction(NOWHERE, "admin") as db:
        row = (await db.execute(select(Tenant).where(Tenant.id == tenant).with_for_update())).scalar_one()
        kept = {key: value for key, value in {**row.settings, **given}.items() if value is not None}
        if kept != row.settings:
            row.settings = kept
    database.cache.forget("registry")
    database.cache.forget("calendar")
