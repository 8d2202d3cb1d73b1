"""Somebody telephones in place of a message: whom they told, and when, closes it."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.messages.model import Message as Sent

LONGEST_WHOM = 80
OPEN = ("failed", "lost", "unknown", "sent")
"""States in which telephoning helps: what arrived needs none, and what waits leaves within the hour."""

_SLACK = dt.timedelta(minutes=5)


async def message_for(db: Db, actor: Actor, message_id: uuid.UUID, *, lock: bool = False) -> Sent:
    """A message of the tenant one stands in, for those who look after them. Raises NotAllowed, NotFound."""
    actor.need("message.follow")
    wanted = select(Sent).where(Sent.tenant_id == db.tenant, Sent.id == message_id)
    found = (await db.execute(wanted.with_for_update() if lock else wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def tell_by_telephone(
    db: Db, actor: Actor, message_id: uuid.UUID, *, whom: str, told_at: dt.datetime | None, at: dt.datetime
) -> None:
    """Close a message that did not arrive, or of which nobody knows. Raises Refused by field `whom` or `told_at`, and
    where it arrived or somebody was quicker.
    """
    message = await message_for(db, actor, message_id, lock=True)
    if message.state not in OPEN:
        raise Refused(_WHY_NOT.get(message.state, N_("It has not been sent yet.")))
    if wrong := why_not_told(whom, told_at, message.written_at, at):
        raise refused_fields(wrong)
    message.state, message.told_at, message.told_by = "told", told_at, actor.account_id
    message.told_whom = whom.strip() if message.erased_at is None else None
    note(db, "message_told", account_id=actor.account_id, subject=message.case_id or message.id, at=at)


def why_not_told(
    whom: str, told_at: dt.datetime | None, written_at: dt.datetime, at: dt.datetime
) -> dict[str, Message]:
    """What is wrong, field by field."""
    wrong: dict[str, Message] = {}
    if not 0 < len(whom.strip()) <= LONGEST_WHOM:
        wrong["whom"] = N_("Say who was told.")
    if told_at is None or told_at > at + _SLACK:
        wrong["told_at"] = N_("Say when: a moment that is past.")
    elif told_at < written_at - _SLACK:
        wrong["told_at"] = N_("The message was written after that moment.")
    return wrong


_WHY_NOT = {
    "delivered": N_("The message has arrived: nobody needs to telephone."),
    "told": N_("Somebody has told this by telephone already."),
}
