"""Going live: refused while something is missing; then the public page opens and the city can refer."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.boundaries.changing_places import begin_prepared
from hotline_tenants.onboarding.adding import become_unit
from hotline_tenants.onboarding.applying import alone
from hotline_tenants.onboarding.readiness import readiness, red


async def go_live(database: Database, actor: Actor, code: str, *, at: dt.datetime) -> bool:
    """Put a government live and make it a unit of its city; the unit of the city that it was before goes into it in the
    same transaction. False where it was; cut off in between, a second call completes it. Raises NotFound, and Refused with the lines of the checklist that are red.
    """
    actor.need("tenant.keep")
    async with alone(database, code):
        missing = red(await readiness(database, code, at=at))
        async with database.transaction(NOWHERE, "admin") as db:
            tenant = (
                await db.execute(select(Tenant).where(Tenant.code == code).with_for_update())
            ).scalar_one()
            if tenant.status not in ("preparing", "live"):
                raise Refused(N_("This government is suspended or archived: nothing is changed in it."))
            goes = tenant.status == "preparing"
            if goes and missing:
                raise Refused(
                    N_(
                        "The government cannot go live yet. Lines of the checklist that are red: %(missing)s.",
                        missing=len(missing),
                    ),
                    {line.key: line.words for line in missing},
                )
            tenant.status = "live"
        database.cache.forget("registry")
        if tenant.parent_id is not None:
            async with database.transaction(standing_in(tenant.parent_id)) as db:
                await become_unit(
                    db, tenant.id, code=code, name_zh=tenant.name_zh, name_en=tenant.name_en, at=at
                )
                await db.write()
                await begin_prepared(db, tenant.id, at=at, on=at.astimezone(ZoneInfo(tenant.zone)).date())
        if goes:
            await record(
                database, DEPLOYMENT, "government_live", account_id=actor.account_id, at=at, government=code
            )
        return goes
