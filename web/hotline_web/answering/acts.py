"""Every act on an answering day and on a call of it, in the order in which a page offers them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.answering import calls, planning
from hotline_tenants.answering.lifecycle import DAY
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.planning import Planned
from hotline_tenants.answering.results import Result
from hotline_tenants.network.units import UnitTree
from hotline_web import acts
from hotline_web.acts import Plain, Reasoned, plainly, text_field
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language


@dataclass(frozen=True)
class Choices:
    """Who can be chosen: units of this government, leaders and operators with an account."""

    units: tuple[Choice, ...]
    leaders: tuple[Choice, ...]
    operators: tuple[Choice, ...]


@dataclass(frozen=True)
class On:
    """What an act is done on: a day as this person reads it, perhaps one call of it."""

    day: AnsweringDay
    actor: Actor
    units: UnitTree
    choices: Choices
    results: Sequence[Result]
    now: dt.datetime
    call: Result | None = None

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.day.id, self.call.case.id) if self.call else (self.day.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.day.version

    @property
    def language(self) -> Language:
        """The person's."""
        return "en" if self.actor.language == "en" else "zh"


@dataclass(frozen=True, kw_only=True)
class New:
    """What the form of a day makes."""

    leader: str
    post: str
    leader_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    operator_id: uuid.UUID | None
    topic: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def planned(self) -> Planned:
        """As the verbs take it."""
        return Planned(**{name: getattr(self, name) for name in NAMES})


NAMES = ("leader", "post", "leader_id", "unit_id", "operator_id", "topic", "starts_at", "ends_at")


@dataclass(frozen=True, kw_only=True)
class Changed(New):
    version: int


@dataclass(frozen=True)
class Tied:
    version: int
    number: str


@dataclass(frozen=True)
class Instructed:
    version: int
    instruction: str


class Act(acts.Act[On]):
    """An act on the day."""

    place = acts.Place("answering", "", (DAY, {}))


class CallAct(acts.Act[On]):
    """An act on one of its calls."""

    place = acts.Place("answering", "calls", ({}, DAY))


def day_fields(choices: Choices) -> tuple[Field, ...]:
    """Who answers when, on what, with whom beside."""
    return (
        Field("leader", N_("Leader who answers"), max_length=60, width="half"),
        Field("post", N_("Office held"), required=False, max_length=80, width="half"),
        Field("leader_id", N_("Account that is reminded"), "select", required=False, choices=choices.leaders, width="half"),
        Field("unit_id", N_("Unit whose leader it is"), "select", required=False, choices=choices.units, width="half",
              help=N_("Left empty for a leader of the government itself.")),
        Field("topic", N_("Topic"), max_length=120),
        Field("starts_at", N_("Answering begins"), "datetime", width="half"), Field("ends_at", N_("Answering ends"), "datetime", width="half"),
        Field("operator_id", N_("Operator beside the leader"), "select", required=False, choices=choices.operators, width="half",
              help=N_("What this person registers in these hours is marked as a call of the day.")),
    )  # fmt: skip


def planning_form(choices: Choices) -> FormSpec[New]:
    """The form of a new day."""
    return FormSpec(New, day_fields(choices))


async def _change(db: Db, on: On, given: Changed, at: dt.datetime) -> None:
    await planning.change(db, on.actor, on.day.id, given.planned, version=given.version, at=at)


def _fields(on: On) -> tuple[Field, ...]:
    return day_fields(on.choices)


def _as_it_is(on: On) -> Mapping[str, object]:
    return {name: getattr(on.day, name) for name in NAMES}


def _number(_: On) -> tuple[Field, ...]:
    return (Field("number", N_("Number of the case"), max_length=60, width="half"),)


def _instruction(_: On) -> tuple[Field, ...]:
    return (text_field("instruction", N_("What the leader said is to be done"), rows=3),)


def _said(on: On) -> Mapping[str, object]:
    return {"instruction": on.call.call.instruction if on.call else ""}


def _reason(_: On) -> tuple[Field, ...]:
    return (text_field("reason", N_("Reason"), rows=2),)


def _open(on: On) -> Message | None:
    return calls.why_not_close(on.day, [one.outcome for one in on.results], on.now)


def _begun(on: On) -> bool:
    return on.day.starts_at <= on.now


def _with_operator(on: On) -> bool:
    return _begun(on) and on.day.operator_id is not None


ACTS: tuple[Act, ...] = (
    Act("publish", "publication", N_("Make the day public"), "world", N_("Citizens read of it on the public page."),
        plainly(planning.publish), Plain, offered=lambda on: on.day.ends_at > on.now, leading=True),
    Act("gather", "gathering", N_("Take over new calls"), "phone-incoming",
        N_("The calls are taken over."), plainly(calls.gather), Plain, offered=_with_operator),
    Act("tie", "calls", N_("Add a call by its number"), "plus", N_("The call is added."), plainly(calls.tie), Tied, _number,
        offered=_begun),
    Act("close", "closing", N_("Close the result list"), "circle-check", N_("Every call of the day is answered."),
        plainly(calls.close), Plain, offered=_begun, why_not=_open, leading=True),
    Act("change", "plan", N_("Change the day"), "pencil", N_("The day is changed."), _change, Changed, _fields, _as_it_is),
    Act("cancel", "cancellation", N_("Call the day off"), "calendar-x", N_("The day is called off; who is concerned was told."),
        plainly(planning.cancel), Reasoned, _reason, asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip
CALL_ACTS: tuple[CallAct, ...] = (
    CallAct("instruct", "instruction", N_("Write down what the leader said"), "writing", N_("The instruction is written down."),
            plainly(calls.instruct), Instructed, _instruction, _said, on_part=True),
)  # fmt: skip
