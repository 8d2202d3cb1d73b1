"""The end of a redirection: a week before it the people of the network are told, once."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.access.actor import Actor, clock_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.planning import KIND
from hotline_tenants.hotlines.recording import record

NEAR = dt.timedelta(days=7)


async def watch(db: Db, *, at: dt.datetime) -> int:
    """Tell of every redirection that ends within a week and of which nobody has spoken yet; returns how many."""
    until = (await calendar_of(db)).local_date(at) + NEAR
    ending = select(MergedHotline).where(
        MergedHotline.tenant_id == db.tenant, MergedHotline.state == "merged", MergedHotline.told_at.is_(None),
        MergedHotline.redirected_until <= until,
    )  # fmt: skip
    found = list(await db.scalars(ending.order_by(MergedHotline.id).with_for_update(skip_locked=True)))
    for hotline in found:
        hotline.told_at = at
        await record(
            db, hotline, "redirect_ends", clock_actor(db.tenant), at=at, until=hotline.redirected_until
        )
        await tell(
            db, "hotline_redirect_ends", subject_id=hotline.id, subject_kind=KIND, at=at,
            roles=("network_officer", "duty_head"), number=hotline.line,
        )  # fmt: skip
    return len(found)


@job()
async def watch_hotlines(db: Db, actor: Actor) -> None:
    """One government's redirections."""
    await watch(db, at=dt.datetime.now(dt.UTC))


@periodic(every=dt.timedelta(hours=6), name="hotlines")
async def watch_all(database: Database) -> None:
    """A job for each government: its statement reads an index of what ends and nothing else."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).living()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, watch_hotlines)
