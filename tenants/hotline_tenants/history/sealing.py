"""Sealing the chains of one government under the key outside the database."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator

from sqlalchemy import exists, select

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


async def _grown(db: Db) -> AsyncIterator[Head]:
    """Both sides are read in the order of cases from an index, so neither memory nor a sort grows with them."""
    sealed = exists().where(
        SealedHead.tenant_id == db.tenant, SealedHead.case_id == Case.id, SealedHead.seq == Case.events
    )
    wanted = (
        select(Case.id.label("case_id"), Case.events.label("seq"), Case.head.label("hash"))
        .where(Case.tenant_id == db.tenant, ~sealed)
        .order_by(Case.id)
    )
    async for head in await db.stream(wanted, execution_options={"yield_per": BATCH}):
        yield head
