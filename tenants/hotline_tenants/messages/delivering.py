"""Delivering what is due: people on duty before callers, a share for each government, many at the same time."""

import asyncio
import datetime as dt
import random
import time
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import select, text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.gateways.gateway import Gateway, Outcome, Outgoing
from hotline_tenants.messages.failing import failed_state, tell_of_failure
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.referring import our_id

AT_ONCE = 16
KEEPS_ON = 20.0
"""Seconds during which one run takes up further messages; the next run follows within a second."""

LEASE = dt.timedelta(seconds=15)
"""For so long a message is in one sender's hands: longer than an attempt may take."""

PAUSES: dict[str, tuple[dt.timedelta, ...]] = {
    "account": tuple(dt.timedelta(seconds=seconds) for seconds in (5, 15, 30, 60)),
    "caller": tuple(dt.timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 2_700)),
}
"""Between one attempt and the next. After the last it is given up: for a person on duty in two minutes, because
somebody else must be turned to; for a caller in an hour.
"""

ONCE = "{once}"
STRUCK = "******"
"""What stands in the words before the sending, and after it, where something was filled in for the sending only."""

_TENANTS = text("SELECT hotline_tenants_with_due_messages(:moment)")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def deliver(database: Database, gateway: Gateway, *, clock: Callable[[], dt.datetime] = _now) -> int:
    """Send what is due until nothing is, at most for KEEPS_ON and the last attempts; returns how many were made.

    What a killed process had in its hands is taken up by another when its lease has run out, under the same id: a
    gateway that got it before sends nothing a second time.
    """
    made, until = 0, time.monotonic() + KEEPS_ON
    flying: set[asyncio.Task[None]] = set()
    try:
        while True:
            if time.monotonic() < until:
                for tenant, message in await _claim_all(database, AT_ONCE - len(flying), clock()):
                    made += 1
                    flying.add(asyncio.create_task(_deliver(database, gateway, tenant, message, clock)))
            if not flying:
                return made
            done, flying = await asyncio.wait(flying, timeout=1, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in flying:
            task.cancel()


async def claim(db: Db, room: int, *, now: dt.datetime) -> Sequence[Message]:
    """What is due in the tenant one stands in, at most `room`, for the time of a lease ours."""
    due = (
        select(Message)
        .where(Message.tenant_id == db.tenant, Message.next_at <= now)
        .order_by(Message.recipient, Message.next_at)
        .limit(room)
        .with_for_update(skip_locked=True)
    )
    found = (await db.execute(due)).scalars().all()
    for message in found:
        message.attempts += 1
        message.tried_at, message.next_at = now, now + LEASE
    return found


async def settle(db: Db, message_id: uuid.UUID, attempt: int, outcome: Outcome, *, at: dt.datetime) -> None:
    """Write down what came of an attempt: taken, tried again later, or given up.

    A report may be quicker than we are, and another sender may have taken over: then only the provider's id is kept.
    """
    wanted = select(Message).where(Message.tenant_id == db.tenant, Message.id == message_id)
    message = (await db.execute(wanted.with_for_update())).scalar_one()
    if outcome.reference is not None:
        message.reference = outcome.reference
        message.sent_at = message.sent_at or at
    if message.state != "queued":
        return
    pauses = PAUSES[message.recipient]
    if outcome.reference is not None:
        _leave_queue(message, "sent")
    elif message.attempts == attempt and not outcome.final and attempt <= len(pauses):
        message.why = outcome.why
        message.next_at = at + pauses[attempt - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - scatter, not a secret
    elif message.attempts == attempt:
        await fail(db, message, outcome.why or "broken", at=at)


async def fail(db: Db, message: Message, why: str, *, at: dt.datetime) -> None:
    """A locked message will not arrive: where that matters, the desk telephones instead."""
    _leave_queue(message, failed_state(message.kind), why)
    await tell_of_failure(
        db, message.id, message.case_id, message.kind, to_caller=message.recipient == "caller", at=at
    )


def arrive(message: Message) -> None:
    """A locked message is on the telephone of whom it was meant for."""
    _leave_queue(message, "delivered")


def _leave_queue(message: Message, state: str, why: str | None = None) -> None:
    message.state, message.why, message.next_at = state, why, None
    if message.once is not None:
        message.words, message.once = message.words.replace(ONCE, STRUCK), None


async def _claim_all(database: Database, room: int, now: dt.datetime) -> list[tuple[int, Message]]:
    if room <= 0:
        return []
    async with database.transaction(NOWHERE) as db:
        tenants: Sequence[int] = (await db.execute(_TENANTS, {"moment": now})).scalars().all()
    found: list[tuple[int, Message]] = []
    for place, tenant in enumerate(random.sample(tenants, len(tenants))):
        share = (room - len(found)) // (len(tenants) - place) or 1
        async with database.transaction(standing_in(tenant)) as db:
            found += [(tenant, message) for message in await claim(db, share, now=now)]
        if len(found) >= room:
            break
    return found


async def _deliver(
    database: Database, gateway: Gateway, tenant: int, message: Message, clock: Callable[[], dt.datetime]
) -> None:
    outcome = await gateway.hand_over(
        Outgoing(
            our_id(tenant, message.id), "voice" if message.voice else "text", message.number,
            message.words.replace(ONCE, message.once or ""),
        )
    )  # fmt: skip
    async with database.transaction(standing_in(tenant)) as db:
        await settle(db, message.id, message.attempts, outcome, at=clock())
