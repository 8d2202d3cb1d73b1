"""Trying the number of somebody on a roster before a night needs it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.writing import Recipient, write_message
from hotline_tenants.rosters.people import person_to_keep

KIND = "duty_test"
_TEXTS = {
    "zh": "【{house}12345】这是值班电话测试短信，收到即表示值班通知可以送达，无需回复。",
    "en": "{house} 12345: a test of your duty telephone. Alerts reach you. No answer is needed.",
}


async def try_number(db: Db, actor: Actor, person_id: uuid.UUID, *, at: dt.datetime) -> uuid.UUID:
    """Send a text that says that it is a test. Raises NotFound, NotAllowed."""
    person = await person_to_keep(db, actor, person_id)
    house = (await registry_of(db)).get(db.tenant)
    words = _TEXTS["en" if house.language == "en" else "zh"].format(house=house.short(house.language))
    to = Recipient(number=person.phone, account_id=person.account_id)
    return await write_message(db, case_id=None, to=to, kind=KIND, words=words, at=at)


async def latest_tests(db: Db, accounts: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Message]:
    """The latest test of each of these people."""
    if not accounts:
        return {}
    wanted = (
        select(Message)
        .where(Message.tenant_id == db.tenant, Message.kind == KIND, Message.account_id.in_(accounts))
        .order_by(Message.written_at.desc())
        .limit(200)
    )
    found: dict[uuid.UUID, Message] = {}
    for message in (await db.execute(wanted)).scalars():
        assert message.account_id is not None
        found.setdefault(message.account_id, message)
    return found
