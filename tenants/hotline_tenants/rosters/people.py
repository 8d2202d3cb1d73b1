"""Who may stand on a roster: people who hold a role there and can be reached by text and by voice."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.rosters.model import DutyPerson, DutyShift
from hotline_tenants.rosters.places import here, place_to_keep
from hotline_tenants.rosters.standing import NOT_OF_THE_DESK, stands

_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")


async def able_at(db: Db, unit_id: uuid.UUID | None) -> Sequence[Any]:
    """`id` and `name` of everybody who holds a role in a unit, or at the desk of the government."""
    wanted = (
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.tenant_id == db.tenant, here(Membership.unit_id, unit_id), Membership.ended_at.is_(None),
            Membership.role.not_in(NOT_OF_THE_DESK), Account.disabled_at.is_(None),
        )
        .group_by(Account.id, Account.name)
        .order_by(Account.name, Account.id)
    )  # fmt: skip
    return (await db.execute(wanted)).all()


async def people_at(db: Db, unit_id: uuid.UUID | None) -> Sequence[Any]:
    """`id`, `account_id`, `name` and `phone` of those who stand on the roster of a place and still hold a role there."""
    wanted = (
        select(DutyPerson.id, DutyPerson.account_id, DutyPerson.phone, Account.name)
        .join(Account, Account.id == DutyPerson.account_id)
        .where(
            DutyPerson.tenant_id == db.tenant, here(DutyPerson.unit_id, unit_id), DutyPerson.ended_at.is_(None),
            stands(db.tenant, DutyPerson.account_id, DutyPerson.unit_id),
        )
        .order_by(Account.name, DutyPerson.id)
    )  # fmt: skip
    return (await db.execute(wanted)).all()


async def add_person(
    db: Db, actor: Actor, unit_id: uuid.UUID | None, *, account_id: uuid.UUID, phone: str, at: dt.datetime
) -> uuid.UUID:
    """Put somebody on the list from which shifts are filled. Raises Refused by field: `account_id`, `phone`."""
    await place_to_keep(db, actor, unit_id)
    wrong: dict[str, Message] = {}
    if account_id not in {one.id for one in await able_at(db, unit_id)}:
        wrong["account_id"] = N_("This person holds no role here.")
    if not _MOBILE.fullmatch(_digits(phone)):
        wrong["phone"] = N_("Write a mobile number of eleven digits: it gets texts and is rung at night.")
    if wrong:
        raise refused_fields(wrong)
    person_id = new_id()
    db.put(
        DutyPerson, id=person_id, unit_id=unit_id, account_id=account_id, phone=_digits(phone)[-11:], added_at=at,
        ended_at=None, kept_until=None,
    )  # fmt: skip
    try:
        await db.write()
    except TWICE:
        raise refused_fields(
            {"account_id": N_("This person stands on the roster of this place already.")}
        ) from None
    note(db, "duty_person_added", account_id=actor.account_id, subject=account_id, at=at, **_of(unit_id))
    return person_id


async def renumber(db: Db, actor: Actor, person_id: uuid.UUID, *, phone: str, at: dt.datetime) -> None:
    """Another number for somebody. Raises NotFound, Refused by field `phone`."""
    person = await person_to_keep(db, actor, person_id)
    if not _MOBILE.fullmatch(_digits(phone)):
        raise refused_fields(
            {"phone": N_("Write a mobile number of eleven digits: it gets texts and is rung at night.")}
        )
    person.phone = _digits(phone)[-11:]
    note(
        db, "duty_number_changed", account_id=actor.account_id, subject=person.account_id, at=at,
        **_of(person.unit_id),
    )  # fmt: skip


async def end_person(db: Db, actor: Actor, person_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Take somebody off the list; the number goes with them. Raises NotFound, Refused while shifts lie ahead."""
    person = await person_to_keep(db, actor, person_id)
    wanted = select(func.count()).where(
        DutyShift.tenant_id == db.tenant, DutyShift.person_id == person_id, DutyShift.cancelled_at.is_(None),
        here(DutyShift.unit_id, person.unit_id), DutyShift.ends_at > at,
    )  # fmt: skip
    if ahead := (await db.execute(wanted)).scalar_one():
        raise Refused(
            N_("Shifts that lie ahead: %(number)s. Give them to somebody else first.", number=ahead)
        )
    person.ended_at, person.phone = at, ""
    note(
        db, "duty_person_ended", account_id=actor.account_id, subject=person.account_id, at=at, **_of(person.unit_id)
    )  # fmt: skip


async def person_to_keep(db: Db, actor: Actor, person_id: uuid.UUID) -> DutyPerson:
    """Somebody on a roster that this actor keeps, held until the end. Raises NotFound, NotAllowed."""
    wanted = select(DutyPerson).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.id == person_id, DutyPerson.ended_at.is_(None)
    )
    person = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
    if person is None:
        raise NotFound
    await place_to_keep(db, actor, person.unit_id)
    return person


async def leave_the_rosters(db: Db, unit_id: uuid.UUID, *, at: dt.datetime) -> None:
    """A unit is closed: nobody is on duty there any more, and no number of theirs is kept."""
    await db.execute(
        update(DutyShift)
        .where(
            DutyShift.tenant_id == db.tenant, DutyShift.unit_id == unit_id, DutyShift.cancelled_at.is_(None)
        )
        .where(DutyShift.ends_at > at)
        .values(cancelled_at=at)
    )
    await db.execute(
        update(DutyPerson)
        .where(
            DutyPerson.tenant_id == db.tenant, DutyPerson.unit_id == unit_id, DutyPerson.ended_at.is_(None)
        )
        .values(ended_at=at, phone="")
    )


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one not in " -()")


def _of(unit_id: uuid.UUID | None) -> dict[str, str]:
    return {"unit": str(unit_id)} if unit_id else {}
