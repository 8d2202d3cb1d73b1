"""What follows a reply: review, callback, rework, closing, archive."""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.callbacks import calling, closing, reworking
from hotline_tenants.cases.words import SATISFIED, SOLVED
from hotline_tenants.handling import reviewing
from hotline_web.acts import Plain, Reasoned, choices, text_field
from hotline_web.cases.act import Act, On
from hotline_web.forms import Choice, Field


@dataclass(frozen=True)
class Called:
    version: int
    contacted: str
    unit_contacted: str | None
    pressured: str | None
    solved: str | None
    satisfied: str | None
    note: str


YES_NO = (Choice("yes", N_("Yes")), Choice("no", N_("No")))


def _took_the_call(on: On) -> bool:
    """Callback, rework and closing belong to the government that took the call."""
    return not on.above


async def _accept_reply(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await reviewing.accept_reply(db, on.actor, *on.this, version=given.version, at=at)


async def _send_back(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await reviewing.send_back(db, on.actor, *on.this, reason=given.reason, version=given.version, at=at)


async def _call(db: Db, on: On, given: Called, at: dt.datetime) -> None:
    reached = given.contacted == "yes"
    answers = calling.Answers(
        contacted=reached, unit_contacted=_said(given.unit_contacted), pressured=_said(given.pressured),
        solved=given.solved, satisfied=given.satisfied, note=given.note,
    )  # fmt: skip
    await calling.call(db, on.actor, on.case.id, answers, version=given.version, at=at)


def _said(word: str | None) -> bool | None:
    return None if word is None else word == "yes"


async def _rework(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await reworking.rework(db, on.actor, on.case.id, reason=given.reason, version=given.version, at=at)


async def _close(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await closing.close(db, on.actor, on.case.id, version=given.version, at=at)


async def _archive(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await closing.archive(db, on.actor, on.case.id, version=given.version, at=at)


def _why_not_close(on: On) -> Message | None:
    return closing.why_not_close(on.callbacks, on.known.calendar)


def _why_not_rework(on: On) -> Message | None:
    return reworking.why_not_rework(on.callbacks)


def _call_fields(_: On) -> tuple[Field, ...]:
    return (
        Field("contacted", N_("Was the caller reached?"), "radio", choices=YES_NO),
        Field("unit_contacted", N_("Did the unit get in touch with the caller?"), "radio", required=False, choices=YES_NO),
        Field("solved", N_("Is it solved?"), "radio", required=False, choices=choices(SOLVED)),
        Field("satisfied", N_("How satisfied is the caller?"), "radio", required=False, choices=choices(SATISFIED)),
        Field("pressured", N_("Did anybody press the caller to withdraw or to be content?"), "radio", required=False, choices=YES_NO),
        text_field("note", N_("Note"), rows=2, required=False),
    )  # fmt: skip


CLOSING_ACTS = (
    Act("accept_reply", "reply-acceptance", N_("Accept the reply"), "check", N_("The reply is accepted."), _accept_reply,
        Plain, leading=True, on_part=True),
    Act("send_back", "sending-back", N_("Send the reply back"), "arrow-back-up", N_("The reply is sent back to the unit."),
        _send_back, Reasoned, lambda _: (text_field("reason", N_("What is missing"), rows=3),), on_part=True),
    Act("call", "callback", N_("Record a callback"), "phone-outgoing", N_("The callback is recorded."), _call, Called,
        _call_fields, offered=_took_the_call, leading=True),
    Act("rework", "rework", N_("Start rework"), "rotate", N_("The case goes back to its unit for rework."), _rework, Reasoned,
        lambda _: (text_field("reason", N_("What is still to be done"), rows=3),), offered=_took_the_call,
        why_not=_why_not_rework),
    Act("close", "closure", N_("Close case"), "circle-check", N_("The case is closed."), _close, Plain,
        offered=_took_the_call, why_not=_why_not_close, warn=N_("This ends the case. It cannot be taken back.")),
    Act("archive", "archive", N_("Archive"), "archive", N_("The case is archived."), _archive, Plain,
        warn=N_("An archived case is read, not changed.")),
)  # fmt: skip
