"""The roads of the two state machines, and where on its road a case stands."""

from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import Message
from hotline_tenants.cases.lifecycle import CASE, Machine
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES

CASE_ASIDE = ("deferred", "merged", "moved", "withdrawn")
ASSIGNMENT_ASIDE = ("returned", "void", "withdrawn")

CASE_ROAD = tuple(state for state in STATES if state not in CASE_ASIDE)
ASSIGNMENT_ROAD = tuple(state for state in ASSIGNMENT_STATES if state not in ASSIGNMENT_ASIDE)
"""The main roads, in the order of the word lists; what is not aside stands on them."""


@dataclass(frozen=True)
class Place:
    """One step of the row on the page of a case."""

    state: str
    words: Message
    when: Literal["passed", "now", "ahead"]
    aside: bool = False


def standing(state: str, *, dispatched: bool, merged: bool = False) -> tuple[Place, ...]:
    """The main road with the present state on it; a state aside takes the place of the steps that it leads past.

    A case that was never `dispatched` and is over did not go through the steps between, so they are not shown; one that
    was `merged` and never dispatched got its answer from another one.
    """
    road, now = _road(state, dispatched=dispatched, merged=merged)
    return tuple(
        Place(one, STATES[one], "passed" if at < now else "now" if at == now else "ahead", one in CASE_ASIDE)
        for at, one in enumerate(road)
    )


def _road(state: str, *, dispatched: bool, merged: bool) -> tuple[tuple[str, ...], int]:
    over = CASE_ROAD[CASE_ROAD.index("closed") :]
    answered = CASE_ROAD[CASE_ROAD.index("reviewed") :]
    if merged and not dispatched and state in answered:
        road = (CASE_ROAD[0], "merged", *answered)
    elif state in over and not dispatched:
        road = (CASE_ROAD[0], *over)
    elif state not in CASE_ASIDE:
        road = CASE_ROAD
    elif leads_on(CASE, state):
        known = entered_after(CASE, CASE_ROAD, state) if dispatched else 1
        road = (*CASE_ROAD[:known], state, *CASE_ROAD[_leads_to(state) :])
    else:
        known = CASE_ROAD.index("dispatched") + 1 if dispatched else 1
        road = (*CASE_ROAD[:known], state)
    return road, road.index(state)


def leads_on(machine: Machine, state: str) -> bool:
    """Whether any step leads out of the state."""
    return any(before == state and step.to != state for (before, _), step in machine.items())


def _leads_to(state: str) -> int:
    """The next step of the main road that a state aside leads to, beyond those from which it is entered."""
    entered = entered_after(CASE, CASE_ROAD, state)
    return min(
        place
        for (before, _), step in CASE.items()
        if before == state and step.to in CASE_ROAD and (place := CASE_ROAD.index(step.to)) > entered
    )


def entered_after(machine: Machine, road: tuple[str, ...], state: str) -> int:
    """The latest step of the road from which a state aside is entered."""
    return max(
        road.index(before) for (before, _), step in machine.items() if step.to == state and before in road
    )
