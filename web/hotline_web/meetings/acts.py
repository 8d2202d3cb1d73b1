"""Every act on a meeting, on an item of its agenda and on a decision, in the order in which a page offers them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.meetings import agenda, calling, following, minuting
from hotline_tenants.meetings.calling import Convening
from hotline_tenants.meetings.lifecycle import DECISION, MEETING
from hotline_tenants.meetings.model import Meeting, MeetingDecision, MeetingUnit
from hotline_tenants.meetings.reaching import ReadItem
from hotline_tenants.network.units import UnitTree
from hotline_web import acts
from hotline_web.acts import Plain, Reasoned, plainly, text_field
from hotline_web.cases.choosing import unit_choices
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language


@dataclass(frozen=True)
class On:
    """What an act is done on: a meeting as this person reads it, perhaps one item or decision of it."""

    meeting: Meeting
    actor: Actor
    units: UnitTree
    invited: Sequence[MeetingUnit]
    items: Sequence[ReadItem]
    now: dt.datetime
    item: ReadItem | None = None
    decision: MeetingDecision | None = None

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        part = self.decision.id if self.decision else self.item.item.id if self.item else None
        return (self.meeting.id, part) if part else (self.meeting.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.meeting.version

    @property
    def language(self) -> Language:
        """The person's."""
        return "en" if self.actor.language == "en" else "zh"

    @property
    def called(self) -> tuple[Choice, ...]:
        """The units that are invited, to choose from."""
        names = [(one.unit_id, self.units.get(one.unit_id)) for one in self.invited]
        return tuple(Choice(str(unit_id), unit.name(self.language)) for unit_id, unit in names)


@dataclass(frozen=True)
class Convened:
    title: str
    starts_at: dt.datetime
    place: str
    chair: str
    units: list[uuid.UUID]

    @property
    def convening(self) -> Convening:
        """As the verbs take it."""
        return Convening(self.title, self.starts_at, self.place, self.chair, self.units)


@dataclass(frozen=True)
class Prepared(Convened):
    topics: str


@dataclass(frozen=True)
class Edited(Convened):
    version: int


@dataclass(frozen=True)
class Added:
    version: int
    topic: str
    about: str


@dataclass(frozen=True)
class Attended:
    version: int
    attended: list[uuid.UUID]


@dataclass(frozen=True)
class Minutes:
    version: int
    minutes: str


@dataclass(frozen=True)
class Decided:
    version: int
    what: str
    unit_id: uuid.UUID
    due_on: dt.date


@dataclass(frozen=True)
class Reported:
    version: int
    report: str


@dataclass(frozen=True)
class Postponed:
    version: int
    due_on: dt.date
    reason: str


class Act(acts.Act[On]):
    """An act on the meeting itself."""

    place = acts.Place("meetings", "", (MEETING, {}))


class ItemAct(acts.Act[On]):
    """An act on an item of its agenda."""

    place = acts.Place("meetings", "items", ({}, MEETING))


class DecisionAct(acts.Act[On]):
    """An act on one of its decisions."""

    place = acts.Place("meetings", "decisions", ({}, DECISION))


def convening_fields(
    units: UnitTree, language: Language, there: Sequence[MeetingUnit] = ()
) -> tuple[Field, ...]:
    """Where, when, who. Units that are invited already stay to be chosen though they were closed."""
    known = unit_choices(units, language)
    gone = {str(one.unit_id) for one in there} - {one.value for one in known}
    closed = tuple(Choice(one, units.get(uuid.UUID(one)).name(language)) for one in sorted(gone))
    invitable = tuple(one for one in known if units.get(uuid.UUID(one.value)).kind != "superior")
    return (
        Field("title", N_("Title"), max_length=120),
        Field("starts_at", N_("Date and time"), "datetime", width="half"),
        Field("place", N_("Place"), max_length=120, width="half"),
        Field("chair", N_("Chaired by"), max_length=80, width="half"),
        Field("units", N_("Units and districts that are invited"), "checkboxes", choices=(*invitable, *closed), folded=True),
    )  # fmt: skip


def preparing_form(units: UnitTree, language: Language) -> FormSpec[Prepared]:
    """The form of a new meeting."""
    topics = Field(
        "topics", N_("Agenda"), "textarea", required=False, rows=4, max_length=4000,
        help=N_("One item in a line. An item about a demand or a supervision is put on the agenda afterwards."),
    )  # fmt: skip
    return FormSpec(Prepared, (*convening_fields(units, language), topics))


def reporting_form() -> FormSpec[Reported]:
    """The form of a report, for a government that is invited."""
    return FormSpec(Reported, (*_report_field(None), acts.VERSION))


async def _edit(db: Db, on: On, given: Edited, at: dt.datetime) -> None:
    await calling.edit(db, on.actor, on.meeting.id, given.convening, version=given.version, at=at)


def _convening(on: On) -> tuple[Field, ...]:
    return convening_fields(on.units, on.language, on.invited)


def _as_it_is(on: On) -> Mapping[str, object]:
    own = {name: getattr(on.meeting, name) for name in ("title", "starts_at", "place", "chair")}
    return {**own, "units": [one.unit_id for one in on.invited]}


def _item_fields(_: On) -> tuple[Field, ...]:
    return (
        Field("topic", N_("What it is about"), max_length=200),
        Field("about", N_("Number of a case or a supervision"), required=False, max_length=60, width="half",
              help=N_("An invited unit sees the number only where it handles the case itself.")),
    )  # fmt: skip


def _attending(on: On) -> tuple[Field, ...]:
    return (Field("attended", N_("Who was there"), "checkboxes", required=False, choices=on.called),)


def _minutes(_: On) -> tuple[Field, ...]:
    return (text_field("minutes", N_("What was said and settled"), rows=6),)


def _written(on: On) -> Mapping[str, object]:
    return {"minutes": on.item.minutes if on.item else ""}


def _decision_fields(on: On) -> tuple[Field, ...]:
    return (
        text_field("what", N_("What is to be done"), rows=2), Field("unit_id", N_("Responsible unit"), "select", choices=on.called, width="half"),
        Field("due_on", N_("Until"), "date", width="narrow"),
    )  # fmt: skip


def _report_field(_: On | None) -> tuple[Field, ...]:
    return (text_field("report", N_("What was done about it"), rows=4),)


def _later(_: On) -> tuple[Field, ...]:
    return (Field("due_on", N_("New day"), "date", width="narrow"), *_reason(_))


def _reason(_: On) -> tuple[Field, ...]:
    return (text_field("reason", N_("Reason"), rows=2),)


def _not_issued(on: On) -> Message | None:
    return minuting.why_not_issue(on.meeting, [one.minutes for one in on.items], on.now)


def _held(on: On) -> bool:
    return on.meeting.starts_at <= on.now


def _not_empty(on: On) -> Message | None:
    return None if on.items else N_("Not yet: there is nothing on the agenda.")


def _own(on: On) -> bool:
    return on.decision is not None and on.actor.unit_id == on.decision.unit_id


ACTS: tuple[Act, ...] = (
    Act("call", "call", N_("Call the meeting"), "send", N_("Everybody who is invited was told."), plainly(calling.call),
        Plain, why_not=_not_empty, leading=True),
    Act("issue_minutes", "minutes", N_("Issue the minutes"), "writing-sign",
        N_("The minutes are issued; the decisions are to be carried out."), plainly(minuting.issue_minutes), Attended,
        _attending, why_not=_not_issued, leading=True,
        warn=N_("Those who are invited read them from then on. They cannot be changed any more.")),
    Act("add_item", "items", N_("Put an item on the agenda"), "plus", N_("It stands on the agenda."),
        plainly(agenda.add_item), Added, _item_fields),
    Act("edit", "convening", N_("Change the meeting"), "pencil", N_("The meeting is changed."), _edit, Edited, _convening,
        _as_it_is),
    Act("cancel", "cancellation", N_("Cancel the meeting"), "calendar-x", N_("The meeting is cancelled; everybody was told."),
        plainly(calling.cancel), Reasoned, _reason, asks=True, warn=N_("This cannot be taken back.")),
    Act("discard", "discarding", N_("Throw the draft away"), "trash", N_("The draft is thrown away."),
        plainly(calling.discard), Plain, asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip
ITEM_ACTS: tuple[ItemAct, ...] = (
    ItemAct("minute", "minutes", N_("Write the minutes of this item"), "pencil", N_("The minutes of the item are written."),
            plainly(minuting.minute), Minutes, _minutes, _written, offered=_held, on_part=True),
    ItemAct("decide", "decisions", N_("Write down a decision"), "gavel", N_("The decision is written down."),
            plainly(minuting.decide), Decided, _decision_fields, offered=_held, on_part=True),
    ItemAct("remove_item", "removal", N_("Take it off the agenda"), "x", N_("It is off the agenda."),
            plainly(agenda.remove_item), Plain, on_part=True),
)  # fmt: skip
DECISION_ACTS: tuple[DecisionAct, ...] = (
    DecisionAct("report", "report", N_("Report what was done"), "send", N_("The report is with the office."),
                plainly(following.report), Reported, _report_field, offered=_own, leading=True, on_part=True),
    DecisionAct("confirm", "confirmation", N_("Confirm that it is done"), "check", N_("The decision is done."),
                plainly(following.confirm), Plain, leading=True, on_part=True),
    DecisionAct("send_back", "sending-back", N_("Send the report back"), "arrow-back-up", N_("The report is sent back."),
                plainly(following.send_back), Reasoned, _reason, on_part=True),
    DecisionAct("postpone", "postponement", N_("Postpone"), "calendar-plus", N_("The decision is postponed."),
                plainly(following.postpone), Postponed, _later, on_part=True),
    DecisionAct("lift", "lifting", N_("Lift the decision"), "ban", N_("The decision is lifted."),
                plainly(following.lift), Reasoned, _reason, warn=N_("Nobody has to carry it out any more."), on_part=True),
    DecisionAct("drop", "drop", N_("Drop the decision"), "trash", N_("The decision is dropped."), plainly(minuting.drop),
                Plain, on_part=True),
)  # fmt: skip
