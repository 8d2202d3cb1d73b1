"""What is asked of units, and the milestones of our own."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.supervision.model import SupervisionTask
from hotline_tenants.supervision.reaching import tasks_of

MOST = 30


@dataclass(frozen=True)
class Milestone:
    """A step of our own and the day until which it is reached."""

    on: dt.date
    what: str


def put_task(
    db: Db, supervision_id: uuid.UUID, unit_id: uuid.UUID | None, what: str, due_at: dt.datetime, *, lead: bool = False,
    state: str = "waiting", next_at: dt.datetime | None = None,
) -> uuid.UUID:  # fmt: skip
    """Ask something of a unit, or (None) of ourselves."""
    task_id = new_id()
    db.put(
        SupervisionTask, id=task_id, supervision_id=supervision_id, unit_id=unit_id, lead=lead, what=what.strip(),
        salt=new_salt(), due_at=due_at, next_at=next_at, state=state,
    )  # fmt: skip
    return task_id


def why_not_milestones(
    milestones: Sequence[Milestone] | None, due_at: dt.datetime | None, today: dt.date
) -> dict[str, Message]:
    """Which of them cannot be, by the field of the form."""
    found = milestones or ()
    if len(found) > MOST:
        return {"milestones": N_("At most %(most)s milestones.", most=MOST)}
    for one in found:
        if one.on < today:
            return {"milestones": N_("%(day)s lies in the past.", day=one.on.isoformat())}
        if due_at is not None and one.on > due_at.date():
            return {"milestones": N_("%(day)s comes after the deadline.", day=one.on.isoformat())}
    return {}


async def keep_milestones(db: Db, supervision_id: uuid.UUID, milestones: Sequence[Milestone] | None) -> None:
    """Of a draft: what is no milestone any more goes, what is new comes; None leaves them as they are."""
    if milestones is None:
        return
    calendar, new = await calendar_of(db), list(dict.fromkeys(milestones))
    for task in await tasks_of(db, supervision_id):
        if task.unit_id is not None:
            continue
        known = Milestone(calendar.local_date(task.due_at), task.what)
        if known in new:
            new.remove(known)
        else:
            await db.delete(task)
    for one in new:
        put_task(db, supervision_id, None, one.what, _end_of_day(calendar, one.on))


def _end_of_day(calendar: Calendar, day: dt.date) -> dt.datetime:
    """The end of that day, in the government's own zone."""
    return dt.datetime.combine(day, dt.time(23, 59), calendar.zone).astimezone(dt.UTC)
