"""The ladders of a case as its page shows them: who was told at which step, and how far each message came."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.ladders.climbing import ALERT
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.messages.model import Message


@dataclass(frozen=True)
class Rung:
    """One step that was taken: `name` is empty where nobody was on duty; `below` the code of the government whose
    order it is about, where that is not one's own.
    """

    at: dt.datetime
    step: str
    assignment_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    name: str | None
    messages: Sequence[Message]
    below: str | None


async def rungs_in(db: Db, events: Sequence[CaseEvent]) -> list[Rung]:
    """Every step that stands in a case's history, oldest first."""
    alerts = [event for event in events if event.act == ALERT]
    if not alerts:
        return []
    steps = [(event, step) for event in alerts for step in event.data["steps"]]
    messages = await _messages(db, [uuid.UUID(one) for _, step in steps for one in step["messages"]])
    names = await _names(db, [uuid.UUID(step["person"]) for _, step in steps if step["person"]])
    return [
        Rung(
            event.at, step["step"], _uuid(event.data.get("assignment")), _uuid(event.data.get("unit")),
            names.get(uuid.UUID(step["person"]), "") if step["person"] else None,
            [messages[uuid.UUID(one)] for one in step["messages"] if uuid.UUID(one) in messages],
            event.data.get("below"),
        )
        for event, step in steps
    ]  # fmt: skip


async def next_steps(db: Db, case_id: uuid.UUID) -> Mapping[uuid.UUID | None, dt.datetime]:
    """When the next step of each ladder is taken unless somebody signs before, by assignment."""
    wanted = select(Ladder.assignment_id, Ladder.next_at).where(
        Ladder.tenant_id == db.tenant, Ladder.case_id == case_id, Ladder.next_at.is_not(None)
    )
    return {row.assignment_id: row.next_at for row in await db.execute(wanted)}


def _uuid(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


async def _messages(db: Db, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Message]:
    if not ids:
        return {}
    rows = await db.execute(select(Message).where(Message.tenant_id == db.tenant, Message.id.in_(ids)))
    return {message.id: message for message in rows.scalars()}


async def _names(db: Db, accounts: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return {row.id: row.name for row in rows}
