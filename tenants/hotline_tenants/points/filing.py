"""Filing what changed at a point, within ten working days of the day on which it happened, or fewer where a government
has set it so (`domain.md` §7). A committee has no limit.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.spans import working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.values import FILED_DAYS, setting
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.points.acting import local_day, locked_for, unit_with_point
from hotline_tenants.points.model import Point, PointChange
from hotline_tenants.points.recording import record
from hotline_tenants.points.telephones import why_not_telephone

PERSONS = ("liaison", "leader")
SUBJECTS = (*PERSONS, "telephone", "address", "other")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed. `holder` is who answers from that day on, or what holds instead; empty: nobody does any more."""

    subject: str
    happened_on: dt.date
    holder: str = ""
    telephone: str = ""
    note: str = ""


async def file_change(
    db: Db, actor: Actor, unit_id: uuid.UUID, change: Change, *, version: int | None, at: dt.datetime
) -> PointChange:
    """File a change whole; filed after its limit it is kept as late. Raises Refused by field."""
    point, _ = await locked_for(db, actor, unit_id, "file_change", version)
    if wrong := why_not_file(change, today=await local_day(db, at)):
        raise refused_fields(wrong)
    filed = await _row(db, unit_id, change, actor, at)
    await _file(db, actor, point, filed, change, at=at)
    return filed


async def announce_change(
    db: Db, actor: Actor, unit_id: uuid.UUID, change: Change, *, version: int | None, at: dt.datetime
) -> PointChange:
    """Note that something has changed whose particulars are still to come: its clock runs, and the watch warns."""
    point, _ = await locked_for(db, actor, unit_id, "announce_change", version)
    wrong = _why_not_at_all(change, await local_day(db, at))
    if not change.note.strip():
        wrong["note"] = N_("Say what is known of it.")
    if wrong:
        raise refused_fields(wrong)
    known = await _row(db, unit_id, change, actor, at)
    await record(
        db, point, "announce_change", actor, at=at, subject=known.subject, happened_on=known.happened_on,
        due_at=known.due_at, note=known.note,
    )  # fmt: skip
    return known


async def file_announced(
    db: Db, actor: Actor, change_id: uuid.UUID, *, holder: str, telephone: str, note: str, at: dt.datetime
) -> PointChange:
    """File a change that was announced: the day on which it happened stays. Raises NotFound, Refused by field."""
    known = await change_for(db, change_id)
    point, _ = await locked_for(db, actor, known.unit_id, "file_change", None)
    known = await change_for(db, change_id)
    if known.filed_at is not None:
        raise Refused(N_("This change is filed already."))
    if known.settled_at is not None:
        raise Refused(
            N_("The point was closed before this change was filed: there is nothing to file any more.")
        )
    change = Change(
        subject=known.subject, happened_on=known.happened_on, holder=holder, telephone=telephone, note=note or known.note
    )  # fmt: skip
    if wrong := why_not_file(change, today=await local_day(db, at)):
        raise refused_fields(wrong)
    await _file(db, actor, point, known, change, at=at)
    return known


async def change_for(db: Db, change_id: uuid.UUID) -> PointChange:
    """A change of the tenant one stands in, as it is now. Raises NotFound."""
    wanted = select(PointChange).where(PointChange.tenant_id == db.tenant, PointChange.id == change_id)
    found = (await db.execute(wanted.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def why_not_file(change: Change, *, today: dt.date) -> dict[str, Message]:
    """What is wrong with a change, field by field; empty when nothing is."""
    wrong = _why_not_at_all(change, today)
    named = bool(change.holder.strip())
    if change.subject not in (*PERSONS, "telephone") and not named:
        wrong["holder"] = N_("Say what holds from that day on.")
    reached = change.subject == "telephone" or (change.subject in PERSONS and named)
    if reached and (refusal := why_not_telephone(change.telephone)):
        wrong["telephone"] = refusal
    return wrong


def due_of(calendar: Calendar, happened_on: dt.date, days: int) -> tuple[dt.datetime, bool]:
    """Until when a change of that day must be filed, within so many working days, and whether the calendar of a year
    in it is missing.
    """
    midnight = dt.datetime.combine(happened_on, dt.time(), calendar.zone)
    due = calendar.after(midnight, working_days(days))
    return due.at, due.provisional


def _why_not_at_all(change: Change, today: dt.date) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if change.subject not in SUBJECTS:
        wrong["subject"] = N_("Choose one of the list.")
    if change.happened_on > today:
        wrong["happened_on"] = N_("This day has not come yet.")
    elif change.happened_on.year < 2000:
        wrong["happened_on"] = N_("This day is too long ago.")
    return wrong


async def _row(db: Db, unit_id: uuid.UUID, change: Change, actor: Actor, at: dt.datetime) -> PointChange:
    due_at, provisional = None, False
    if (await unit_with_point(db, unit_id)).kind != "committee":
        due_at, provisional = due_of(await calendar_of(db), change.happened_on, await setting(db, FILED_DAYS))
    row = PointChange(
        tenant_id=db.tenant, id=new_id(), unit_id=unit_id, subject=change.subject, happened_on=change.happened_on,
        due_at=due_at, provisional=provisional, known_at=at, known_by=actor.account_id, holder="", telephone="",
        note=change.note.strip(), told=0,
    )  # fmt: skip
    db.add(row)
    return row


async def _file(
    db: Db, actor: Actor, point: Point, filed: PointChange, change: Change, *, at: dt.datetime
) -> None:
    filed.filed_at, filed.filed_by = at, actor.account_id
    filed.holder, filed.telephone, filed.note = (
        change.holder.strip(),
        change.telephone.strip(),
        change.note.strip(),
    )
    if filed.subject == "telephone":
        point.telephone = filed.telephone
    await record(
        db, point, "file_change", actor, at=at, subject=filed.subject, happened_on=filed.happened_on,
        holder=filed.holder, telephone=filed.telephone, due_at=filed.due_at, late=filed.late,
    )  # fmt: skip
