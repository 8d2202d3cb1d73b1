"""Proposing that the offices be closed on a day, or open again, from the calendar; and what of it waits."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_tenants.changes.closing_days import CLOSURE, present
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.proposing import propose

_FIELDS = {"effective_on": "day", "reason": "reason_zh"}


async def propose_closing(
    db: Db, actor: Actor, *, day: dt.date, reason_zh: str, reason_en: str, at: dt.datetime
) -> uuid.UUID:
    """Propose to close the offices on a day. Raises Refused by field: `day`, `reason_zh`."""
    said = reason_zh.strip()
    if day.isoformat() in await present(db, at=at):
        raise refused_fields({"day": N_("The offices are already closed on this day.")})
    return await _propose(db, actor, day, {"zh": said, "en": reason_en.strip() or said}, reason=said, at=at)


async def propose_opening(db: Db, actor: Actor, *, day: dt.date, at: dt.datetime) -> uuid.UUID:
    """Propose that a closed day be worked after all. Raises Refused by field `day`."""
    closed = (await present(db, at=at)).get(day.isoformat())
    return await _propose(db, actor, day, None, reason=closed["zh"] if closed else str(day), at=at)


async def waiting_days(db: Db) -> Mapping[dt.date, Change]:
    """The days that a proposal which waits would close or open."""
    wanted = select(Change).where(Change.tenant_id == db.tenant, Change.state == "proposed")
    found: dict[dt.date, Change] = {}
    for change in await db.scalars(wanted.order_by(Change.number)):
        for item in change.items:
            kind, _, key = item["of"].partition(".")
            if kind == CLOSURE:
                found[dt.date.fromisoformat(key)] = change
    return found


async def _propose(
    db: Db, actor: Actor, day: dt.date, wanted: Any, *, reason: str, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    subject = f"{CLOSURE}.{day.isoformat()}"
    try:
        return await propose(db, actor, {subject: wanted}, effective_on=day, reason=reason, at=at)
    except Refused as refusal:
        found = {name.removeprefix(f"{subject}."): why for name, why in refusal.fields.items()}
        named = {_FIELDS.get(name, name): why for name, why in found.items()}
        raise (
            Refused(refusal.message, named) if named else refused_fields({"day": refusal.message})
        ) from None
