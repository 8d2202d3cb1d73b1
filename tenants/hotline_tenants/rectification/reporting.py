"""Whoever is asked reports what was put right; the inspectors check again, close, and look back."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.rectification.enclosing import copy_evidence_up
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.model import Rectification, RectificationFile
from hotline_tenants.rectification.opening import NEAR
from hotline_tenants.rectification.reaching import (
    act_on,
    both_for,
    is_asked,
    other_side,
    tell_asked,
    tell_keepers,
)

SHORTEST = 10


async def report(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, report: str, version: int | None, at: dt.datetime
) -> None:
    """Report, from the district or the unit; a district's report goes up with its evidence. Raises Refused by field `report`, and without
    evidence.
    """
    notice = await both_for(db, actor, notice_id, version=version)
    to = allowed(RECTIFICATION, notice.state, "report", actor).to
    if not is_asked(notice, actor):
        raise NotFound
    if len(report.strip()) < SHORTEST:
        raise refused_fields(
            {
                "report": N_(
                    "Report what was put right, in at least %(shortest)s characters.", shortest=SHORTEST
                )
            }
        )
    if not await _has_evidence(db, notice):
        raise Refused(N_("Add the evidence first: photographs, papers, lists."))
    notice.state, notice.reported_at, notice.next_at = to, at, None
    await act_on(db, notice, "report", actor, at=at, remarks={"report": report})
    if notice.side == "own":
        await tell_keepers(db, notice, "rectification_reported", at=at)
        return
    async with other_side(db, notice) as upper:
        upper.state, upper.reported_at = to, at
        await act_on(db, upper, "report", actor, at=at, remarks={"report": report})
        await tell_keepers(db, upper, "rectification_reported", at=at)
    await copy_evidence_up(db, actor, notice, at=at)


async def accept(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Checked again and found right: closed on both sides. Raises Refused by field `note`."""
    notice = await both_for(db, actor, notice_id, version=version)
    to = allowed(RECTIFICATION, notice.state, "accept", actor).to
    _ours(notice)
    if not note.strip():
        raise refused_fields({"note": N_("Write down what was checked again and how.")})
    notice.state, notice.closed_at = to, at
    notice.next_at = dt.datetime.combine(
        notice.look_back_on, dt.time(), (await calendar_of(db)).zone
    ).astimezone(dt.UTC)
    await act_on(db, notice, "accept", actor, at=at, remarks={"note": note})
    if notice.side == "own":
        await tell_asked(db, notice, "rectification_accepted", at=at)
        return
    async with other_side(db, notice) as lower:
        lower.state, lower.closed_at, lower.next_at = to, at, None
        await act_on(db, lower, "accepted_above", actor, at=at, remarks={"note": note})
        await tell_asked(db, lower, "rectification_accepted", at=at)


async def send_back(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, reason: str, due_at: dt.datetime | None, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Checked again and not right: asked again, until `due_at` or the old deadline. Raises Refused by field."""
    notice = await both_for(db, actor, notice_id, version=version)
    to = allowed(RECTIFICATION, notice.state, "send_back", actor).to
    _ours(notice)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    if (due_at or notice.due_at) <= at:
        raise refused_fields({"due_at": N_("The deadline lies in the past.")})
    due = due_at or notice.due_at
    notice.state, notice.due_at = to, due
    await act_on(db, notice, "send_back", actor, at=at, remarks={"reason": reason}, due=due)
    if notice.side == "own":
        notice.next_at = max(due - NEAR, at)
        await tell_asked(db, notice, "rectification_sent_back", at=at)
        return
    async with other_side(db, notice) as lower:
        lower.state, lower.due_at, lower.next_at = to, due, max(due - NEAR, at)
        await act_on(db, lower, "sent_back_above", actor, at=at, remarks={"reason": reason}, due=due)
        await tell_asked(db, lower, "rectification_sent_back", at=at)


async def look_back(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Whether it has held, on the look-back date or later. Raises Refused by field `note`."""
    notice = await both_for(db, actor, notice_id, version=version)
    allowed(RECTIFICATION, notice.state, "look_back", actor)
    _ours(notice)
    if refusal := await why_not_look_back(db, notice, at):
        raise Refused(refusal)
    if not note.strip():
        raise refused_fields({"note": N_("Write down whether it has held.")})
    notice.looked_back_at, notice.next_at = at, None
    await act_on(db, notice, "look_back", actor, at=at, remarks={"note": note})
    if notice.side == "own":
        return
    async with other_side(db, notice) as lower:
        lower.looked_back_at = at
        await act_on(db, lower, "looked_back_above", actor, at=at, remarks={"note": note})


async def why_not_look_back(db: Db, notice: Rectification, at: dt.datetime) -> Message | None:
    """None from the look-back date on."""
    if (await calendar_of(db)).local_date(at) < notice.look_back_on:
        return N_("The look-back is on %(day)s.", day=notice.look_back_on.isoformat())
    return None


def _ours(notice: Rectification) -> None:
    if notice.side == "lower":
        raise NotFound


async def _has_evidence(db: Db, notice: Rectification) -> bool:
    wanted = select(RectificationFile.id).where(
        RectificationFile.tenant_id == db.tenant, RectificationFile.rectification_id == notice.id,
        RectificationFile.added_at >= (notice.issued_at if notice.reported_at is None else notice.reported_at),
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None
