"""Proving the ledgers of circulars: every chain from genesis, and that each says now what its last entry carries."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import null, select

from hotline_platform.audit.chains import Chain, link_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.circulars.model import Circular, CircularEntry
from hotline_tenants.circulars.recording import content_of


async def circular_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the circulars of the tenant one stands in; one circular is in memory at a time."""
    wanted = select(Circular.id).where(Circular.tenant_id == db.tenant).order_by(Circular.id)
    for circular_id in (await db.execute(wanted)).scalars().all():
        row = Circular.tenant_id == db.tenant, Circular.id == circular_id
        circular = (await db.execute(select(Circular).where(*row))).scalar_one()
        entries = await _entries(db, circular)
        name = circular.number or circular.title
        chain = Chain(tenant_code, "circular", circular_id, name)
        for fault in link_faults(chain, entries, counted=circular.events, head=circular.head):
            yield fault
        says = content_of(circular.title, circular.parts, circular.figures)
        if entries and entries[-1].data["says"] != says:
            yield Fault("the circular does not say what its last entry carries", name, entries[-1].seq)
        db.expunge_all()


async def _entries(db: Db, circular: Circular) -> list[Any]:
    rows = await db.execute(
        select(
            CircularEntry.seq, CircularEntry.at, CircularEntry.act, CircularEntry.account_id, CircularEntry.role,
            null().label("unit_id"), CircularEntry.data, CircularEntry.hash,
        )
        .where(CircularEntry.tenant_id == db.tenant, CircularEntry.circular_id == circular.id)
        .order_by(CircularEntry.seq)
    )  # fmt: skip
    return list(rows)
