"""What an act on a case is done on, and where such acts have their addresses."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.cases.model import Assignment, Callback, Case
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.network.catalogue import Proposal
from hotline_tenants.rulings.model import Precedent, Ruling
from hotline_web import acts
from hotline_web.cases.known import Known
from hotline_web.forms import Choice


@dataclass(frozen=True)
class On:
    """What an act is done on, and what its form is made with. `callbacks` are those of the present round; `officers`
    the people of the assignment's unit and `rule` its frozen time rule; `above` is true for an order of another
    government; `rulings` are everything that was asked for in the case;
    `struck` is what a unit might read of a protected demand; `leads_others` is true where merged cases wait for it.
    """

    case: Case
    actor: Actor
    known: Known
    assignment: Assignment | None = None
    callbacks: Sequence[Callback] = ()
    officers: tuple[Choice, ...] = ()
    proposal: Proposal | None = None
    above: bool = False
    rulings: Sequence[Ruling] = ()
    rule: Rule | None = None
    precedents: Sequence[Precedent] = ()
    struck: tuple[str, str] | None = None
    leads_others: bool = False

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.case.id, self.assignment.id) if self.assignment else (self.case.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.case.version


class Act(acts.Act[On]):
    """An act on a case, or on one of its assignments."""

    place = acts.Place("cases", "assignments", (CASE, ASSIGNMENT))
