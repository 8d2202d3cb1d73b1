"""The ledger of an answering day."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_tenants.answering.model import AnsweredCall, AnsweringDay, AnsweringEntry
from hotline_tenants.answering.public import PUBLIC_DAYS
from hotline_tenants.ledgers import recording
from hotline_tenants.ledgers.recording import Ledger

DAYS = Ledger("answering_day", AnsweringDay, AnsweringEntry, "day_id")


async def record(db: Db, day: AnsweringDay, act: str, actor: Actor, *, at: dt.datetime, **data: Any) -> None:
    """Append an entry to a locked day, with the digest of everything that it says now, its calls included."""
    says = says_of(day, await calls_of(db, [day.id]))
    await recording.record(db, DAYS, day, act, actor, at=at, says=says, **data)
    db.cache.forget(PUBLIC_DAYS, db.tenant)


async def calls_of(db: Db, ids: Sequence[uuid.UUID]) -> Sequence[AnsweredCall]:
    """The calls of these days, in the order in which they came."""
    await db.write()
    wanted = select(AnsweredCall).where(AnsweredCall.tenant_id == db.tenant, AnsweredCall.day_id.in_(ids))
    return (await db.scalars(wanted.order_by(AnsweredCall.day_id, AnsweredCall.case_id))).all()


def says_of(day: AnsweringDay, calls: Sequence[AnsweredCall]) -> str:
    """The salted digest of a day and of its calls with the instructions on them."""
    own = [
        day.leader, day.post, str(day.leader_id), str(day.unit_id), str(day.operator_id), day.topic,
        day.starts_at.timestamp(), day.ends_at.timestamp(), day.state,
    ]  # fmt: skip
    taken = [[str(one.case_id), one.instruction] for one in calls]
    return digest_of(day.salt, msgspec.json.encode([own, taken]).decode())
