"""A government that ends leaves the joint meetings to which it was called, and what they settled, to its successor."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.meetings.inviting import KEEPERS_TOLD, KIND, invite, invited_to, tell_invited
from hotline_tenants.meetings.lifecycle import WAITING
from hotline_tenants.meetings.model import Meeting, MeetingDecision, MeetingUnit
from hotline_tenants.meetings.reaching import about_whom, meeting_of
from hotline_tenants.meetings.recording import content_of, record
from hotline_tenants.network.units import unit_tree

_BEFORE = ("draft", "called")
_LEFT = ("drafted", *WAITING)


def waits_for(units: Select[Any] | Sequence[uuid.UUID]) -> ColumnElement[bool]:
    """Meetings that have not taken place and to which one of these units is called, and those that have left it
    something to do.
    """
    called = exists().where(
        MeetingUnit.tenant_id == Meeting.tenant_id, MeetingUnit.meeting_id == Meeting.id, MeetingUnit.unit_id.in_(units)
    )  # fmt: skip
    owes = exists().where(
        MeetingDecision.tenant_id == Meeting.tenant_id, MeetingDecision.meeting_id == Meeting.id,
        MeetingDecision.unit_id.in_(units), MeetingDecision.state.in_(WAITING),
    )  # fmt: skip
    return or_(Meeting.state.in_(_BEFORE) & called, (Meeting.state == "minuted") & owes)


async def succeed(db: Db, former: uuid.UUID, successor: uuid.UUID, *, at: dt.datetime) -> None:
    """Called where meetings are kept, with the units of both: the successor is invited to what has not taken place, and
    does what is left. What is about its own people does not go to it; whoever keeps the meeting is told either way.
    """
    wanted = select(Meeting.id).where(Meeting.tenant_id == db.tenant, waits_for([former]))
    for meeting_id in (await db.scalars(wanted.order_by(Meeting.id))).all():
        meeting = await meeting_of(db, meeting_id, lock=True)
        passed = await _succeed_in(db, meeting, former, successor, at=at)
        await tell(
            db, "decision_passed_on", subject_id=meeting.id, subject_kind=KIND, at=at, roles=KEEPERS_TOLD
        )
        await record(
            db, meeting, "succeed", system_actor(db.tenant), at=at, former=former, unit=successor, decisions=passed
        )  # fmt: skip


async def _succeed_in(
    db: Db, meeting: Meeting, former: uuid.UUID, successor: uuid.UUID, *, at: dt.datetime
) -> int:
    """How many decisions are the successor's from now on."""
    content, units = await content_of(db, [meeting.id]), await unit_tree(db)
    about = await about_whom(db, content.agenda)
    own = {item for item, whom in about.items() if any(units.within(successor, one) for one in whom)}
    passed = [
        one
        for one in content.decisions
        if one.unit_id == former and one.state in _LEFT and one.item_id not in own
    ]
    if meeting.state == "draft":
        for unit in content.units:
            if unit.unit_id == former:
                await db.delete(unit)
    if passed or (meeting.state in _BEFORE and not own):
        there = {one.unit_id for one in await invited_to(db, meeting)}
        new = await invite(db, meeting, {successor} - there)
        if meeting.state != "draft":
            await tell_invited(db, meeting, "meeting_taken_over", at=at, units=new)
    for one in passed:
        one.unit_id = successor
    return len(passed)
