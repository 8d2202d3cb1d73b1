"""Writing a message: it leaves exactly if this transaction commits."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.messages.failing import failed_state, tell_of_failure
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.numbers import callable_number, mobile
from hotline_tenants.messages.words import KINDS


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom it goes to: the person on duty with this account, or, without one, the caller of the case. `number` as
    it was typed.
    """

    number: str = field(repr=False)
    account_id: uuid.UUID | None = None


async def write_message(
    db: Db, *, case_id: uuid.UUID | None, to: Recipient, kind: str, words: str, voice: bool = False,
    once: str | None = None, at: dt.datetime,
) -> uuid.UUID:  # fmt: skip
    """Write a message of one of KINDS, to be sent within seconds after the commit; returns its id.

    Messages to people on duty go before those to callers, and are given up after two minutes instead of one hour
    (`delivering.PAUSES`), so that whoever waits for an answer can turn to the next. `once` is filled into the words
    at `{once}` for the sending only. Where the number cannot be texted (or, with `voice`, rung) the message has failed
    at once, and the desk is told to telephone. Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    message_id = new_id()
    number = callable_number(to.number) if voice else mobile(to.number)
    db.put(
        Message, id=message_id, case_id=case_id, kind=kind,
        recipient="caller" if to.account_id is None else "account", account_id=to.account_id, voice=voice,
        number=number, words=words, once=once if number else None, state="queued" if number else failed_state(kind),
        why=None if number else "no_number", written_at=at, next_at=at if number else None, attempts=0,
    )  # fmt: skip
    if not number:
        await tell_of_failure(db, message_id, case_id, kind, to_caller=to.account_id is None, at=at)
    return message_id
