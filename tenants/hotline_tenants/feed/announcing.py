"""Announcing an event: the one thing that whatever records events must do."""

import uuid

from hotline_platform.database.session import Db
from hotline_tenants.feed.model import Announcement


def announce(db: Db, case_id: uuid.UUID, seq: int) -> None:
    """Say within the event's own transaction that it happened; its place in the feed comes after the commit."""
    db.put(Announcement, case_id=case_id, seq=seq)
