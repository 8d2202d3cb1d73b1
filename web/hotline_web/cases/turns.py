"""Whose turn it is: what else can happen to a case now, and who may do it.

Each act is asked the very question its button asks, for somebody of every role; so what a role would be offered and
what is told of it here are one.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import ROLE_NAMES, ROLES, UNIT_ROLES
from hotline_platform.errors import Message
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.cases.model import Assignment
from hotline_web.acts import Offer
from hotline_web.cases.act import Act, On
from hotline_web.cases.offers import ACTS, Ground
from hotline_web.cases.showing import assignment_state, case_state
from hotline_web.pieces import State

SOMEBODY = uuid.UUID(int=0)
"""Who has asked for nothing yet: nobody rules on a request of their own."""


@dataclass(frozen=True)
class Doing:
    """An act that others may do, and why not yet."""

    label: Message
    why_not: Message | None
    asks: bool


@dataclass(frozen=True)
class Turn:
    """The same people and everything that they may do."""

    roles: tuple[Message, ...]
    acts: tuple[Doing, ...]


@dataclass(frozen=True)
class Turns:
    """What can happen to the case itself (`unit` is empty) or to the part of one unit. `away` is a district that works
    in its own house, with its own people.
    """

    unit: str
    state: State
    turns: tuple[Turn, ...]
    away: bool = False


def turns(ground: Ground, offered: Sequence[Offer]) -> list[Turns]:
    """What the table allows now besides what this person is `offered`."""
    case = ground.on.case
    if case.origin == "imported" and case.state == "registered":
        return []
    taken = {offer.url for offer in offered}
    found = [Turns("", case_state(case.state), _turns(ground.on, taken))]
    for assignment in ground.assignments:
        on = replace(ground.on, assignment=assignment)
        away = assignment.governs_tenant_id is not None and (assignment.state, "answer_up") in ASSIGNMENT
        name = ground.on.known.unit(assignment.unit_id)
        found.append(Turns(name, assignment_state(assignment.state), _turns(on, taken), away))
    return [one for one in found if one.turns or one.away]


def _turns(on: On, taken: set[str]) -> tuple[Turn, ...]:
    found: dict[tuple[str, ...], list[Doing]] = {}
    for act in _possible(on):
        roles = tuple(_roles(act, on))
        if roles and act.url(on) not in taken:
            found.setdefault(roles, []).append(Doing(act.label, act.why_not(on), act.asks))
    return tuple(
        Turn(tuple(ROLE_NAMES[role] for role in roles), tuple(sorted(acts, key=lambda one: one.asks)))
        for roles, acts in found.items()
    )


def _possible(on: On) -> Iterator[Act]:
    machine, state = (ASSIGNMENT, on.assignment.state) if on.assignment else (CASE, on.case.state)
    for act in ACTS:
        if act.on_part == (on.assignment is not None) and (state, act.name) in machine:
            yield act


def _roles(act: Act, on: On) -> Iterator[str]:
    for role, permissions in ROLES.items():
        if act.permission in permissions and act.offered(replace(on, actor=_somebody(role, on))):
            yield role


def _somebody(role: str, on: On) -> Actor:
    unit = _people_of(on.assignment) if role in UNIT_ROLES else None
    return Actor(tenant=on.actor.tenant, role=role, name="", account_id=SOMEBODY, unit_id=unit)


def _people_of(assignment: Assignment | None) -> uuid.UUID | None:
    """The unit whose people act; those of a district act in its own house."""
    return assignment.unit_id if assignment and assignment.governs_tenant_id is None else None
