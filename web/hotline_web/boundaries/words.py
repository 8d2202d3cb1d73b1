"""Plans in words: their kinds, how far they are, and what a dry run counts."""

from hotline_platform.errors import N_, Message
from hotline_tenants.boundaries.found import DryRun
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES
from hotline_web.pieces import Fact, State

KINDS: dict[str, Message] = {
    "move": N_("Streets or villages move to another government"),
    "split": N_("A part becomes a government of its own"),
    "divide": N_("A government is divided between two others and ends"),
    "merge": N_("A government is merged into another"),
    "convert": N_("A unit of the city becomes a government"),
}
SHORT: dict[str, Message] = {
    "move": N_("Move"),
    "split": N_("Division"),
    "divide": N_("Divided in two"),
    "merge": N_("Merger"),
    "convert": N_("New government"),
}


def standing_of(plan: BoundaryPlan) -> State:
    """How far a plan is, in a pill."""
    if plan.withdrawn_at is not None:
        return State(N_("Plan withdrawn"), "neutral", "arrow-back-up")
    if plan.undone_at is not None:
        words = N_("The unit again") if plan.done_at else N_("Becomes the unit again")
        return State(words, "neutral" if plan.done_at else "near", "arrow-back-up")
    if plan.done_at is not None:
        return State(N_("Carried out"), "on_time")
    if plan.failed_at is not None:
        return State(N_("Stopped, is tried again"), "overdue", "alert-octagon")
    if plan.begun_at is not None:
        return State(N_("Being carried out"), "near", "hourglass")
    if plan.approved_at is not None:
        return State(N_("Approved, waits for its day"), "accent", "calendar-event")
    return State(N_("The plan waits for approval"), "near", "gavel")


def numbers_of(found: DryRun) -> tuple[Fact, ...]:
    """The numbers of a dry run, and how far the open demands are."""
    return (
        Fact(N_("Units"), str(len(found.units))),
        Fact(N_("People in them"), str(found.people)),
        Fact(N_("Network points"), str(found.points)),
        Fact(N_("Clocks that run on"), str(found.clocks)),
        Fact(N_("Open demands"), str(found.open)),
        Fact(N_("Supervisions that follow"), str(found.supervised)),
        Fact(N_("Open cards"), str(found.cards)),
        Fact(N_("Rectification notices that follow"), str(found.noticed)),
        Fact(N_("Ended demands that can be read there"), str(found.closed)),
        *(
            Fact({**ASSIGNMENT_STATES, **STATES}[state], str(number))
            for state, number in sorted(found.states.items())
        ),
    )
