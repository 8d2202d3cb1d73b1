"""The ledger of a circular."""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.circulars.model import Circular, CircularEntry
from hotline_tenants.ledgers import recording
from hotline_tenants.ledgers.recording import Ledger

CIRCULARS = Ledger("circular", Circular, CircularEntry, "circular_id")


async def record(db: Db, circular: Circular, act: str, actor: Actor, *, at: dt.datetime, **data: Any) -> None:
    """Append an entry to a locked circular, with the digest of what it says now."""
    says = content_of(circular.title, circular.parts, circular.figures)
    await recording.record(db, CIRCULARS, circular, act, actor, at=at, says=says, **data)


def content_of(title: str, parts: Any, figures: Any) -> str:
    """The digest of a circular's words and figures."""
    return hashlib.sha256(msgspec.json.encode([title, parts, figures], order="deterministic")).hexdigest()
