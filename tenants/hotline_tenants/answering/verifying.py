"""Proving the ledgers of answering days: chains from genesis, and that each day says what its last entry carries."""

from collections.abc import AsyncIterator

from sqlalchemy import select

from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.recording import DAYS, calls_of, says_of
from hotline_tenants.ledgers.proving import ledgers


async def answering_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the answering days of the tenant one stands in."""
    async for ids, entries, faults in ledgers(db, tenant_code, DAYS):
        for fault in faults:
            yield fault
        calls = await calls_of(db, ids)
        rows = select(AnsweringDay).where(AnsweringDay.tenant_id == db.tenant, AnsweringDay.id.in_(ids))
        for day in await db.scalars(rows):
            own = entries.get(day.id)
            says = says_of(day, [one for one in calls if one.day_id == day.id])
            if own and own[-1].data.get("says") != says:
                yield Fault(
                    "the answering day does not say what its last entry carries", day.topic, own[-1].seq
                )
        db.expunge_all()
