"""The clock of a notice: whoever is asked is told a day before its deadline and when it is past, and then both sides; after
the closing those who inspect, when the day of the look-back has come.
"""

import datetime as dt

from sqlalchemy import ColumnElement, and_, select

from hotline_platform.access.actor import Actor, clock_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.later import later
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import act_on, locked_both, other_side, tell_asked, tell_keepers

BATCH = 100


def look_back_due(today: dt.date) -> ColumnElement[bool]:
    """Whether somebody is to look whether it has held."""
    return and_(
        Rectification.state == "closed",
        Rectification.side != "lower",
        Rectification.looked_back_at.is_(None),
        Rectification.look_back_on <= today,
    )


def overdue(at: dt.datetime) -> ColumnElement[bool]:
    """Whether the report of a notice that was issued is late."""
    return and_(Rectification.state == "issued", Rectification.due_at < at)


async def watch(db: Db, *, at: dt.datetime) -> int:
    """Tell of one batch of deadlines, each once near and once past; returns how many."""
    due = select(Rectification.id).where(Rectification.tenant_id == db.tenant, Rectification.next_at <= at)
    found = list(await db.scalars(due.order_by(Rectification.next_at).limit(BATCH)))
    actor = clock_actor(db.tenant)
    for notice_id in found:
        notice = await locked_both(db, notice_id)
        if notice.next_at is None or notice.next_at > at:
            continue  # somebody acted meanwhile
        if notice.state == "closed":
            notice.next_at = None
            await tell_keepers(db, notice, "rectification_look_back", at=at)
            continue
        late = notice.due_at <= at
        notice.next_at = None if late else notice.due_at
        act = "overdue" if late else "near_due"
        await act_on(db, notice, act, actor, at=at, due=notice.due_at)
        await tell_asked(db, notice, f"rectification_{act}", at=at)
        if late and notice.side == "own":
            await tell_keepers(db, notice, f"rectification_{act}", at=at)
        elif late:
            async with other_side(db, notice) as upper:
                await act_on(db, upper, act, clock_actor(db.tenant), at=at, due=upper.due_at)
                await tell_keepers(db, upper, f"rectification_{act}", at=at)
    return len(found)


@job()
async def watch_notices(db: Db, actor: Actor) -> None:
    """One batch of a government's deadlines; where there may be more, the next one follows."""
    if await watch(db, at=dt.datetime.now(dt.UTC)) >= BATCH:
        later(db, watch_notices)


@periodic(every=dt.timedelta(minutes=30), name="rectification")
async def watch_all(database: Database) -> None:
    """A job for each government: its statement reads an index of what has fallen due and nothing else."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).living()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, watch_notices)
