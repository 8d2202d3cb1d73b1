"""Proving the ledgers of meetings: chains from genesis, remarks, and that each meeting says what its last entry carries."""

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.chains import Chain, remark_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.proving import ledgers
from hotline_tenants.meetings.model import Meeting, MeetingRemark
from hotline_tenants.meetings.recording import MEETINGS, content_of, says_of


async def meeting_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the meetings of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, MEETINGS):
        for fault in faults:
            yield fault
        remarks, content = await _remarks(db, ids), await content_of(db, ids)
        rows = select(Meeting).where(Meeting.tenant_id == db.tenant, Meeting.id.in_(ids))
        for meeting in await db.scalars(rows):
            own = entries.get(meeting.id, ())
            chain = Chain(tenant_code, MEETINGS.kind, meeting.id, meeting.title)
            for fault in remark_faults(chain, own, remarks.get(meeting.id, ())):
                yield fault
            if own and own[-1].data.get("says") != says_of(meeting, content.of(meeting.id)):
                yield Fault("the meeting does not say what its last entry carries", chain.number, own[-1].seq)
        db.expunge_all()


async def _remarks(db: Db, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    wanted = select(MeetingRemark).where(
        MeetingRemark.tenant_id == db.tenant, MeetingRemark.meeting_id.in_(ids)
    )
    for one in await db.scalars(wanted):
        found[one.meeting_id].append(one)
    return found
