"""The ledger of a merged hotline."""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.hotlines.model import MergedHotline, MergedHotlineEntry
from hotline_tenants.hotlines.words import PARTICULARS
from hotline_tenants.ledgers import recording
from hotline_tenants.ledgers.recording import Ledger

HOTLINES = Ledger("hotline", MergedHotline, MergedHotlineEntry, "hotline_id")
_SAYS = (*PARTICULARS, "state", "running_from", "merged_on", "fate", "redirected_until", "closed_on")


async def record(
    db: Db, hotline: MergedHotline, act: str, actor: Actor, *, at: dt.datetime, **data: Any
) -> None:
    """Append an entry to a locked row, with the digest of what the row says now."""
    await recording.record(db, HOTLINES, hotline, act, actor, at=at, says=content_of(hotline), **data)


def content_of(hotline: MergedHotline) -> str:
    """The digest of everything that the row says."""
    says = [getattr(hotline, name) for name in _SAYS]
    return hashlib.sha256(msgspec.json.encode(says)).hexdigest()
