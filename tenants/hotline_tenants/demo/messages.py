"""What became of the messages of two months: most arrived, some did not and were told by telephone."""

import datetime as dt
import uuid

from sqlalchemy import case, func, select, update

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.messages.delivering import ONCE, STRUCK
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.words import TELEPHONED

ONE_FAILS_OF = 25
ONE_UNKNOWN_OF = 45
LEFT = dt.timedelta(days=3)
"""Failures of so lately still wait for somebody who telephones."""


async def deliver_messages(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """As the gateway, the provider and the callback officers would have done it, one statement for a government."""
    for tenant in city.tenants:
        officer = city.actor(tenant, "callback_officer")
        async with database.transaction(standing_in(officer.tenant)) as db:
            await _deliver(db, officer.account_id, now=now)


async def _deliver(db: Db, officer: uuid.UUID | None, *, now: dt.datetime) -> None:
    place = func.row_number().over(order_by=(Message.written_at, Message.id)).label("place")
    queued = (
        select(Message.id, place)
        .where(Message.tenant_id == db.tenant, Message.state == "queued", Message.written_at < now)
        .subquery()
    )
    fails = queued.c.place % ONE_FAILS_OF == 7
    matters = Message.kind.in_(TELEPHONED)
    told = fails & matters & (Message.written_at < now - LEFT)
    unknown = queued.c.place % ONE_UNKNOWN_OF == 20
    sent_at = Message.written_at + dt.timedelta(seconds=2)
    reported_at = sent_at + dt.timedelta(seconds=6)
    await db.execute(
        update(Message)
        .where(Message.tenant_id == db.tenant, Message.id == queued.c.id)
        .values(
            state=case((told, "told"), (fails & matters, "failed"), (fails, "lost"), (unknown, "unknown"), else_="delivered"),
            why=case((fails, "reported")), sent_at=sent_at, tried_at=sent_at, attempts=1, next_at=None,
            reported_at=case((unknown, None), else_=reported_at), once=None,
            words=func.replace(Message.words, ONCE, STRUCK), told_by=case((told, officer)),
            told_at=case((told, reported_at + dt.timedelta(minutes=50))), told_whom=case((told, "本人")),
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
