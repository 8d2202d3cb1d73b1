"""What the invited are told, units in this house and governments in their own: on every desk or on none."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.meetings.model import InvitedMeeting, Meeting, MeetingUnit
from hotline_tenants.network.units import unit_tree

KIND, INVITED = "meeting", "invited_meeting"
UNIT_ROLES_TOLD = ("unit_officer", "unit_leader")
HOUSE_ROLES_TOLD = ("supervisor", "duty_head", "leader")
KEEPERS_TOLD = ("supervisor", "duty_head")
REACHED = ("live", "suspended")
"""Governments that can be invited: those that have begun and not ended."""


async def invited_to(db: Db, meeting: Meeting) -> Sequence[MeetingUnit]:
    """Who is invited, in an order in which all lock."""
    wanted = select(MeetingUnit).where(
        MeetingUnit.tenant_id == db.tenant, MeetingUnit.meeting_id == meeting.id
    )
    return (await db.scalars(wanted.order_by(MeetingUnit.other_tenant_id, MeetingUnit.unit_id))).all()


async def invite(db: Db, meeting: Meeting, units: Collection[uuid.UUID]) -> list[MeetingUnit]:
    """Put them on the list of those who are invited; nobody is told yet."""
    tree = await unit_tree(db)
    new = [
        MeetingUnit(
            tenant_id=db.tenant,
            meeting_id=meeting.id,
            unit_id=one,
            other_tenant_id=tree.get(one).governs_tenant_id,
        )
        for one in sorted(set(units))
    ]
    db.add_all(new)
    await db.flush()
    return new


async def tell_invited(
    db: Db, meeting: Meeting, kind: str, *, at: dt.datetime, units: Sequence[MeetingUnit] | None = None
) -> None:
    """Tell them, and let what governments see of it in their lists be what it is now."""
    for one in await invited_to(db, meeting) if units is None else units:
        if one.other_tenant_id is None:
            await tell(
                db,
                kind,
                subject_id=meeting.id,
                subject_kind=KIND,
                at=at,
                unit_id=one.unit_id,
                roles=UNIT_ROLES_TOLD,
            )
        else:
            await _in_their_house(db, meeting, one, kind, at=at)


async def follow_below(db: Db, meeting: Meeting) -> None:
    """Let the state of a meeting be seen in the lists of the governments that were invited, without a word."""
    for one in await invited_to(db, meeting):
        if one.other_tenant_id is not None:
            async with across(db, because=NewLink(meeting.tenant_id, one.other_tenant_id)):
                await _update(db, meeting, one)


async def _in_their_house(db: Db, meeting: Meeting, one: MeetingUnit, kind: str, *, at: dt.datetime) -> None:
    assert one.other_tenant_id is not None
    if (await registry_of(db)).get(one.other_tenant_id).status not in REACHED:
        return  # it ended after it was invited
    new = one.other_id is None
    if new:
        one.other_id = new_id()
    here = meeting.tenant_id
    async with across(db, because=NewLink(here, one.other_tenant_id)):
        if new:
            db.put(
                InvitedMeeting, id=one.other_id, other_tenant_id=here, other_id=meeting.id, unit_id=one.unit_id,
                title=meeting.title, state=meeting.state, starts_at=meeting.starts_at, place=meeting.place,
            )  # fmt: skip
        else:
            await _update(db, meeting, one)
        await tell(db, kind, subject_id=one.other_id, subject_kind=INVITED, at=at, roles=HOUSE_ROLES_TOLD)


async def _update(db: Db, meeting: Meeting, one: MeetingUnit) -> None:
    await db.execute(
        update(InvitedMeeting)
        .where(InvitedMeeting.tenant_id == db.tenant, InvitedMeeting.id == one.other_id)
        .values(title=meeting.title, state=meeting.state, starts_at=meeting.starts_at, place=meeting.place),
        execution_options={"synchronize_session": False},
    )
