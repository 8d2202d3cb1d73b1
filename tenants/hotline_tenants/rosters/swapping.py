"""Swaps: somebody else takes a shift. Who takes it agrees, or whoever keeps the roster says so."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotAllowed, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.places import place_for
from hotline_tenants.rosters.reading import shift_of
from hotline_tenants.rosters.shifts import alone, shift_to_change, why_not_change


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """Who takes the shift, and which of theirs is taken in return, if any."""

    person_id: uuid.UUID
    return_shift_id: uuid.UUID | None = None


async def ask(db: Db, actor: Actor, shift_id: uuid.UUID, wanted: Exchange, *, at: dt.datetime) -> None:
    """Ask somebody to take a shift. From whoever keeps the roster it is no question: it is so from now on, and a
    shift that runs is handed over at this moment. Raises NotFound, NotAllowed, Refused by field: `person_id`,
    `return_shift_id`.
    """
    shift = await _alone_with(db, actor, shift_id)
    holder, taker = await _person(db, shift.person_id), await _person(db, wanted.person_id)
    keeps = actor.may("roster.keep")
    if not keeps and (holder is None or holder.account_id != actor.account_id):
        raise NotAllowed("roster.keep")
    if refusal := why_not_change(shift, at=at):
        raise Refused(refusal)
    other = await shift_to_change(db, wanted.return_shift_id) if wanted.return_shift_id else None
    if wrong := _why_not(shift, other, taker, keeps=keeps, at=at):
        raise refused_fields(wrong)
    if (await db.execute(_asked(db).where(DutySwap.shift_id == shift_id))).first():
        raise Refused(N_("Somebody is asked to take this shift already."))
    swap = DutySwap(
        tenant_id=db.tenant, id=new_id(), shift_id=shift_id, return_shift_id=wanted.return_shift_id,
        from_person_id=shift.person_id, to_person_id=wanted.person_id, state="asked", asked_at=at,
        asked_by=actor.account_id,
    )  # fmt: skip
    db.add(swap)
    if keeps:
        await _settle(db, actor, swap, shift, other, at=at)
    else:
        await _tell(db, "swap_asked", swap.to_person_id, shift, actor, at=at)


async def agree(db: Db, actor: Actor, swap_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Take the shift that one was asked to take. Raises NotFound, NotAllowed for anybody else, Refused where it began."""
    swap, shift = await _waiting(db, actor, swap_id)
    if not await _is_theirs(db, actor, swap.to_person_id):
        raise NotAllowed("roster.keep")
    other = await shift_to_change(db, swap.return_shift_id) if swap.return_shift_id else None
    if refusal := why_not_change(shift, at=at) or (other and why_not_change(other, at=at)):
        raise Refused(refusal)
    if shift.person_id != swap.from_person_id or (other and other.person_id != swap.to_person_id):
        raise Refused(N_("Somebody else has the shift by now. Ask again."))
    await _settle(db, actor, swap, shift, other, at=at)


async def refuse(db: Db, actor: Actor, swap_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Do not take it; or, by who asked, do not ask any more. Raises NotFound, NotAllowed for anybody else."""
    swap, shift = await _waiting(db, actor, swap_id)
    if actor.account_id != swap.asked_by and not await _is_theirs(db, actor, swap.to_person_id):
        raise NotAllowed("roster.keep")
    swap.state, swap.settled_at, swap.settled_by = "refused", at, actor.account_id
    await _tell(db, "swap_refused", swap.from_person_id, shift, actor, at=at)


def _why_not(
    shift: DutyShift, other: DutyShift | None, taker: DutyPerson | None, *, keeps: bool, at: dt.datetime
) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if taker is None or taker.unit_id != shift.unit_id or taker.ended_at is not None:
        wrong["person_id"] = N_("This person does not stand on the roster of this place.")
    elif taker.id == shift.person_id:
        wrong["person_id"] = N_("This person has the shift already.")
    if not keeps and shift.starts_at <= at:
        wrong["person_id"] = N_("The shift has begun: whoever keeps the roster hands it over.")
    if other is not None and (taker is None or other.person_id != taker.id or other.starts_at <= at):
        wrong["return_shift_id"] = N_("Choose a shift of that person that has not begun.")
    elif other is not None and other.post != shift.post:
        wrong["return_shift_id"] = N_(
            "Choose a shift of the same post: a leader is not relieved by who is none."
        )
    elif other is not None and shift.starts_at <= at:
        wrong["return_shift_id"] = N_("A shift that runs is handed over without one in return.")
    return wrong


async def _settle(
    db: Db, actor: Actor, swap: DutySwap, shift: DutyShift, other: DutyShift | None, *, at: dt.datetime
) -> None:
    swap.state, swap.settled_at, swap.settled_by = "agreed", at, actor.account_id
    if shift.starts_at < at:
        db.put(
            DutyShift, id=new_id(), unit_id=shift.unit_id, post=shift.post, person_id=swap.to_person_id,
            starts_at=at, ends_at=shift.ends_at, made_at=at, made_by=actor.account_id,
        )  # fmt: skip
        shift.ends_at = at
    else:
        shift.person_id = swap.to_person_id
    if other is not None:
        other.person_id = swap.from_person_id
    for person_id in (swap.from_person_id, swap.to_person_id):
        await _tell(db, "swap_agreed", person_id, shift, actor, at=at)


async def _waiting(db: Db, actor: Actor, swap_id: uuid.UUID) -> tuple[DutySwap, DutyShift]:
    swap = (await db.execute(_asked(db).where(DutySwap.id == swap_id))).scalar_one_or_none()
    if swap is None:
        raise NotFound
    shift = await _alone_with(db, actor, swap.shift_id)
    if (
        await db.execute(_asked(db).where(DutySwap.id == swap_id).execution_options(populate_existing=True))
    ).first() is None:
        raise NotFound  # somebody settled it while we waited for the shift
    return swap, shift


async def _alone_with(db: Db, actor: Actor, shift_id: uuid.UUID) -> DutyShift:
    """The shift, held. Its place is waited for first, so that two who swap the same shifts crosswise do not each hold
    the one that the other wants.
    """
    unit_id = (await shift_of(db, shift_id)).unit_id
    await place_for(db, actor, unit_id)
    await alone(db, unit_id)
    return await shift_to_change(db, shift_id)


def _asked(db: Db) -> Select[DutySwap]:
    return select(DutySwap).where(DutySwap.tenant_id == db.tenant, DutySwap.state == "asked")


async def _person(db: Db, person_id: uuid.UUID) -> DutyPerson | None:
    """Somebody on a roster, of whatever place."""
    wanted = select(DutyPerson).where(DutyPerson.tenant_id == db.tenant, DutyPerson.id == person_id)
    return (await db.execute(wanted)).scalar_one_or_none()


async def _is_theirs(db: Db, actor: Actor, person_id: uuid.UUID) -> bool:
    person = await _person(db, person_id)
    return actor.may("roster.keep") or (person is not None and person.account_id == actor.account_id)


async def _tell(
    db: Db, kind: str, person_id: uuid.UUID, shift: DutyShift, actor: Actor, *, at: dt.datetime
) -> None:
    """Put it before the person, unless it was they who did it."""
    person = await _person(db, person_id)
    if person is not None and person.account_id != actor.account_id:
        await tell(
            db, kind, subject_id=shift.unit_id, subject_kind="roster", at=at, accounts=(person.account_id,)
        )
