"""Proving the ledgers of meetings: chains from genesis, remarks, and that each meeting says what its last entry carries."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.ledgers.proving import ledgers
from hotline_tenants.meetings.model import Meeting
from hotline_tenants.meetings.recording import MEETINGS, content_of, says_of


async def meeting_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the meetings of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, MEETINGS):
        for fault in faults:
            yield fault
        content = await content_of(db, ids)
        rows = select(Meeting).where(Meeting.tenant_id == db.tenant, Meeting.id.in_(ids))
        for meeting in await db.scalars(rows):
            own = entries.get(meeting.id)
            if own and own[-1].data.get("says") != says_of(meeting, content.of(meeting.id)):
                yield Fault(
                    "the meeting does not say what its last entry carries", meeting.title, own[-1].seq
                )
        db.expunge_all()
