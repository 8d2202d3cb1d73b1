"""The one road from an id to a meeting, and what of it somebody who is invited may read."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_tenants.cases.model import Case
from hotline_tenants.meetings.lifecycle import MINUTED, READ_BY_UNITS
from hotline_tenants.meetings.model import InvitedMeeting, Meeting, MeetingDecision, MeetingItem, MeetingUnit
from hotline_tenants.meetings.recording import content_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.model import SupervisedCase, Supervision


@dataclass(frozen=True)
class ReadItem:
    """An item of the agenda as somebody reads it: its minutes and what was decided on it, as far as they may."""

    item: MeetingItem
    minutes: str
    decisions: Sequence[MeetingDecision]


async def meeting_for(
    db: Db, actor: Actor, meeting_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Meeting:
    """A meeting, if this person may know of it. Raises NotFound otherwise, and Stale for an older page."""
    wanted = select(Meeting).where(
        Meeting.tenant_id == db.tenant, Meeting.id == meeting_id, known_to(db.tenant, actor)
    )
    return await _one(db, wanted, lock=lock, version=version)


async def meeting_of(db: Db, meeting_id: uuid.UUID, *, lock: bool = False) -> Meeting:
    """The meeting for an act that a link or another act leads to. Raises NotFound."""
    wanted = select(Meeting).where(Meeting.tenant_id == db.tenant, Meeting.id == meeting_id)
    return await _one(db, wanted, lock=lock, version=None)


def known_to(tenant: int, actor: Actor) -> ColumnElement[bool]:
    """What narrows the meetings of a government down to those that somebody may know of: who reads meetings all of
    them, a unit's people those that their unit was called to.
    """
    if actor.role not in UNIT_ROLES:
        return Meeting.id.is_not(None) if actor.may("meeting.read") else Meeting.id.is_(None)
    if not actor.may("meeting.invited"):
        return Meeting.id.is_(None)
    invited = exists().where(
        MeetingUnit.tenant_id == tenant,
        MeetingUnit.meeting_id == Meeting.id,
        MeetingUnit.unit_id == actor.unit_id,
    )
    return invited & Meeting.state.in_(READ_BY_UNITS)


async def invited_for(db: Db, actor: Actor, invited_id: uuid.UUID) -> InvitedMeeting:
    """A meeting of the government above to which this one is invited. Raises NotFound."""
    actor.need("meeting.read")
    wanted = select(InvitedMeeting).where(
        InvitedMeeting.tenant_id == db.tenant, InvitedMeeting.id == invited_id
    )
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def read_by(db: Db, meeting: Meeting, unit_id: uuid.UUID | None) -> list[ReadItem]:
    """What the people of an invited unit read of it: no item about their own people and nothing that was decided on
    it, minutes and decisions only once the minutes are issued. Whoever keeps the meeting (None) reads everything.
    """
    whole, units = await content_of(db, [meeting.id]), await unit_tree(db)
    about = await about_whom(db, whole.agenda)
    open_to_all = unit_id is None or meeting.state in MINUTED
    return [
        ReadItem(
            one, one.minutes if open_to_all else "",
            [each for each in whole.decisions if each.item_id == one.id and each.state != "dropped"]
            if open_to_all else (),
        )
        for one in whole.agenda
        if unit_id is None or not any(units.within(unit_id, other) for other in about[one.id])
    ]  # fmt: skip


async def about_whom(
    db: Db, items: Collection[MeetingItem]
) -> Mapping[uuid.UUID, Collection[uuid.UUID | None]]:
    """By item: the units about whose people its demand is, or a demand of its supervision."""
    cases: dict[uuid.UUID | None, set[uuid.UUID | None]] = defaultdict(set)
    supervised = {one.supervision_id for one in items} - {None}
    of_card = select(Supervision.id, Supervision.case_id).where(
        Supervision.tenant_id == db.tenant, Supervision.id.in_(supervised), Supervision.case_id.is_not(None)
    )
    of_others = select(SupervisedCase.supervision_id, SupervisedCase.case_id).where(
        SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id.in_(supervised)
    )
    for wanted in (of_card, of_others) if supervised else ():
        for supervision_id, case_id in await db.execute(wanted):
            cases[supervision_id].add(case_id)
    of_item = {one.id: {one.case_id} if one.case_id else cases[one.supervision_id] for one in items}
    about = await _about(db, set().union(*of_item.values()))
    return {item: {about[one] for one in found if one in about} for item, found in of_item.items()}


async def decision_of(db: Db, meeting: Meeting, decision_id: uuid.UUID) -> MeetingDecision:
    """One decision of a locked meeting. Raises NotFound."""
    wanted = select(MeetingDecision).where(
        MeetingDecision.tenant_id == db.tenant, MeetingDecision.meeting_id == meeting.id,
        MeetingDecision.id == decision_id,
    )  # fmt: skip
    found = (await db.execute(wanted.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def item_of(db: Db, meeting: Meeting, item_id: uuid.UUID) -> MeetingItem:
    """One item of a locked meeting that stands on its agenda. Raises NotFound."""
    wanted = select(MeetingItem).where(
        MeetingItem.tenant_id == db.tenant, MeetingItem.meeting_id == meeting.id, MeetingItem.id == item_id,
        MeetingItem.removed.is_(False),
    )  # fmt: skip
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def _about(db: Db, cases: Collection[uuid.UUID | None]) -> Mapping[uuid.UUID | None, uuid.UUID | None]:
    if not cases:
        return {}
    rows = await db.execute(
        select(Case.id, Case.about_unit_id).where(
            Case.tenant_id == db.tenant, Case.id.in_(cases), Case.about_unit_id.is_not(None)
        )
    )
    return {row.id: row.about_unit_id for row in rows}


async def _one(db: Db, wanted: Select[Meeting], *, lock: bool, version: int | None) -> Meeting:
    if lock:
        wanted = wanted.with_for_update(of=Meeting).execution_options(populate_existing=True)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(N_("Somebody acted on this meeting after your page was loaded. Look at it as it is now."))
    return found
