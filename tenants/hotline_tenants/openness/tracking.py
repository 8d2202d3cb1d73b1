"""Looking up a demand by its code: how far it is, when, and what the citizen is told. Nothing personal, nothing inner."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text

from hotline_platform.database.session import Db

RATED_WITHIN = dt.timedelta(days=30)
"""How long after closing a citizen may rate."""

_TRACKED = text("SELECT * FROM hotline_tracked(:digest)")


@dataclass(frozen=True)
class Tracked:
    """A demand as its citizen may see it. `state` is "received" until the desk has it, then the case's.

    `answer` is the public part of the accepted reply, or what the desk answered at once; "" where it was erased.
    """

    number: str | None
    state: str
    ending: str | None
    round: int
    received_at: dt.datetime
    handed_at: dt.datetime | None
    due_at: dt.datetime | None
    answered_at: dt.datetime | None
    closed_at: dt.datetime | None
    unit_zh: str | None
    unit_en: str | None
    answer: str | None
    rated: bool

    def unit(self, language: str) -> str:
        """The public name of the unit that handles it; empty before dispatch."""
        return (self.unit_en if language == "en" else self.unit_zh) or ""


async def tracked(db: Db, digest: bytes) -> Tracked | None:
    """The demand of this code in the tenant one stands in; None for a wrong code and for a wrong check alike."""
    row = (await db.execute(_TRACKED, {"digest": digest})).one_or_none()
    return Tracked(*row) if row is not None else None


def may_rate(found: Tracked, *, at: dt.datetime) -> bool:
    """Once an answer was accepted and until 30 days after closing, whether or not it was rated already."""
    return found.answered_at is not None and (found.closed_at is None or at - found.closed_at <= RATED_WITHIN)
