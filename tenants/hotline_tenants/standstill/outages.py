"""An outage of the platform, entered when it is over, and taken back where it was entered wrongly."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.standstill.model import Standstill

SHORTEST_REASON = 4
LONGEST_AGO = dt.timedelta(days=31)
"""An older outage is not entered any more: what was reckoned by it has been told to many since."""

_OVERLAPS = N_("Another outage that was entered lies in this time. Enter only what it leaves out.")


async def enter_outage(
    database: Database, actor: Actor, *, begin: dt.datetime, end: dt.datetime, reason: str, at: dt.datetime
) -> uuid.UUID:
    """Enter an outage that is over; a job moves every clock of every government that ran in it, by the working time
    lost. Raises Refused by field: `begin`, `end`, `reason`.
    """
    actor.need("tenant.keep")
    if wrong := why_not_outage(begin, end, reason, at):
        raise refused_fields(wrong)
    outage_id = new_id()
    try:
        async with database.transaction(standing_in(DEPLOYMENT)) as db:
            if await _overlapping(db, begin, end):
                raise refused_fields({"begin": _OVERLAPS})
            db.put(
                Standstill, id=outage_id, kind="outage", begin_at=begin, end_at=end, reason=reason.strip(),
                entered_at=at, entered_by=actor.account_id,
            )  # fmt: skip
            note(
                db, "outage_entered", account_id=actor.account_id, subject=outage_id, at=at,
                begin=begin.isoformat(), end=end.isoformat(), reason=reason.strip(),
            )  # fmt: skip
    except TWICE as both:
        raise refused_fields({"begin": _OVERLAPS}) from both  # somebody else entered it at this very moment
    return outage_id


async def take_back(
    database: Database, actor: Actor, outage_id: uuid.UUID, *, reason: str, at: dt.datetime
) -> None:
    """An outage was entered wrongly: a job reckons every clock that it moved again without it, in everybody's sight.

    Raises Refused by field `reason`, and the second time; NotFound for what is no outage.
    """
    actor.need("tenant.keep")
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        wanted = select(Standstill).where(Standstill.id == outage_id, Standstill.kind == "outage")
        outage = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
        if outage is None:
            raise NotFound
        if outage.taken_back_at is not None:
            raise Refused(N_("This outage has been taken back already."))
        if len(reason.strip()) < SHORTEST_REASON:
            raise refused_fields(
                {"reason": N_("Give the reason, at least 4 characters: it is kept in the log.")}
            )
        outage.taken_back_at, outage.taken_back_by = at, actor.account_id
        outage.taken_back_reason, outage.settled_at = reason.strip(), None
        note(
            db, "outage_taken_back", account_id=actor.account_id, subject=outage_id, at=at,
            begin=outage.begin_at.isoformat(), end=_end(outage), reason=reason.strip(),
        )  # fmt: skip


def why_not_outage(begin: dt.datetime, end: dt.datetime, reason: str, at: dt.datetime) -> dict[str, Message]:
    """What is wrong with an outage, field by field; empty when nothing is."""
    wrong: dict[str, Message] = {}
    if begin < at - LONGEST_AGO:
        wrong["begin"] = N_("An outage is entered within %(days)s days.", days=LONGEST_AGO.days)
    if end > at:
        wrong["end"] = N_("This moment is still to come: an outage is entered when it is over.")
    elif end <= begin:
        wrong["end"] = N_("The end lies after the beginning.")
    if len(reason.strip()) < SHORTEST_REASON:
        wrong["reason"] = N_("Say what was out and why: the units read it.")
    return wrong


async def _overlapping(db: Db, begin: dt.datetime, end: dt.datetime) -> bool:
    wanted = select(Standstill.id).where(
        Standstill.kind == "outage", Standstill.taken_back_at.is_(None), Standstill.begin_at < end,
        Standstill.end_at > begin,
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None


def _end(outage: Standstill) -> str:
    assert outage.end_at is not None
    return outage.end_at.isoformat()
