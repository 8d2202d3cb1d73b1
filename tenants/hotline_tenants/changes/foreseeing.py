"""What a proposed change of rules would do, reckoned once and kept beside it: over open work, and over the last months."""

import datetime as dt
import uuid
from collections.abc import Sequence

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.changes.matching import proposed_rules
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.previewing import open_work
from hotline_tenants.changes.reading import begins, change_of
from hotline_tenants.changes.replaying import replay
from hotline_tenants.clocks.rules import Rule


async def foresee(db: Db, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Reckon the effect of a proposal as of now; a decided one keeps what was seen when it was decided."""
    change = await change_of(db, change_id)
    if change.state != "proposed":
        return
    now, then = await rules_beside(db, change, at=at)
    found = await open_work(db, now, then)
    change.effect = {
        "at": at.isoformat(), "running": found.running, "open": list(found.lines),
        "past": await replay(db, now, then, at=at),
    }  # fmt: skip


async def rules_beside(db: Db, change: Change, *, at: dt.datetime) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """The rules that would be in force on the day of a proposal without it, and with it."""
    zone = (await registry_of(db)).get(db.tenant).zone
    return await proposed_rules(db, change.items, at=begins(change.effective_on, zone, at))
