"""The lives of the handbook: each step of a state machine with its words and those who may do it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.access.permissions import ROLE_NAMES, ROLES
from hotline_platform.errors import Message
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, Machine, Step
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.words import STATES as SUPERVISION_STATES
from hotline_tenants.supervision.words import TASK_STATES
from hotline_web.cases.offers import ACTS
from hotline_web.cases.showing import CLOCKS
from hotline_web.cases.standing import ASSIGNMENT_ROAD, CASE_ROAD
from hotline_web.handbook.words import ASSIGNMENT_STEPS, CASE_STEPS, NEEDS, SUPERVISION_STEPS, TASK_STEPS
from hotline_web.supervision.acts import ACTS as SUPERVISION_ACTS


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
    key: str, machine: Machine, road: tuple[str, ...], states: Mapping[str, Message], steps: Mapping[str, Message]
) -> Life:  # fmt: skip
    buttons = {act.name: act.label for act in ACTS if act.on_part == (key == "assignment")}
    return Life(key, machine, road, states, {**buttons, **steps}, frozenset(buttons))


CASE_LIFE = _life("case", CASE, CASE_ROAD, STATES, CASE_STEPS)
ASSIGNMENT_LIFE = _life("assignment", ASSIGNMENT, ASSIGNMENT_ROAD, ASSIGNMENT_STATES, ASSIGNMENT_STEPS)


def _supervised(
    key: str, machine: Machine, aside: tuple[str, ...], states: Mapping[str, Message], steps: Mapping[str, Message]
) -> Life:  # fmt: skip
    buttons = {act.name: act.label for act in SUPERVISION_ACTS if act.on_part == (key == "task")}
    road = tuple(state for state in states if state not in aside)
    return Life(key, machine, road, states, {**buttons, **steps}, frozenset(buttons))


SUPERVISION_LIFE = _supervised(
    "supervision", SUPERVISION, ("lifted", "exempted", "discarded"), SUPERVISION_STATES, SUPERVISION_STEPS
)
TASK_LIFE = _supervised("task", TASK, ("lifted",), TASK_STATES, TASK_STEPS)
LIVES = {life.key: life for life in (CASE_LIFE, ASSIGNMENT_LIFE, SUPERVISION_LIFE, TASK_LIFE)}


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
