"""Who was alerted to an urgent case, step by step, and how far each message came."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reading import CaseView
from hotline_tenants.ladders.reading import Rung, next_steps, rungs_in
from hotline_web.cases.emergency_facts import STEPS
from hotline_web.cases.known import Known
from hotline_web.messages.words import message_state, way
from hotline_web.pieces import State, Text

UNSIGNED = State(N_("Nobody has signed yet"), "overdue")
SIGNED = State(N_("Signed"), "on_time")
OVER = State(N_("No longer needed"), "neutral")


@dataclass(frozen=True)
class ShownRung:
    """One step: when, which, who, and for each message how it goes and how far it came."""

    at: dt.datetime
    step: Message
    name: str | None
    messages: tuple[tuple[Message, State], ...]


@dataclass(frozen=True)
class ShownLadder:
    """The steps for one unit (or for an order that waits at the desk), and when the next one is taken."""

    place: Text
    state: State
    rungs: tuple[ShownRung, ...]
    next_at: dt.datetime | None


async def shown_ladders(db: Db, case: Case, view: CaseView, known: Known) -> list[ShownLadder]:
    """Every ladder of a case, the newest first; none where it was never urgent."""
    rungs = await rungs_in(db, view.events)
    if not rungs:
        return []
    following = await next_steps(db, case.id)
    assignments = {one.id: one for one in view.assignments}
    codes = {one.code: one.name(known.language) for one in await registry_of(db)}
    found: dict[tuple[uuid.UUID | None, str | None], list[Rung]] = {}
    for rung in rungs:
        found.setdefault((rung.assignment_id, rung.below), []).append(rung)
    return [
        _ladder(
            own, codes.get(below or "", below or ""), _state(case, assignments, assignment_id, below, own),
            following.get(assignment_id) if below is None else None, known,
        )
        for (assignment_id, below), own in reversed(found.items())
    ]  # fmt: skip


def _ladder(
    rungs: Sequence[Rung], below: str, state: State, next_at: dt.datetime | None, known: Known
) -> ShownLadder:
    place: Text = below or (known.unit(rungs[0].unit_id) if rungs[0].unit_id else N_("Duty room"))
    shown = tuple(
        ShownRung(
            rung.at, STEPS[rung.step], rung.name,
            tuple((way(voice=one.voice), message_state(one.state)) for one in rung.messages),
        )
        for rung in rungs
    )  # fmt: skip
    return ShownLadder(place, state, shown, next_at if state is UNSIGNED else None)


def _state(
    case: Case, assignments: dict[uuid.UUID, Assignment], assignment_id: uuid.UUID | None, below: str | None,
    rungs: Sequence[Rung],
) -> State:  # fmt: skip
    """Whether somebody has signed: the unit, or, for an order at the desk, whoever took it on. The city sees it by its
    own assignment to the district.
    """
    if below is not None or assignment_id is None:
        if below is None:
            return UNSIGNED if case.state == "registered" else SIGNED
        return (
            OVER
            if case.state in ("closed", "archived", "withdrawn")
            else State(N_("Told to the duty room"), "near")
        )
    assignment = assignments.get(assignment_id)
    if assignment is None or assignment.signed_at is not None:
        return SIGNED
    return UNSIGNED if assignment.state == "dispatched" else OVER
