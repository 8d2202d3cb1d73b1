"""The days of decisions: the unit is told the day before, and once more, with the office, when the day has passed."""

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
from hotline_tenants.meetings.following import tell_responsible
from hotline_tenants.meetings.inviting import KEEPERS_TOLD, KIND
from hotline_tenants.meetings.model import MeetingDecision
from hotline_tenants.meetings.reaching import decision_of, meeting_of
from hotline_tenants.meetings.recording import record

BATCH = 100


async def watch(db: Db, *, at: dt.datetime) -> int:
    """Tell of one batch of days, each once near and once past; returns how many."""
    today = (await calendar_of(db)).local_date(at)
    due = MeetingDecision.tenant_id == db.tenant, MeetingDecision.state == "open", MeetingDecision.told < 2
    near = (MeetingDecision.told == 0) & (MeetingDecision.due_on <= today + dt.timedelta(days=1))
    wanted = select(MeetingDecision.meeting_id, MeetingDecision.id).where(
        *due, near | (MeetingDecision.due_on < today)
    )
    found = (await db.execute(wanted.order_by(MeetingDecision.due_on).limit(BATCH))).all()
    for meeting_id, decision_id in found:
        meeting = await meeting_of(db, meeting_id, lock=True)
        decision = await decision_of(db, meeting, decision_id)
        level = 2 if decision.due_on < today else 1
        if decision.state != "open" or decision.told >= level:
            continue  # somebody acted meanwhile
        decision.told = level
        act = "decision_overdue" if level == 2 else "decision_near_due"
        await tell_responsible(db, meeting, decision, act, at=at)
        if level == 2:
            await tell(db, act, subject_id=meeting.id, subject_kind=KIND, at=at, roles=KEEPERS_TOLD)
        await record(
            db, meeting, act, clock_actor(db.tenant), at=at, unit=decision.unit_id, due_on=decision.due_on
        )
    return len(found)


@job()
async def watch_meetings(db: Db, actor: Actor) -> None:
    """One batch of a government's days; where there may be more, the next one follows."""
    if await watch(db, at=dt.datetime.now(dt.UTC)) >= BATCH:
        later(db, watch_meetings)


@periodic(every=dt.timedelta(hours=1), name="meetings")
async def watch_all(database: Database) -> None:
    """A job for each government: its statement reads an index of what is open and nothing else."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).living()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            later(db, watch_meetings)
