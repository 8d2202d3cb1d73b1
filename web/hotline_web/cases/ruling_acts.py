"""How it is ruled on what was asked for, and what a head settles: final returns, the lead, long-pending, objections."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.callbacks import objecting, withdrawing
from hotline_tenants.rulings import (
    conflicting,
    designating,
    granting_deferrals,
    granting_extensions,
    resuming,
    returning,
    running_on,
)
from hotline_tenants.rulings.asking import waiting
from hotline_tenants.rulings.words import MEETINGS
from hotline_web.acts import Reasoned, choices, text_field
from hotline_web.cases.act import Act, On
from hotline_web.cases.choosing import unit_choices
from hotline_web.forms import Field


@dataclass(frozen=True)
class Ruled:
    version: int
    ruling: str


@dataclass(frozen=True)
class RuledFor:
    version: int
    unit_id: uuid.UUID
    ruling: str


@dataclass(frozen=True)
class Answered:
    version: int
    answer: str


@dataclass(frozen=True)
class Designated:
    version: int
    form: str
    unit_id: uuid.UUID
    units: list[uuid.UUID]
    minutes: str


@dataclass(frozen=True)
class Conflict:
    version: int
    unit_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class Withdrawn:
    version: int
    reason: str
    confirmed: bool


def _waits(kind: str, level: str) -> Callable[[On], bool]:
    """Something of the kind waits for whoever rules on that level."""

    def offered(on: On) -> bool:
        found = waiting(on.rulings, kind, on.assignment)
        return found is not None and found.level == level and found.asked_by != on.actor.account_id

    return offered


def _rule(verb: Callable[..., Any], **fixed: object) -> Callable[[Db, On, Ruled, dt.datetime], Any]:
    async def run(db: Db, on: On, given: Ruled, at: dt.datetime) -> None:
        await verb(db, on.actor, *on.this, ruling=given.ruling, version=given.version, at=at, **fixed)

    return run


async def _return_finally(db: Db, on: On, given: RuledFor, at: dt.datetime) -> None:
    await returning.rule_finally(
        db, on.actor, *on.this, unit_id=given.unit_id, ruling=given.ruling, version=given.version, at=at
    )


async def _pass_answer(db: Db, on: On, given: Answered, at: dt.datetime) -> None:
    await running_on.pass_answer(db, on.actor, *on.this, answer=given.answer, version=given.version, at=at)


async def _designate(db: Db, on: On, given: Designated, at: dt.datetime) -> None:
    settled = designating.Designation(
        unit_id=given.unit_id, form=given.form, minutes=given.minutes, units=given.units
    )
    await designating.designate(db, on.actor, on.case.id, settled, version=given.version, at=at)


async def _resume(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await resuming.resume(db, on.actor, on.case.id, reason=given.reason, version=given.version, at=at)


async def _conflict(db: Db, on: On, given: Conflict, at: dt.datetime) -> None:
    await conflicting.declare_conflict(
        db, on.actor, on.case.id, unit_id=given.unit_id, reason=given.reason, version=given.version, at=at
    )


async def _withdraw(db: Db, on: On, given: Withdrawn, at: dt.datetime) -> None:
    await withdrawing.withdraw(
        db, on.actor, on.case.id, reason=given.reason, confirmed=given.confirmed, version=given.version, at=at
    )


async def _object(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await objecting.object_to(db, on.actor, on.case.id, reason=given.reason, version=given.version, at=at)


def _ruling(label: Message, *, required: bool = True) -> Callable[[On], tuple[Field, ...]]:
    return lambda _: (text_field("ruling", label, rows=3, required=required),)


def _units(on: On) -> tuple[Field, ...]:
    units = unit_choices(on.known.units, on.known.language, on.known.suspended)
    return (
        Field("form", N_("Settled by"), "radio", choices=choices(MEETINGS)),
        Field("unit_id", N_("Lead unit"), "select", choices=units),
        Field("units", N_("Units that took part"), "checkboxes", required=False, choices=units, folded=True),
        text_field("minutes", N_("Minutes"), rows=4, hint=N_("What was settled and why. Every unit of the case reads it.")),
    )  # fmt: skip


def _paused_here(on: On) -> bool:
    return not on.above and waiting(on.rulings, "pause", on.assignment) is not None


def _took_the_call(on: On) -> bool:
    return not on.above


def _may_object(on: On) -> bool:
    return not on.above and on.case.ending in objecting.OBJECTABLE


FINAL = N_("This is final: the units cannot return the case after it.")
GROUNDS = N_("Ruling and grounds")

RULING_ACTS = (
    Act("pass_answer", "caller-answer", N_("Pass the caller's answer on"), "message-check",
        N_("The answer is passed on; the clock runs on."), _pass_answer, Answered,
        lambda _: (text_field("answer", N_("What the caller answered"), rows=3),), offered=_paused_here, leading=True,
        on_part=True),
    Act("grant_return", "return-grant", N_("Grant the return"), "check", N_("The return is granted; the case waits for dispatch."),
        _rule(returning.rule, granted=True), Ruled, _ruling(GROUNDS), offered=_waits("return", "first"), leading=True,
        on_part=True),
    Act("refuse_return", "return-refusal", N_("Refuse the return"), "ban", N_("The return is refused; the unit goes on."),
        _rule(returning.rule, granted=False), Ruled, _ruling(GROUNDS), offered=_waits("return", "first"), on_part=True),
    Act("return_finally", "final-return", N_("Rule finally: another unit leads"), "gavel", N_("The final ruling is made."),
        _return_finally, RuledFor,
        lambda on: (
            Field("unit_id", N_("Lead unit"), "select", choices=unit_choices(on.known.units, on.known.language, on.known.suspended)),
            text_field("ruling", GROUNDS, rows=3),
        ),
        offered=_waits("return", "final"), warn=FINAL, leading=True, on_part=True),
    Act("keep_finally", "final-keeping", N_("Rule finally: the unit stays responsible"), "gavel",
        N_("The final ruling is made."), _rule(returning.rule_finally, unit_id=None), Ruled, _ruling(GROUNDS),
        offered=_waits("return", "final"), warn=FINAL, on_part=True),
    Act("grant_extension", "extension-grant", N_("Grant the extension"), "check", N_("The extension is granted."),
        _rule(granting_extensions.rule, granted=True), Ruled, _ruling(N_("Note"), required=False), offered=_waits("extension", "first"),
        leading=True, on_part=True),
    Act("refuse_extension", "extension-refusal", N_("Refuse the extension"), "ban", N_("The extension is refused."),
        _rule(granting_extensions.rule, granted=False), Ruled, _ruling(GROUNDS), offered=_waits("extension", "first"), on_part=True),
    Act("grant_deferral", "deferral-grant", N_("Approve long-pending"), "check", N_("Long-pending is approved."),
        _rule(granting_deferrals.rule, granted=True), Ruled, _ruling(GROUNDS), offered=_waits("deferral", "final"), leading=True,
        on_part=True),
    Act("refuse_deferral", "deferral-refusal", N_("Refuse long-pending"), "ban", N_("Long-pending is refused."),
        _rule(granting_deferrals.rule, granted=False), Ruled, _ruling(GROUNDS), offered=_waits("deferral", "final"), on_part=True),
    Act("uphold_objection", "objection-upholding", N_("Uphold the objection"), "check",
        N_("The objection is upheld: the case is reworked and marked as falsely closed."),
        _rule(objecting.decide, upheld=True), Ruled, _ruling(GROUNDS), offered=_waits("objection", "final"), leading=True),
    Act("reject_objection", "objection-rejection", N_("Reject the objection"), "ban", N_("The objection is rejected."),
        _rule(objecting.decide, upheld=False), Ruled, _ruling(GROUNDS), offered=_waits("objection", "final")),
    Act("resume", "resumption", N_("Take up again"), "player-play", N_("The case is taken up again."), _resume, Reasoned,
        lambda _: (text_field("reason", N_("What has changed"), rows=3),)),
    Act("designate", "designation", N_("Designate the lead"), "users-group", N_("The lead is designated, finally."), _designate,
        Designated, _units, warn=FINAL, asks=True),
    Act("object", "objection", N_("Register the caller's objection"), "message-report", N_("The objection is registered."),
        _object, Reasoned, lambda _: (text_field("reason", N_("What is not done"), rows=3),), offered=_may_object,
        why_not=lambda on: objecting.why_not_object(on.case, on.rulings, on.known.now)),
    Act("declare_conflict", "conflict", N_("It is about the people of a unit"), "user-off",
        N_("The case is kept from that unit."), _conflict, Conflict,
        lambda on: (
            Field("unit_id", N_("Unit"), "select", choices=unit_choices(on.known.units, on.known.language, on.known.suspended)),
            text_field("reason", N_("Whose conduct, and what is said of it"), rows=3),
        ),
        asks=True, warn=N_("The unit loses the case and every trace of it.")),
    Act("withdraw", "withdrawal", N_("The caller withdraws"), "arrow-back-up", N_("The demand is withdrawn; nothing is left open."),
        _withdraw, Withdrawn,
        lambda _: (
            text_field("reason", N_("Why the caller withdraws"), rows=2),
            Field("confirmed", N_("I have confirmed this with the caller"), "checkbox"),
        ),
        offered=_took_the_call, why_not=lambda on: withdrawing.why_not_withdraw(on.case), asks=True,
        warn=N_("This ends the case. It cannot be taken back.")),
)  # fmt: skip
