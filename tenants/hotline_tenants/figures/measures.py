"""What is counted, on which day it belongs, and by which predicate (`domain.md` §6)."""

from dataclasses import dataclass
from typing import Literal

from hotline_tenants.figures.predicates import Given, Missing, NotLater, OneOf, Predicate, either, every

Entity = Literal["case", "assignment"]

VALID_SOLVED = ("yes", "partly", "no")
VALID_SATISFIED = ("very", "satisfied", "neutral", "dissatisfied")
PACE_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365)
"""Lower bounds, in days, of the buckets in which the pace of answering is counted."""


@dataclass(frozen=True)
class Measure:
    """One count. `day` is the column with the local day that an occurrence belongs to."""

    name: str
    entity: Entity
    day: str
    predicate: Predicate


_DUE = Given("reply_due_on")
_LEAD = OneOf("lead", (True,))
_LIVE = ("dispatched", "signed", "handling", "signing_off", "replied", "accepted")
_LIVE_COHORT = every(_DUE, OneOf("state", _LIVE))
_RETURNED_TOO = every(_DUE, OneOf("state", (*_LIVE, "returned")))
"""With what was given back: of it alone it can be said how much that was."""


def _lead(*parts: Predicate) -> Predicate:
    return every(_LEAD, _LIVE_COHORT, *parts)


MEASURES: tuple[Measure, ...] = (
    Measure("registered", "case", "registered_on", OneOf("referred", (False,))),
    Measure("received", "case", "registered_on", OneOf("referred", (True,))),
    Measure("closed", "case", "closed_on", Given("closed_on")),
    Measure("answered_directly", "case", "closed_on", OneOf("ending", ("answered_directly",))),
    Measure("not_accepted", "case", "closed_on", OneOf("ending", ("not_accepted",))),
    Measure("unconfirmed", "case", "closed_on", OneOf("ending", ("unconfirmed",))),
    Measure("dispatched", "assignment", "dispatched_on", Given("dispatched_on")),
    Measure("rework", "assignment", "dispatched_on", OneOf("situation", ("rework",))),
    Measure("returned", "assignment", "returned_on", Given("returned_on")),
    Measure("false_closed", "assignment", "false_closed_on", Given("false_closed_on")),
    Measure("answered", "assignment", "replied_on", every(Given("replied_on"), OneOf("state", ("accepted",)))),
    Measure("sign_cohort", "assignment", "sign_due_on", every(Given("sign_due_on"), _LIVE_COHORT)),
    Measure("sign_timely", "assignment", "sign_due_on", every(_LIVE_COHORT, NotLater("signed_at", "sign_due_at"))),
    Measure("contact_cohort", "assignment", "contact_due_on", every(Given("contact_due_on"), _LIVE_COHORT)),
    Measure("contact_timely", "assignment", "contact_due_on",
            every(_LIVE_COHORT, NotLater("contacted_at", "contact_due_at"), OneOf("contact_denied", (False,)))),
    Measure("reply_cohort", "assignment", "reply_due_on", _LIVE_COHORT),
    Measure("reply_timely", "assignment", "reply_due_on",
            every(_LIVE_COHORT, OneOf("state", ("accepted",)), NotLater("replied_at", "reply_due_at"))),
    Measure("reply_timely_extended", "assignment", "reply_due_on",
            every(_LIVE_COHORT, OneOf("state", ("accepted",)), NotLater("replied_at", "reply_extended_at"))),
    # Long-pending work is unsolved until its caller has answered.
    Measure("solved_valid", "assignment", "reply_due_on",
            _lead(either(OneOf("first_solved", VALID_SOLVED), every(OneOf("deferred", (True,)), Missing("first_solved"))))),
    Measure("solved", "assignment", "reply_due_on", _lead(OneOf("first_solved", ("yes",)))),
    Measure("satisfied_valid", "assignment", "reply_due_on", _lead(OneOf("first_satisfied", VALID_SATISFIED))),
    Measure("satisfied", "assignment", "reply_due_on",
            _lead(OneOf("first_satisfied", ("very", "satisfied")))),
    Measure("return_cohort", "assignment", "reply_due_on", _RETURNED_TOO),
    Measure("return_asked", "assignment", "reply_due_on", every(_RETURNED_TOO, OneOf("return_asked", (True,)))),
    Measure("misdispatched", "assignment", "reply_due_on", every(_RETURNED_TOO, OneOf("state", ("returned",)))),
    Measure("lead_cohort", "assignment", "reply_due_on", _lead()),
    Measure("reworked", "assignment", "reply_due_on", _lead(OneOf("reworked", (True,)))),
    Measure("objection_upheld", "assignment", "reply_due_on", _lead(Given("false_closed_on"))),
    # The limit that ran out, unless it was moved to a later moment since.
    Measure("ran_over", "assignment", "reply_due_on", every(_LIVE_COHORT, NotLater("due_at", "overdue_at"))),
    Measure("supervised", "assignment", "reply_due_on", every(_LIVE_COHORT, OneOf("supervised", (True,)))),
    *(
        Measure(f"pace_{bucket:02}", "assignment", "replied_on",
                every(Given("replied_on"), OneOf("state", ("accepted",)), OneOf("pace", (bucket,))))
        for bucket in range(len(PACE_DAYS))
    ),
)  # fmt: skip

BY_NAME = {measure.name: measure for measure in MEASURES}
ORIGINS = ("live", "imported")
"""Imported history stands apart from live work in every figure unless asked for."""


def pace_bucket(days: float) -> int:
    """The bucket of an answer that took `days` (24 hours each)."""
    return max(index for index, bound in enumerate(PACE_DAYS) if bound <= max(days, 0))


ARRIVED = ("registered", "received")
"""Measures of which every case counts for exactly one: together they are the demands that arrived."""
