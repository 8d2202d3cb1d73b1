"""The lives of the handbook: each step of a state machine with its words and those who may do it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from hotline_platform.access.permissions import ROLE_NAMES, ROLES
from hotline_platform.errors import Message
from hotline_tenants.answering.lifecycle import DAY
from hotline_tenants.answering.words import STATES as DAY_STATES
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, Machine, Step
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES
from hotline_tenants.hotlines.lifecycle import HOTLINE
from hotline_tenants.hotlines.words import STATES as HOTLINE_STATES
from hotline_tenants.inspection.lifecycle import CAMPAIGN
from hotline_tenants.inspection.words import STATES as CAMPAIGN_STATES
from hotline_tenants.meetings.lifecycle import DECISION, MEETING
from hotline_tenants.meetings.words import DECISION_STATES
from hotline_tenants.meetings.words import STATES as MEETING_STATES
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.words import STATES as RECTIFICATION_STATES
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.words import STATES as SUPERVISION_STATES
from hotline_tenants.supervision.words import TASK_STATES
from hotline_web.answering.acts import ACTS as DAY_ACTS
from hotline_web.answering.acts import CALL_ACTS
from hotline_web.cases.offers import ACTS
from hotline_web.cases.showing import CLOCKS
from hotline_web.cases.standing import ASSIGNMENT_ROAD, CASE_ROAD
from hotline_web.handbook.words import (
    ASSIGNMENT_STEPS,
    CASE_STEPS,
    DECISION_STEPS,
    MEETING_STEPS,
    NEEDS,
    RECTIFICATION_STEPS,
    SUPERVISION_STEPS,
    TASK_STEPS,
)
from hotline_web.hotlines.acts import ACTS as HOTLINE_ACTS
from hotline_web.inspection.acts import ACTS as CAMPAIGN_ACTS
from hotline_web.meetings.acts import ACTS as MEETING_ACTS
from hotline_web.meetings.acts import DECISION_ACTS, ITEM_ACTS
from hotline_web.rectification.acts import ACTS as RECTIFICATION_ACTS
from hotline_web.supervision.acts import ACTS as SUPERVISION_ACTS


class Button(Protocol):
    """An act of any room's pages: what the table calls it, and what its button says."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Message: ...


@dataclass(frozen=True)
class Life:
    """A state machine with its main road, the names of its states and the words of its steps. A step `on_no_page`
    has a permission and no button: nobody can do it here yet.
    """

    key: str
    machine: Machine
    road: tuple[str, ...]
    states: Mapping[str, Message]
    acts: Mapping[str, Message]
    buttons: frozenset[str]

    @property
    def aside(self) -> tuple[str, ...]:
        """The states beside the road."""
        return tuple(state for state in self.states if state not in self.road)

    def on_no_page(self, act: str, step: Step) -> bool:
        """Whether the table allows what no page offers."""
        return step.permission is not None and act not in self.buttons


@dataclass(frozen=True)
class Line:
    """One step as the table shows it; `who` is empty for a step that follows from another act."""

    state: str
    act: str
    step: Step
    words: Message
    to: Message
    who: tuple[Message, ...]
    needs: tuple[Message, ...]
    stops: tuple[Message, ...]
    starts: tuple[Message, ...]
    on_no_page: bool


def _life(
    key: str, machine: Machine, road: tuple[str, ...], states: Mapping[str, Message], acts: Iterable[Button],
    steps: Mapping[str, Message] = MappingProxyType({}),
) -> Life:  # fmt: skip
    """`acts` are those that have a button, `steps` the words of those that have none."""
    buttons = {act.name: act.label for act in acts}
    return Life(key, machine, road, states, {**buttons, **steps}, frozenset(buttons))


def _road(states: Iterable[str], *aside: str) -> tuple[str, ...]:
    return tuple(state for state in states if state not in aside)


CASE_LIFE = _life("case", CASE, CASE_ROAD, STATES, (act for act in ACTS if not act.on_part), CASE_STEPS)
ASSIGNMENT_LIFE = _life(
    "assignment", ASSIGNMENT, ASSIGNMENT_ROAD, ASSIGNMENT_STATES, (act for act in ACTS if act.on_part),
    ASSIGNMENT_STEPS,
)  # fmt: skip
SUPERVISION_LIFE = _life(
    "supervision", SUPERVISION, _road(SUPERVISION_STATES, "lifted", "exempted", "discarded", "moved"), SUPERVISION_STATES,
    (act for act in SUPERVISION_ACTS if not act.on_part), SUPERVISION_STEPS,
)  # fmt: skip
TASK_LIFE = _life(
    "task", TASK, _road(TASK_STATES, "lifted", "moved"), TASK_STATES, (act for act in SUPERVISION_ACTS if act.on_part),
    TASK_STEPS,
)  # fmt: skip
CAMPAIGN_LIFE = _life(
    "inspection", CAMPAIGN, _road(CAMPAIGN_STATES, "dropped"), CAMPAIGN_STATES, CAMPAIGN_ACTS
)
RECTIFICATION_LIFE = _life(
    "rectification", RECTIFICATION, _road(RECTIFICATION_STATES, "discarded", "moved"),
    RECTIFICATION_STATES, RECTIFICATION_ACTS, RECTIFICATION_STEPS,
)  # fmt: skip
MEETING_LIFE = _life(
    "meeting", MEETING, _road(MEETING_STATES, "cancelled", "discarded"), MEETING_STATES, (*MEETING_ACTS, *ITEM_ACTS),
    MEETING_STEPS,
)  # fmt: skip
DECISION_LIFE = _life(
    "decision", DECISION, _road(DECISION_STATES, "dropped", "lifted"), DECISION_STATES, DECISION_ACTS, DECISION_STEPS
)  # fmt: skip
HOTLINE_LIFE = _life("hotline", HOTLINE, _road(HOTLINE_STATES, "dropped"), HOTLINE_STATES, HOTLINE_ACTS)
DAY_LIFE = _life("answering", DAY, _road(DAY_STATES, "cancelled"), DAY_STATES, (*DAY_ACTS, *CALL_ACTS))
LIVES = {
    life.key: life
    for life in (
        CASE_LIFE, ASSIGNMENT_LIFE, SUPERVISION_LIFE, TASK_LIFE, CAMPAIGN_LIFE, RECTIFICATION_LIFE, MEETING_LIFE,
        DECISION_LIFE, HOTLINE_LIFE, DAY_LIFE,
    )
}  # fmt: skip


def holders(step: Step) -> tuple[str, ...]:
    """The roles that may do a step, in the order of the matrix."""
    return tuple(role for role, held in ROLES.items() if step.permission in held)


def lines(life: Life) -> list[tuple[str, Message, list[Line]]]:
    """Every step of the table below the state in which it can be done, states in their order."""
    return [
        (state, words, [_line(life, state, act) for before, act in life.machine if before == state])
        for state, words in life.states.items()
    ]


def _line(life: Life, state: str, act: str) -> Line:
    step = life.machine[(state, act)]
    return Line(
        state, act, step, life.acts[act], life.states[step.to],
        tuple(ROLE_NAMES[role] for role in holders(step)),
        tuple(NEEDS[need] for need in step.needs),
        tuple(CLOCKS[kind] for kind in step.stops), tuple(CLOCKS[kind] for kind in step.starts),
        life.on_no_page(act, step),
    )  # fmt: skip
