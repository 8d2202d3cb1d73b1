"""Looking up a demand by its code: how far it is, when, and what the citizen is told. Nothing personal, nothing inner."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from hotline_platform.database.session import Db
from hotline_tenants.callbacks.objecting import why_not_against

RATED_WITHIN = dt.timedelta(days=30)
"""How long after closing a citizen may rate."""


@dataclass(frozen=True)
class Looker:
    """An office that looked at this demand and the person behind it: by name of the office, never of a person."""

    zh: str
    en: str
    hotline: bool
    looks: int
    last_at: dt.datetime

    def office(self, language: str) -> str:
        """The office's name."""
        return self.en if language == "en" else self.zh


_LOOKERS = text("SELECT * FROM hotline_lookers(:digest)")
_TRACKED = text("SELECT * FROM hotline_tracked(:digest)")


@dataclass(frozen=True)
class Tracked:
    """A demand as its citizen may see it. `state` is "received" until the desk has it, then the case's.

    `answer` is the public part of the accepted reply, or what the desk answered at once; "" where it was erased. A merged
    one tells of the answer that it was given, and nothing of the other case. `objection` is how far the caller's
    objection to this closing is: "sent", "asked", "granted", "refused"; None without one.
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
    objection: str | None

    def unit(self, language: str) -> str:
        """The public name of the unit that handles it; empty before dispatch."""
        return (self.unit_en if language == "en" else self.unit_zh) or ""


async def tracked(db: Db, digest: bytes) -> Tracked | None:
    """The demand of this code in the tenant one stands in; None for a wrong code and for a wrong check alike."""
    row = (await db.execute(_TRACKED, {"digest": digest})).one_or_none()
    return Tracked(*row) if row is not None else None


async def lookers(db: Db, digest: bytes) -> Sequence[Looker]:
    """Which offices looked (`domain.md` §10), those of governments that it was referred to as well; latest first."""
    return [Looker(*row) for row in await db.execute(_LOOKERS, {"digest": digest})]


def may_object(found: Tracked, *, at: dt.datetime) -> bool:
    """Whether an objection is possible now."""
    made = found.objection is not None
    return why_not_against(found.closed_at, found.ending, made=made, at=at) is None


def may_rate(found: Tracked, *, at: dt.datetime) -> bool:
    """Once an answer was accepted and until 30 days after closing, whether or not it was rated already."""
    return found.answered_at is not None and (found.closed_at is None or at - found.closed_at <= RATED_WITHIN)
