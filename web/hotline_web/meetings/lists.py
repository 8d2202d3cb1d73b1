"""Meetings and their decisions as lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.errors import N_
from hotline_tenants.meetings.lifecycle import WAITING
from hotline_tenants.meetings.model import InvitedMeeting, Meeting, MeetingDecision, MeetingUnit
from hotline_tenants.meetings.reaching import known_to
from hotline_tenants.meetings.words import DECISION_STATES, STATES
from hotline_tenants.network.units import UnitTree
from hotline_web.acts import choices
from hotline_web.cases.choosing import unit_choices
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link, State, Tone

_TONES: Mapping[str, tuple[Tone, str]] = {
    "draft": ("neutral", "file-pencil"), "called": ("accent", "send"), "minuted": ("near", "list-check"),
    "closed": ("on_time", "circle-check"), "cancelled": ("neutral", "calendar-x"), "discarded": ("neutral", "trash"),
}  # fmt: skip
_DECISION_TONES: Mapping[str, tuple[Tone, str]] = {
    "drafted": ("neutral", "file-pencil"), "dropped": ("neutral", "trash"), "open": ("accent", "clock"), "reported": ("near", "send"),
    "done": ("on_time", "circle-check"), "lifted": ("neutral", "ban"),
}  # fmt: skip
FOLLOWED = ("open", "reported", "done", "lifted")
OVERDUE = State(N_("Decision overdue"), "overdue", "alert-triangle")
_TITLE = Column("title", N_("Title"), "link", width="wide")
_WHEN = Column("starts", N_("Date and time"), "moment", sortable=True)
_STATE = Column("state", N_("State"), "state")
_BY_STATE = Filter("state", N_("State"), choices=choices(STATES))

MEETINGS = ListSpec(
    (
        _TITLE, _WHEN, Column("place", N_("Place"), hide_on_phone=True), Column("chair", N_("Chaired by"), hide_on_phone=True),
        Column("invited", N_("Units invited"), "number", hide_on_phone=True), _STATE,
        Column("open", N_("Decisions not done yet"), "number"), Column("late", N_("Overdue"), "number"),
    ),
    default_sort="-starts", filters=(_BY_STATE, Filter("starts", N_("Date"), "dates"), Filter("title", N_("Title"), "text")),
    empty=Empty(N_("No joint meeting yet"),
                N_("Units that have to settle something together are called to a meeting; what is decided there is followed until it is done."),
                "users-group"),
)  # fmt: skip
ABOVE = ListSpec(
    (_TITLE, _WHEN, Column("place", N_("Place"), hide_on_phone=True), _STATE), default_sort="-starts",
    filters=(_BY_STATE,),
    empty=Empty(N_("The government above has not called this one yet"),
                N_("Joint meetings to which this government is invited appear here."), "users-group"),
)  # fmt: skip


@dataclass(frozen=True)
class Decisions:
    """The list of decisions, for somebody who follows them."""

    units: UnitTree
    language: Language
    today: dt.date

    @property
    def spec(self) -> ListSpec:
        """Its columns and filters."""
        return ListSpec(
            (
                Column("what", N_("What is to be done"), "link", width="wide"), Column("unit", N_("Responsible unit")),
                Column("due", N_("Until"), "date", sortable=True), Column("state", N_("State"), "state"),
                Column("meeting", N_("Joint meeting"), "link", hide_on_phone=True),
            ),
            default_sort="due",
            filters=(
                Filter("state", N_("State"), choices=choices({one: DECISION_STATES[one] for one in FOLLOWED})), Filter("late", N_("Overdue"), "yes_no"),
                Filter("unit", N_("Responsible unit"), choices=unit_choices(self.units, self.language)),
                Filter("due", N_("Until"), "dates", quiet=True),
            ),
            empty=Empty(N_("No decision yet"), N_("What joint meetings decide is followed here until it is done."), "gavel"),
        )  # fmt: skip

    def source(self, tenant: int) -> Source:
        """Every decision of the meetings whose minutes are issued."""
        columns: tuple[Any, ...] = (
            MeetingDecision.id.label("decision_id"), MeetingDecision.what, MeetingDecision.unit_id, MeetingDecision.due_on,
            MeetingDecision.state, MeetingDecision.meeting_id, Meeting.title,
        )  # fmt: skip
        chosen = (
            select(*columns)
            .join(Meeting, (Meeting.tenant_id == tenant) & (Meeting.id == MeetingDecision.meeting_id))
            .where(MeetingDecision.tenant_id == tenant, MeetingDecision.state.in_(FOLLOWED), Meeting.minuted_at.is_not(None))
        )  # fmt: skip
        late = (MeetingDecision.state == "open") & (MeetingDecision.due_on < self.today)
        return Source(
            chosen, MeetingDecision.id.expression,
            {"due": MeetingDecision.due_on.expression, "state": MeetingDecision.state.expression,
             "unit": MeetingDecision.unit_id.expression},
            {"late": lambda wanted: late if wanted else ~late},
        )  # fmt: skip

    def cells(self, row: RowMapping) -> Mapping[str, object]:
        """The cells of a row."""
        url, unit = f"/meetings/{row['meeting_id']}", self.units.find(row["unit_id"])
        return {
            "what": Link(row["what"], f"{url}#decision-{row['decision_id']}"), "due": row["due_on"],
            "unit": unit.name(self.language) if unit else None, "meeting": Link(row["title"], url),
            "state": decision_pill(row["state"], row["due_on"], self.today),
        }  # fmt: skip


def meetings(actor: Actor, today: dt.date) -> Source:
    """The meetings that somebody may know of; decisions are counted for the rows of a page only, a unit's people see
    how many are their own.
    """
    of = [MeetingDecision.tenant_id == actor.tenant, MeetingDecision.meeting_id == Meeting.id]
    if actor.role in UNIT_ROLES:
        of.append(MeetingDecision.unit_id == actor.unit_id)
    waiting = select(func.count()).where(*of, MeetingDecision.state.in_(WAITING)).scalar_subquery()
    late = select(func.count()).where(*of, MeetingDecision.state == "open", MeetingDecision.due_on < today)
    invited = select(func.count()).where(
        MeetingUnit.tenant_id == actor.tenant, MeetingUnit.meeting_id == Meeting.id
    )
    columns: tuple[Any, ...] = (
        Meeting.id.label("meeting_id"), Meeting.title, Meeting.starts_at, Meeting.place, Meeting.chair, Meeting.state,
        invited.scalar_subquery().label("invited"), waiting.label("open"), late.scalar_subquery().label("late"),
    )  # fmt: skip
    chosen = select(*columns).where(Meeting.tenant_id == actor.tenant, known_to(actor.tenant, actor))
    return Source(chosen, Meeting.id.expression, _sorted(Meeting), {"title": _titled})


def meeting_cells(row: RowMapping) -> Mapping[str, object]:
    """The cells of a meeting."""
    return {
        "title": row["title"], "starts": row["starts_at"], "place": row["place"], "chair": row["chair"],
        "invited": row["invited"], "state": meeting_pill(row["state"]), "open": row["open"] or None,
        "late": row["late"] or None,
    }  # fmt: skip


def from_above(tenant: int) -> Source:
    """The meetings of the government above to which this one is invited."""
    chosen: Select[Any] = select(  # type: ignore[assignment]
        InvitedMeeting.id.label("invited_id"), InvitedMeeting.title, InvitedMeeting.starts_at, InvitedMeeting.place,
        InvitedMeeting.state,
    ).where(InvitedMeeting.tenant_id == tenant)  # fmt: skip
    return Source(chosen, InvitedMeeting.id.expression, _sorted(InvitedMeeting))


def above_cells(row: RowMapping) -> Mapping[str, object]:
    """The cells of a meeting of the government above."""
    return {
        "title": row["title"],
        "starts": row["starts_at"],
        "place": row["place"],
        "state": meeting_pill(row["state"]),
    }


def meeting_pill(state: str) -> State:
    """Where a meeting stands; colour is never alone."""
    return State(STATES[state], *_TONES[state])


def decision_pill(state: str, due_on: dt.date, today: dt.date) -> State:
    """Where a decision stands."""
    if state == "open" and due_on < today:
        return OVERDUE
    return State(DECISION_STATES[state], *_DECISION_TONES[state])


def _sorted(model: Any) -> dict[str, ColumnElement[Any]]:
    return {"starts": model.starts_at.expression, "state": model.state.expression}


def _titled(text: str) -> ColumnElement[bool]:
    return Meeting.title.contains(text, autoescape=True)
