"""Carrying out a document: the registry's entry first, then everything else in one transaction.

Cut off in between, the government is there in preparation, with nothing in it, and the same document completes it.
Nobody sees it before it goes live. Two who do it at once: the second is told.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select, text

from hotline_platform.access.actor import Actor
from hotline_platform.access.keeping import first_password
from hotline_platform.access.passwords import hasher
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.onboarding.document import Document
from hotline_tenants.onboarding.filling import fill
from hotline_tenants.onboarding.planning import Plan, plan
from hotline_tenants.onboarding.values import LIVE

MEANWHILE = N_(
    "Somebody else has set this government up meanwhile. Look at what this draft would change in it, and decide."
)
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('onboarding'), hashtext(:code))")


@dataclass(frozen=True)
class FirstPassword:
    """A person just added, and the password that is told here and nowhere else."""

    login: str
    name: str
    password: str


@dataclass(frozen=True)
class Outcome:
    """What was done. `plan` says what it changed, which may be nothing."""

    plan: Plan
    passwords: Sequence[FirstPassword] = ()


async def onboard(
    database: Database,
    actor: Actor,
    document: Document,
    *,
    cheap: bool,
    at: dt.datetime,
    new: bool = False,
) -> Outcome:
    """Set a government up, or change what a document changes. It is in preparation until `go_live`. `new` where
    somebody was shown that it would be a new one.

    Raises Refused with every mistake by its key or cell, where somebody else is at it at this moment, and where it is
    not as it was shown.
    """
    actor.need("tenant.keep")
    code = document.government.code
    async with alone(database, code):
        found = (await plan(database, document, at=at)).complete()
        if new and found.present.here is not None:
            raise Refused(MEANWHILE)
        if found.empty:
            return Outcome(found)
        names = {one.login: one.name for one in found.people if one.login not in found.present.house.logins}
        passwords = {login: first_password(login) for login in names}
        hashes = await asyncio.to_thread(_hashed, passwords, cheap=cheap)
        tenant = await _register(database, found, at=at)
        try:
            async with database.transaction(standing_in(tenant)) as db:
                await fill(db, actor, found, hashes, at=at)
        finally:  # what a transaction has read of itself is not to be remembered if it was undone
            for kept in ("units", "classification", "catalogue", "time_rules", "calendar"):
                database.cache.forget(kept, tenant)
        await record(
            database, DEPLOYMENT, "government_set_up", account_id=actor.account_id, at=at, government=code,
            **found.particulars,
        )  # fmt: skip
        return Outcome(found, [FirstPassword(login, names[login], passwords[login]) for login in names])


@asynccontextmanager
async def alone(database: Database, code: str) -> AsyncIterator[None]:
    """Hold the only right to bring this government on board, from before looking until after the last commit.

    Raises Refused where somebody else has it.
    """
    async with database.transaction(NOWHERE, "admin") as db:
        if not await db.scalar(_ALONE, {"code": code}):
            raise Refused(
                N_(
                    "Somebody else is setting up the government %(code)s at this moment. Look again in a minute.",
                    code=code,
                )
            )
        yield


async def _register(database: Database, found: Plan, *, at: dt.datetime) -> int:
    """The entry of the registry, new or changed; returns its number."""
    new, here = found.document.government, found.present.here
    described = {
        "name_zh": new.name_zh, "name_en": new.name_en, "short_zh": new.short_zh, "short_en": new.short_en,
        "zone": new.zone, "language": new.language,
    }  # fmt: skip
    async with database.transaction(NOWHERE, "admin") as db:
        if here is None:
            above = found.present.above
            tenant = Tenant(
                code=new.code, tier=new.tier, parent_id=above.id if above else None, status="preparing",
                created_at=at, settings=dict(found.settings), **described,
            )  # fmt: skip
            db.add(tenant)
            await db.flush()
        else:
            tenant = (
                await db.execute(select(Tenant).where(Tenant.id == here.id).with_for_update())
            ).scalar_one()
            if found.settings and tenant.status != "preparing":
                raise Refused(LIVE)
            for field, value in described.items():
                setattr(tenant, field, value)
            tenant.settings = {**tenant.settings, **dict(found.settings)}
        number = tenant.id
    database.cache.forget("registry")
    return number


def _hashed(passwords: Mapping[str, str], *, cheap: bool) -> dict[str, str]:
    return {login: hasher(cheap=cheap).hash(password) for login, password in passwords.items()}
