"""The ledger of a meeting."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_tenants.ledgers import recording
from hotline_tenants.ledgers.recording import Ledger
from hotline_tenants.meetings.model import (
    Meeting,
    MeetingDecision,
    MeetingEntry,
    MeetingItem,
    MeetingRemark,
    MeetingUnit,
)

MEETINGS = Ledger("meeting", Meeting, MeetingEntry, "meeting_id", MeetingRemark)


@dataclass(frozen=True)
class Content:
    """What meetings say beside their own rows, each in a fixed order."""

    units: Sequence[MeetingUnit]
    items: Sequence[MeetingItem]
    decisions: Sequence[MeetingDecision]

    def of(self, meeting_id: uuid.UUID) -> "Content":
        """The part that is one meeting's."""
        return Content(
            [one for one in self.units if one.meeting_id == meeting_id],
            [one for one in self.items if one.meeting_id == meeting_id],
            [one for one in self.decisions if one.meeting_id == meeting_id],
        )

    @property
    def agenda(self) -> Sequence[MeetingItem]:
        """The items that stand."""
        return [one for one in self.items if not one.removed]


async def content_of(db: Db, ids: Sequence[uuid.UUID]) -> Content:
    """What these meetings say: three questions whatever their number."""
    await db.write()
    found: list[Any] = []
    for model, order in ((MeetingUnit, "unit_id"), (MeetingItem, "place"), (MeetingDecision, "id")):
        of: Any = model
        rows = select(of).where(of.tenant_id == db.tenant, of.meeting_id.in_(ids))
        found.append((await db.scalars(rows.order_by(of.meeting_id, getattr(of, order)))).all())
    return Content(*found)


async def record(
    db: Db, meeting: Meeting, act: str, actor: Actor, *, at: dt.datetime, remarks: Mapping[str, str] | None = None,
    **data: Any,
) -> None:  # fmt: skip
    """Append an entry to a locked meeting, with the digest of everything that it says now."""
    says = says_of(meeting, await content_of(db, [meeting.id]))
    await recording.record(db, MEETINGS, meeting, act, actor, at=at, remarks=remarks, says=says, **data)


def says_of(meeting: Meeting, content: Content) -> str:
    """The salted digest of a meeting's words: agenda, minutes, who is invited, what was decided."""
    own = [meeting.title, meeting.state, meeting.starts_at.timestamp(), meeting.place, meeting.chair]
    units = [[str(one.unit_id), one.attended] for one in content.units]
    items = [
        [one.place, one.topic, str(one.case_id), str(one.supervision_id), one.minutes, one.removed]
        for one in content.items
    ]
    decisions = [
        [one.what, str(one.item_id), str(one.unit_id), str(one.due_on), one.state, one.report]
        for one in content.decisions
    ]
    return digest_of(meeting.salt, msgspec.json.encode([own, units, items, decisions]).decode())
