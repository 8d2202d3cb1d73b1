"""Putting somebody on duty for a time, and taking a shift back. Shifts of a post never overlap."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.rosters.jobs import warn_of_gaps
from hotline_tenants.rosters.model import POSTS, DutyShift, DutySwap
from hotline_tenants.rosters.on_duty import LONGEST, shifts_between
from hotline_tenants.rosters.people import people_at
from hotline_tenants.rosters.places import place_to_keep


@dataclass(frozen=True, kw_only=True)
class NewShift:
    """Who has which post, from when until when."""

    post: str
    person_id: uuid.UUID
    starts_at: dt.datetime
    ends_at: dt.datetime


async def add_shift(
    db: Db, actor: Actor, unit_id: uuid.UUID | None, new: NewShift, *, at: dt.datetime
) -> uuid.UUID:
    """Put somebody on duty. Raises Refused by field: `post`, `person_id`, `starts_at`, `ends_at`."""
    await place_to_keep(db, actor, unit_id)
    await alone(db, unit_id)
    wrong = dict(why_not_shift(new, at=at))
    if new.person_id not in {one.id for one in await people_at(db, unit_id)}:
        wrong["person_id"] = N_("This person does not stand on the roster of this place.")
    if not wrong and (clash := await _clash(db, unit_id, new)):
        wrong["starts_at"] = clash
    if wrong:
        raise refused_fields(wrong)
    shift_id = new_id()
    db.put(
        DutyShift, id=shift_id, unit_id=unit_id, post=new.post, person_id=new.person_id, starts_at=new.starts_at,
        ends_at=new.ends_at, made_at=at, made_by=actor.account_id,
    )  # fmt: skip
    return shift_id


async def cancel_shift(db: Db, actor: Actor, shift_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Take a shift back, or, while it runs, end it now; the gap is looked at at once. What is over stays as it was.
    Raises NotFound, Refused.
    """
    shift = await shift_to_change(db, shift_id)
    await place_to_keep(db, actor, shift.unit_id)
    if refusal := why_not_change(shift, at=at):
        raise Refused(refusal)
    if shift.starts_at < at:
        shift.ends_at = at
    else:
        shift.cancelled_at, shift.cancelled_by = at, actor.account_id
    await db.execute(
        update(DutySwap)
        .where(DutySwap.tenant_id == db.tenant, DutySwap.shift_id == shift_id, DutySwap.state == "asked")
        .values(state="refused", settled_at=at, settled_by=actor.account_id)
    )
    unit = {"unit": str(shift.unit_id)} if shift.unit_id else {}
    note(db, "duty_shift_cancelled", account_id=actor.account_id, subject=shift.id, at=at, **unit)
    later(db, warn_of_gaps, opened=[shift_id], wake=True)


def why_not_shift(new: NewShift, *, at: dt.datetime) -> Mapping[str, Message]:
    """What is wrong with a shift by itself, field by field."""
    wrong: dict[str, Message] = {}
    if new.post not in POSTS:
        wrong["post"] = N_("Choose one of the list.")
    if new.ends_at <= new.starts_at:
        wrong["ends_at"] = N_("A shift ends after it begins.")
    elif new.ends_at - new.starts_at > LONGEST:
        wrong["ends_at"] = N_("A shift lasts seven days at most.")
    elif new.ends_at <= at:
        wrong["ends_at"] = N_("This shift would be over already.")
    return wrong


def why_not_change(shift: DutyShift, *, at: dt.datetime) -> Message | None:
    """Why a shift stays as it is."""
    if shift.cancelled_at is not None:
        return N_("This shift was taken back.")
    if shift.ends_at <= at:
        return N_("This shift is over: the roster of the past stays as it was.")
    return None


async def shift_to_change(db: Db, shift_id: uuid.UUID) -> DutyShift:
    """A shift, held until the end of the transaction. Raises NotFound."""
    wanted = select(DutyShift).where(DutyShift.tenant_id == db.tenant, DutyShift.id == shift_id)
    shift = (
        await db.execute(wanted.with_for_update().execution_options(populate_existing=True))
    ).scalar_one_or_none()
    if shift is None:
        raise NotFound
    return shift


async def alone(db: Db, unit_id: uuid.UUID | None) -> None:
    """Wait until nobody else fills the roster of this place: two at once would not see each other's shifts."""
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext(f"roster {unit_id}"))))


async def _clash(db: Db, unit_id: uuid.UUID | None, new: NewShift) -> Message | None:
    zone = (await registry_of(db)).get(db.tenant).zone
    for other in await shifts_between(db, unit_id, new.starts_at, new.ends_at):
        if other.post == new.post:
            return N_(
                "Somebody has this post from %(first)s to %(last)s already.",
                first=f"{other.starts_at.astimezone(zone):%Y-%m-%d %H:%M}",
                last=f"{other.ends_at.astimezone(zone):%Y-%m-%d %H:%M}",
            )
    return None
