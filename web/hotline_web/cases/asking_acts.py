"""What a unit may ask for: a return, an extension, the caller's answer, long-pending, a department's help."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.committees import inviting
from hotline_tenants.rulings import calling_in, deferring, extending, pausing, returning, running_on
from hotline_tenants.rulings.asking import waiting
from hotline_tenants.rulings.words import DEFERRAL_REASONS, EXTENSION_REASONS, RETURN_REASONS
from hotline_web.acts import Plain, choices, text_field
from hotline_web.cases.act import Act, On
from hotline_web.cases.unit_acts import own_unit
from hotline_web.forms import Choice, Field


@dataclass(frozen=True)
class Asked:
    version: int
    reason: str
    evidence: str


@dataclass(frozen=True)
class Questioned:
    version: int
    question: str


@dataclass(frozen=True)
class Deferral:
    version: int
    reason: str
    evidence: str
    review_on: dt.date


@dataclass(frozen=True)
class CalledIn:
    version: int
    unit_id: uuid.UUID
    reason: str


def own_open(on: On) -> bool:
    """Asked for by the unit itself, while it still has the work."""
    return own_unit(on)


def _why_not_return(on: On) -> Message | None:
    assert on.assignment is not None
    if on.rule is None:
        return None
    return returning.why_not_return(on.assignment, on.rule, on.known.calendar, on.rulings, on.known.now)


def _why_not_extension(on: On) -> Message | None:
    assert on.assignment is not None
    if on.rule is None:
        return None
    return extending.why_not_extension(on.assignment, on.rule, on.rulings, on.known.now)


def _why_not_pause(on: On) -> Message | None:
    assert on.assignment is not None
    return pausing.why_not_pause(on.case, on.assignment, on.rulings, on.known.now)


def _paused(on: On) -> bool:
    return own_unit(on) and waiting(on.rulings, "pause", on.assignment) is not None


def _may_call_in(on: On) -> bool:
    unit = on.known.units.find(on.assignment.unit_id) if on.assignment else None
    return own_unit(on) and unit is not None and unit.kind in calling_in.CALLERS


def _leads(on: On) -> bool:
    return own_unit(on) and on.assignment is not None and on.assignment.lead


async def _ask_return(db: Db, on: On, given: Asked, at: dt.datetime) -> None:
    await returning.ask(
        db, on.actor, *on.this, reason=given.reason, evidence=given.evidence, version=given.version, at=at
    )


async def _return_up(db: Db, on: On, given: Asked, at: dt.datetime) -> None:
    await returning.ask_up(
        db, on.actor, on.case.id, reason=given.reason, evidence=given.evidence, version=given.version, at=at
    )


async def _ask_extension(db: Db, on: On, given: Asked, at: dt.datetime) -> None:
    await extending.ask(
        db, on.actor, *on.this, reason=given.reason, evidence=given.evidence, version=given.version, at=at
    )


async def _pause(db: Db, on: On, given: Questioned, at: dt.datetime) -> None:
    await pausing.await_caller(db, on.actor, *on.this, question=given.question, version=given.version, at=at)


async def _go_on(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await running_on.go_on(db, on.actor, *on.this, version=given.version, at=at)


async def _ask_deferral(db: Db, on: On, given: Deferral, at: dt.datetime) -> None:
    await deferring.ask(
        db, on.actor, *on.this, reason=given.reason, evidence=given.evidence, review_on=given.review_on,
        version=given.version, at=at,
    )  # fmt: skip


async def _invite(db: Db, on: On, given: CalledIn, at: dt.datetime) -> None:
    await inviting.invite(
        db, on.actor, *on.this, unit_id=given.unit_id, reason=given.reason, version=given.version, at=at
    )


async def _call_in(db: Db, on: On, given: CalledIn, at: dt.datetime) -> None:
    await calling_in.call_in(
        db, on.actor, *on.this, unit_id=given.unit_id, reason=given.reason, version=given.version, at=at
    )


def _asking(words: dict[str, Message], hint: Message) -> tuple[Field, ...]:
    return (
        Field("reason", N_("Reason"), "select", choices=choices(words)),
        text_field("evidence", N_("Evidence"), rows=4, hint=hint),
    )


def _may_invite(on: On) -> bool:
    return own_unit(on) and any(unit.kind == "committee" for unit in on.known.units)


def _committees(on: On) -> tuple[Choice, ...]:
    """Those under the own unit first: a street knows its own."""
    own = on.assignment.unit_id if on.assignment else None
    found = [unit for unit in on.known.units if unit.kind == "committee"]
    found.sort(key=lambda unit: (unit.parent_id != own, unit.code))
    return tuple(Choice(str(unit.id), unit.name(on.known.language)) for unit in found)


def _departments(on: On) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(unit.id), unit.name(on.known.language))
        for unit in on.known.units
        if unit.kind in calling_in.CALLED
    )


RETURN_HINT = N_(
    "What you found, where it is written, whose duty it is. The clock runs on until it is ruled."
)

ASKING_ACTS = (
    Act("go_on", "pause-end", N_("Go on without an answer"), "player-play", N_("The clock runs on."), _go_on, Plain,
        offered=_paused, on_part=True),
    Act("ask_return", "return-request", N_("Return with reason"), "arrow-back", N_("The return is asked for."), _ask_return,
        Asked, lambda _: _asking(RETURN_REASONS, RETURN_HINT), offered=own_open, why_not=_why_not_return, asks=True,
        on_part=True),
    Act("ask_extension", "extension-request", N_("Ask for an extension"), "calendar-plus", N_("The extension is asked for."),
        _ask_extension, Asked,
        lambda _: _asking(EXTENSION_REASONS, N_("What was done so far, what is still to come, and by when.")),
        offered=own_open, why_not=_why_not_extension, asks=True, on_part=True),
    Act("pause", "pause", N_("Ask the caller"), "help-circle", N_("The hotline asks the caller; the clock is held."), _pause,
        Questioned,
        lambda _: (text_field("question", N_("Question to the caller"), rows=3,
                              hint=N_("The hotline asks. The clock is held for at most three working days, once.")),),
        offered=own_open, why_not=_why_not_pause, asks=True, on_part=True),
    Act("call_in", "called-unit", N_("Call a department in"), "speakerphone", N_("The department is called in."), _call_in,
        CalledIn,
        lambda on: (
            Field("unit_id", N_("Department"), "select", choices=_departments(on)),
            text_field("reason", N_("What the department has to do"), rows=3),
        ),
        offered=_may_call_in, asks=True, on_part=True),
    Act("invite", "invited-committee", N_("Invite a committee to assist"), "building-cottage",
        N_("The committee is invited. It may decline."), _invite, CalledIn,
        lambda on: (
            Field("unit_id", N_("Committee"), "select", choices=_committees(on)),
            text_field("reason", N_("What the committee is asked to do"), rows=3,
                       hint=N_("It reads this and nothing else of the case: write no name and no number into it.")),
        ),
        offered=_may_invite, asks=True, on_part=True),
    Act("ask_deferral", "deferral-request", N_("Ask for long-pending"), "hourglass-high",
        N_("Long-pending is asked for."), _ask_deferral, Deferral,
        lambda _: (
            *_asking(DEFERRAL_REASONS, N_("Why it cannot be solved now, and what will change.")),
            Field("review_on", N_("Review day"), "date", width="half"),
        ),
        offered=_leads, asks=True, on_part=True),
    Act("return_up", "return-upwards", N_("Return to the government above"), "arrow-back",
        N_("The return is asked for."), _return_up, Asked, lambda _: _asking(RETURN_REASONS, RETURN_HINT),
        offered=lambda on: on.above, asks=True),
)  # fmt: skip
