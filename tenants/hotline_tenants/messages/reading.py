"""The messages of a case as its page shows them."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.messages.model import Message


async def messages_of(db: Db, actor: Actor, case: Case) -> Sequence[Message]:
    """Of a case that was reached before, newest first. A unit sees those to the caller, and in a protected or secret
    case not even those: that there is a telephone says something of who asked.
    """
    wanted = select(Message).where(Message.tenant_id == db.tenant, Message.case_id == case.id)
    if actor.role in UNIT_ROLES:
        if case.confidentiality != "normal":
            return ()
        wanted = wanted.where(Message.recipient == "caller")
    return (await db.execute(wanted.order_by(Message.id.desc()))).scalars().all()


async def names_in(db: Db, messages: Sequence[Message]) -> Mapping[uuid.UUID, str]:
    """The names of the people on duty they went to, and of those who telephoned."""
    wanted = {who for one in messages for who in (one.account_id, one.told_by) if who is not None}
    if not wanted:
        return {}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}
