"""What a unit does with its assignment: sign, assign inside, contact the caller, reply, sign off."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.handling import replying, taking_on
from hotline_web.acts import Plain, Reasoned, text_field
from hotline_web.cases.act import Act, On
from hotline_web.forms import Field


@dataclass(frozen=True)
class Assigned:
    version: int
    person: uuid.UUID
    note: str


@dataclass(frozen=True)
class Contacted:
    version: int
    note: str


@dataclass(frozen=True)
class Replied:
    version: int
    inner: str
    public: str


def own_unit(on: On) -> bool:
    """A unit acts on its own assignment only."""
    return on.assignment is not None and on.assignment.unit_id == on.actor.unit_id


async def _sign(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await taking_on.sign(db, on.actor, *on.this, version=given.version, at=at)


async def _assign(db: Db, on: On, given: Assigned, at: dt.datetime) -> None:
    await taking_on.assign(
        db, on.actor, *on.this, person=given.person, note=given.note, version=given.version, at=at
    )


async def _contact(db: Db, on: On, given: Contacted, at: dt.datetime) -> None:
    await taking_on.contact(db, on.actor, *on.this, note=given.note, version=given.version, at=at)


async def _reply(db: Db, on: On, given: Replied, at: dt.datetime) -> None:
    await replying.reply(
        db, on.actor, *on.this, inner=given.inner, public=given.public, version=given.version, at=at
    )


async def _sign_off(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await replying.sign_off(db, on.actor, *on.this, version=given.version, at=at)


async def _hand_back(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await replying.hand_back(db, on.actor, *on.this, reason=given.reason, version=given.version, at=at)


UNIT_ACTS = (
    Act("sign", "signature", N_("Sign for it"), "signature", N_("Signed. The unit has taken it on."), _sign, Plain,
        offered=own_unit, leading=True, on_part=True),
    Act("sign_off", "sign-off", N_("Sign off the reply"), "writing-sign", N_("Signed off. The reply is with the reviewer."),
        _sign_off, Plain, offered=own_unit, leading=True, on_part=True),
    Act("hand_back", "hand-back", N_("Hand the reply back"), "arrow-back-up", N_("Handed back inside the unit."),
        _hand_back, Reasoned, lambda _: (text_field("reason", N_("What is missing"), rows=3),), offered=own_unit,
        on_part=True),
    Act("reply", "reply", N_("Write the reply"), "pencil", N_("The reply waits for the leader's sign-off."), _reply, Replied,
        lambda _: (
            text_field("inner", N_("Inside: what was done"), rows=5,
                       hint=N_("Measures, evidence, legal basis. The caller does not see this.")),
            text_field("public", N_("To the caller"), rows=5, hint=N_("Read to the caller and shown with the query code.")),
        ),
        offered=own_unit, leading=True, on_part=True),
    Act("contact", "contact", N_("Record a contact"), "phone", N_("The contact is recorded."), _contact, Contacted,
        lambda _: (text_field("note", N_("How the caller was reached and what was said"), rows=3),), offered=own_unit,
        on_part=True),
    Act("assign", "assignee", N_("Assign inside the unit"), "user-share", N_("Assigned."), _assign, Assigned,
        lambda on: (
            Field("person", N_("Officer"), "select", choices=on.officers),
            text_field("note", N_("Note"), rows=2, required=False),
        ),
        lambda on: {"person": on.assignment.assigned_to if on.assignment else None}, offered=own_unit,
        on_part=True),
)  # fmt: skip
