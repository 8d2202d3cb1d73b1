"""Where else a case stands: on the agenda of joint meetings, and among the calls of a leader's answering day."""

from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.answering import reaching as answering
from hotline_tenants.answering.model import AnsweredCall, AnsweringDay
from hotline_tenants.cases.model import Case
from hotline_tenants.meetings import reaching as meetings
from hotline_tenants.meetings.lifecycle import MINUTED
from hotline_tenants.meetings.model import Meeting, MeetingItem

MOST = 3
"""The latest meetings; the others are found among the meetings."""


@dataclass(frozen=True)
class Mark:
    """A small mark on the case that leads there."""

    words: Message
    icon: str
    url: str


async def elsewhere(db: Db, actor: Actor, case: Case, *, visiting: bool = False) -> list[Mark]:
    """What this person may know of; a reading from above has the meetings and days of its own house."""
    if visiting:
        return []
    return [*await _meetings(db, actor, case), *await _days(db, actor, case)]


async def _meetings(db: Db, actor: Actor, case: Case) -> list[Mark]:
    if not actor.may("meeting.invited" if actor.role in UNIT_ROLES else "meeting.read"):
        return []
    wanted = (
        select(Meeting.id, Meeting.title)
        .join(MeetingItem, (MeetingItem.tenant_id == db.tenant) & (MeetingItem.meeting_id == Meeting.id))
        .where(
            Meeting.tenant_id == db.tenant, MeetingItem.case_id == case.id, MeetingItem.removed.is_(False),
            Meeting.state.in_(("draft", "called", *MINUTED)), meetings.known_to(db.tenant, actor),
        )
        .group_by(Meeting.id, Meeting.title, Meeting.starts_at)
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        Mark(N_("Joint meeting: %(title)s", title=row.title), "users-group", f"/meetings/{row.id}")
        for row in await db.execute(wanted)
    ]


async def _days(db: Db, actor: Actor, case: Case) -> list[Mark]:
    if not actor.may("answering.own" if actor.role in UNIT_ROLES else "answering.read"):
        return []
    wanted = (
        select(AnsweringDay.id, AnsweringDay.leader)
        .join(AnsweredCall, (AnsweredCall.tenant_id == db.tenant) & (AnsweredCall.day_id == AnsweringDay.id))
        .where(
            AnsweringDay.tenant_id == db.tenant, AnsweredCall.case_id == case.id, answering.known_to(actor)
        )
    )
    return [
        Mark(
            N_("Call on the answering day of %(leader)s", leader=row.leader),
            "phone-call",
            f"/answering/{row.id}",
        )
        for row in await db.execute(wanted)
    ]
