"""The two state machines, as tables: nothing is unknown, unreachable or without a way on."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import PERMISSIONS, ROLES
from hotline_platform.errors import NotAllowed, Refused
from hotline_tenants.answering.lifecycle import DAY
from hotline_tenants.answering.words import STATES as DAY_STATES
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, Machine, acts, allowed, step
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES
from hotline_tenants.clocks.model import CLOCK_KINDS
from hotline_tenants.hotlines.lifecycle import HOTLINE
from hotline_tenants.hotlines.words import STATES as HOTLINE_STATES
from hotline_tenants.inspection.lifecycle import CAMPAIGN
from hotline_tenants.inspection.words import STATES as CAMPAIGN_STATES
from hotline_tenants.meetings.lifecycle import DECISION, MEETING
from hotline_tenants.meetings.words import DECISION_STATES
from hotline_tenants.meetings.words import STATES as MEETING_STATES
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.words import STATES as NOTICE_STATES
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.words import STATES as SUPERVISION_STATES
from hotline_tenants.supervision.words import TASK_STATES

MACHINES = {
    "case": (CASE, set(STATES), "registered", {"archived", "moved", "withdrawn"}),
    "assignment": (ASSIGNMENT, set(ASSIGNMENT_STATES), "dispatched", {"returned", "void", "withdrawn"}),
    "supervision": (
        SUPERVISION,
        set(SUPERVISION_STATES),
        "draft",
        {"lifted", "exempted", "discarded", "moved"},
    ),
    "task of a supervision": (TASK, set(TASK_STATES), "waiting", {"lifted", "moved"}),
    "rectification": (RECTIFICATION, set(NOTICE_STATES), "draft", {"closed", "discarded", "moved"}),
    "merged hotline": (HOTLINE, set(HOTLINE_STATES), "planned", {"merged", "closed", "dropped"}),
    "joint meeting": (MEETING, set(MEETING_STATES), "draft", {"closed", "cancelled", "discarded"}),
    "decision of a meeting": (DECISION, set(DECISION_STATES), "drafted", {"done", "dropped", "lifted"}),
    "answering day": (DAY, set(DAY_STATES), "planned", {"closed", "cancelled"}),
    "campaign": (CAMPAIGN, set(CAMPAIGN_STATES), "planned", {"finished", "dropped"}),
}
"""Each with its states, where it begins, and where a life may end (and some are called back from)."""

of_both = pytest.mark.parametrize(
    ("machine", "states", "first", "final"), MACHINES.values(), ids=list(MACHINES)
)


def onward(machine: Machine, state: str) -> Iterator[str]:
    return (found.to for (origin, _), found in machine.items() if origin == state)


def reached(machine: Machine, state: str) -> set[str]:
    """Everything that can come after a state, itself included."""
    seen, waiting = {state}, [state]
    while waiting:
        for following in onward(machine, waiting.pop()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


@of_both
def test_no_step_begins_or_ends_in_an_unknown_state(
    machine: Machine, states: set[str], first: str, final: set[str]
) -> None:
    assert {state for (origin, _), found in machine.items() for state in (origin, found.to)} <= states


@of_both
def test_every_state_can_be_reached(machine: Machine, states: set[str], first: str, final: set[str]) -> None:
    assert reached(machine, first) == states


@of_both
def test_every_state_but_the_last_ones_has_a_way_out_and_every_one_a_way_to_the_end(
    machine: Machine, states: set[str], first: str, final: set[str]
) -> None:
    for state in states:
        ways = set(onward(machine, state)) - {state}
        assert ways or state in final, state
        assert reached(machine, state) & final, f"{state} never ends"


@of_both
def test_every_step_names_known_permissions_and_clocks(
    machine: Machine, states: set[str], first: str, final: set[str]
) -> None:
    for key, found in machine.items():
        assert found.permission is None or found.permission in PERMISSIONS, key
        assert {*found.stops, *found.starts} <= set(CLOCK_KINDS), key


@of_both
def test_every_act_of_a_person_is_somebodys(
    machine: Machine, states: set[str], first: str, final: set[str]
) -> None:
    held = frozenset().union(*ROLES.values())
    assert {found.permission for found in machine.values() if found.permission} <= held


@given(st.data())
def test_whoever_walks_through_a_machine_meets_only_what_the_table_says(data: st.DataObject) -> None:
    """Any role, any acts in any order: offered exactly where the guard lets it through, refused everywhere else."""
    machine, states, state, _ = MACHINES[data.draw(st.sampled_from(sorted(MACHINES)))]
    role = data.draw(st.sampled_from(sorted(ROLES)))
    actor = Actor(tenant=1, role=role, name=role)
    every_act = sorted({act for _, act in machine})
    for _ in range(12):
        act = data.draw(st.sampled_from(every_act))
        offered = set(acts(machine, state, actor))
        if (state, act) not in machine:
            with pytest.raises(Refused):
                step(machine, state, act)
            assert act not in offered
        elif act in offered:
            assert allowed(machine, state, act, actor).to in states
        else:
            with pytest.raises(NotAllowed):
                allowed(machine, state, act, actor)
        # What follows from other acts, or is another role's, happens as well.
        if following := sorted(set(onward(machine, state))):
            state = data.draw(st.sampled_from(following))
