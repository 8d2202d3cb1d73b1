"""Answering days as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_
from hotline_tenants.answering.model import AnsweredCall, AnsweringDay
from hotline_tenants.answering.reaching import known_to
from hotline_tenants.answering.words import OUTCOMES, STATES
from hotline_tenants.network.units import UnitTree
from hotline_web.acts import choices
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import State, Tone

_TONES: Mapping[str, tuple[Tone, str]] = {
    "planned": ("accent", "calendar-event"), "published": ("near", "world"), "closed": ("on_time", "circle-check"),
    "cancelled": ("neutral", "calendar-x"),
}  # fmt: skip
_OUTCOME_TONES: Mapping[str, tuple[Tone, str]] = {
    "waiting": ("neutral", "clock"), "late": ("overdue", "alert-triangle"), "timely": ("on_time", "circle-check"),
    "answered_late": ("near", "clock-check"),
}  # fmt: skip
DAYS = ListSpec(
    (
        Column("topic", N_("Topic"), "link", width="wide"), Column("starts", N_("Date and time"), "moment", sortable=True),
        Column("leader", N_("Leader who answers")), Column("unit", N_("Unit"), hide_on_phone=True),
        Column("state", N_("State"), "state"), Column("calls", N_("Calls"), "number"),
    ),
    default_sort="-starts",
    filters=(
        Filter("state", N_("State"), choices=choices(STATES)), Filter("starts", N_("Date"), "dates"),
        Filter("topic", N_("Topic"), "text"),
    ),
    empty=Empty(N_("No answering day yet"),
                N_("On an answering day a leader takes calls in person; each call is followed here until it is answered."),
                "phone-calling"),
)  # fmt: skip


@dataclass(frozen=True)
class Days:
    """The list, in a reader's language."""

    units: UnitTree
    language: Language

    def source(self, actor: Actor) -> Source:
        """The days that somebody may know of; calls are counted for the rows of a page only."""
        calls = select(func.count()).where(
            AnsweredCall.tenant_id == actor.tenant, AnsweredCall.day_id == AnsweringDay.id
        )
        columns: tuple[Any, ...] = (
            AnsweringDay.id.label("day_id"), AnsweringDay.topic, AnsweringDay.starts_at, AnsweringDay.leader,
            AnsweringDay.post, AnsweringDay.unit_id, AnsweringDay.state, calls.scalar_subquery().label("calls"),
        )  # fmt: skip
        return Source(
            select(*columns).where(AnsweringDay.tenant_id == actor.tenant, known_to(actor)), AnsweringDay.id.expression,
            {"starts": AnsweringDay.starts_at.expression, "state": AnsweringDay.state.expression},
            {"topic": lambda text: AnsweringDay.topic.contains(text, autoescape=True)},
        )  # fmt: skip

    def cells(self, row: RowMapping) -> Mapping[str, object]:
        """The cells of a row."""
        unit = self.units.find(row["unit_id"])
        return {
            "topic": row["topic"], "starts": row["starts_at"], "leader": " ".join(filter(None, (row["leader"], row["post"]))),
            "unit": unit.name(self.language) if unit else None, "state": day_pill(row["state"]),
            "calls": row["calls"] or None,
        }  # fmt: skip


def day_pill(state: str) -> State:
    """Where a day stands; colour is never alone."""
    return State(STATES[state], *_TONES[state])


def outcome_pill(outcome: str) -> State:
    """How far the answer to a call has come."""
    return State(OUTCOMES[outcome], *_OUTCOME_TONES[outcome])
