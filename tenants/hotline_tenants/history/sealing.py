"""Sealing the chains of one government under the key outside the database."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline_platform.audit.model import Seal, SealedHead
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.sealing import BATCH, seal
from hotline_platform.audit.seals import Head, Place
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.cases.model import Case


async def seal_tenant(db: Db, *, key: str, upto: uuid.UUID, at: dt.datetime) -> Seal:
    """Seal the tenant one stands in: every chain that grew since it was sealed last, and the log before `upto`."""
    return await seal(db, await place_of(db, db.tenant), _grown(db), key=key, upto=upto, at=at)


async def place_of(db: Db, tenant: int) -> Place:
    """The place whose chains and log these are; the deployment's own log has no government."""
    if tenant == DEPLOYMENT:
        return Place(DEPLOYMENT, "deployment")
    return Place(tenant, (await load_registry(db)).get(tenant).code)


@dataclass(frozen=True)
class _Head:
    case_id: uuid.UUID
    seq: int
    hash: bytes


async def _grown(db: Db) -> AsyncIterator[Head]:
    """In pages of cases, by ranges of their keys: no plan that the database could choose makes it slow."""
    after = uuid.UUID(int=0)
    while True:
        wanted = (
            select(Case.id, Case.events, Case.head)
            .where(Case.tenant_id == db.tenant, Case.id > after)
            .order_by(Case.id)
            .limit(BATCH)
        )
        page = (await db.execute(wanted)).all()
        if not page:
            return
        known = select(SealedHead.case_id, func.max(SealedHead.seq)).where(
            SealedHead.tenant_id == db.tenant, SealedHead.case_id.between(page[0].id, page[-1].id)
        )
        sealed = {row[0]: row[1] for row in await db.execute(known.group_by(SealedHead.case_id))}
        for case_id, events, head in page:
            if sealed.get(case_id, 0) < events:
                yield _Head(case_id, events, head)
        after = page[-1].id
