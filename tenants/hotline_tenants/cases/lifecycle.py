"""The two state machines, each a table: (state, act) → next state, permission, fields, clock effects.

The tables serve the guard of every verb, the buttons, the diagram in the handbook and the property tests. A step
without permission is never offered to a person: it follows from another act (the lead unit's sign makes the case
signed; the district's answer answers the city's assignment).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Refused


@dataclass(frozen=True)
class Step:
    """Where an act leads, who may do it, what must be filled in, which clocks it stops and starts."""

    to: str
    permission: str | None
    needs: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


Machine = dict[tuple[str, str], Step]

_OPEN = ("dispatched", "signed", "handling")
WITH_UNITS = (*_OPEN, "deferred")
"""States of a case that is due when its lead unit's reply is."""

_BEFORE_CLOSING = (
    "registered",
    "accepted",
    "dispatched",
    "signed",
    "handling",
    "replied",
    "reviewed",
    "deferred",
)


def _from(states: tuple[str, ...], act: str, step: Step) -> Machine:
    return {(state, act): step for state in states}


def _staying(states: tuple[str, ...], act: str, permission: str, needs: tuple[str, ...] = ()) -> Machine:
    return {(state, act): Step(state, permission, needs) for state in states}


_DESK = ("registered", "accepted")

MERGEABLE = (*_DESK, *_OPEN)
"""From the desk, or from units that have not answered yet: their work is taken back and counts against nobody."""

CASE: Machine = {
    ("registered", "accept"): Step("accepted", "case.accept"),
    **_from(_DESK, "answer", Step("closed", "case.answer", ("answer",), stops=("desk",))),
    **_from(_DESK, "not_accept", Step("closed", "case.not_accept", ("reason", "guidance"), stops=("desk",))),
    **_from(
        _DESK,
        "transfer",
        Step("closed", "case.transfer", ("line", "three_way", "answered_by", "agreed"), stops=("desk",)),
    ),
    **_from(_DESK, "dispatch", Step("dispatched", "case.dispatch", ("category", "unit"), stops=("desk",))),
    **_from(MERGEABLE, "merge", Step("merged", "case.dispatch", ("into",), stops=("desk",))),
    ("merged", "unmerge"): Step("accepted", "case.dispatch", ("reason",), starts=("desk",)),
    ("merged", "lead_case_answered"): Step("reviewed", None, starts=("callback",)),
    ("merged", "lead_case_ended"): Step("accepted", None, starts=("desk",)),
    **_staying((*_DESK, *_OPEN), "reclassify", "case.reclassify", ("category", "type", "urgency")),
    ("dispatched", "lead_signed"): Step("signed", None),
    **_from(("signed", "dispatched"), "lead_handling", Step("handling", None)),
    **_from(_OPEN, "lead_replied", Step("replied", None)),
    ("replied", "reply_sent_back"): Step("handling", None),
    ("replied", "all_accepted"): Step("reviewed", None, starts=("callback",)),
    ("reviewed", "reply_sent_back"): Step("handling", None, stops=("callback",)),
    ("reviewed", "call"): Step("reviewed", "callback.record", ("contacted",), stops=("callback",)),
    ("reviewed", "rework"): Step("dispatched", "case.rework", ("reason",), stops=("callback",)),
    ("reviewed", "close"): Step("closed", "case.close", stops=("callback",)),
    ("closed", "archive"): Step("archived", "case.archive"),
    # The side roads.
    **_from(WITH_UNITS, "lead_returned", Step("accepted", None, starts=("desk",))),
    ("dispatched", "unit_gone"): Step("accepted", None, starts=("desk",)),
    **_staying((*_DESK, *_OPEN), "declare_conflict", "case.reclassify", ("unit", "reason")),
    **_staying(_DESK, "return_up", "case.dispatch", ("reason", "evidence")),
    **_from(
        ("accepted", *_OPEN),
        "designate",
        Step("dispatched", "case.rule", ("unit", "minutes"), stops=("desk",)),
    ),
    **_from(_OPEN, "defer", Step("deferred", None)),
    ("deferred", "lead_replied"): Step("replied", None),
    ("deferred", "resume"): Step("handling", "case.rule", ("reason",)),
    **_from(
        (*_BEFORE_CLOSING, "merged"), "withdraw", Step("withdrawn", "case.withdraw", ("reason", "confirmed"))
    ),
    # An order is over when what it answers is over above, wherever it stands.
    **_from(_BEFORE_CLOSING, "order_ended", Step("closed", None, stops=("desk",))),
    # The boundaries change: it goes on in the government that succeeds, with its history, clocks and code.
    **_from((*_BEFORE_CLOSING, "merged"), "hand_over", Step("moved", None)),
    ("closed", "hand_over_objection"): Step("moved", None),
    **_from(("closed", "archived"), "object", Step("closed", "callback.record", ("reason",))),
    **_from(("closed", "archived"), "uphold_objection", Step("dispatched", "case.rule", ("ruling",))),
    **_staying(("closed",), "reject_objection", "case.rule", ("ruling",)),
}

_WORKING = ("signed", "handling")
_UNIT = ("dispatched", "signed", "handling", "signing_off")

ASSIGNMENT: Machine = {
    ("dispatched", "sign"): Step("signed", "assignment.sign", stops=("sign",)),
    # At night: whoever was told by telephone has taken it on, at that moment.
    ("dispatched", "told"): Step("signed", "assignment.told", ("told", "told_at"), stops=("sign",)),
    **_from(_WORKING, "assign", Step("handling", "assignment.assign", ("person",))),
    **_from(_WORKING, "contact", Step("handling", "assignment.contact", ("note",), stops=("contact",))),
    **_from(_WORKING, "reply", Step("signing_off", "assignment.reply", ("inner", "public"))),
    ("signing_off", "sign_off"): Step("replied", "assignment.sign_off", starts=("review",)),
    ("signing_off", "hand_back"): Step("handling", "assignment.sign_off", ("reason",)),
    ("replied", "accept_reply"): Step("accepted", "reply.review", stops=("reply", "review")),
    ("replied", "send_back"): Step("handling", "reply.review", ("reason",), stops=("review",)),
    # The answer of a district arrives as the reply to the city's assignment, in whatever state that one is.
    **_from(_UNIT, "answer_up", Step("replied", None, starts=("review",))),
    ("accepted", "reopen"): Step("handling", None, starts=("reply",)),
    # The side roads.
    **_staying(_UNIT, "ask_return", "assignment.ask", ("reason", "evidence")),
    **_from(
        _UNIT,
        "grant_return",
        Step("returned", "case.dispatch", ("ruling",), stops=("sign", "contact", "reply")),
    ),
    **_staying(_UNIT, "refuse_return", "case.dispatch", ("ruling",)),
    **_from(
        _UNIT,
        "return_finally",
        Step("returned", "case.rule", ("unit", "ruling"), stops=("sign", "contact", "reply")),
    ),
    **_staying(_UNIT, "keep_finally", "case.rule", ("ruling",)),
    **_staying(_UNIT, "ask_extension", "assignment.ask", ("reason", "evidence")),
    **_staying(_UNIT, "grant_extension", "reply.review"),
    **_staying(_UNIT, "refuse_extension", "reply.review", ("reason",)),
    **_staying(_WORKING, "pause", "assignment.ask", ("question",)),
    **_staying(_WORKING, "go_on", "assignment.ask"),
    **_staying(_WORKING, "pass_answer", "callback.record", ("answer",)),
    **_staying(_UNIT, "call_in", "assignment.ask", ("unit", "reason")),
    **_staying(_UNIT, "invite", "assignment.ask", ("unit", "reason")),
    **_staying(_WORKING, "ask_deferral", "assignment.ask", ("reason", "evidence", "review_date")),
    **_staying(_WORKING, "grant_deferral", "case.rule", ("ruling",)),
    **_staying(_WORKING, "refuse_deferral", "case.rule", ("ruling",)),
    **_from(_UNIT, "void", Step("void", None, stops=("sign", "contact", "reply"))),
    **_from((*_UNIT, "replied"), "withdraw", Step("withdrawn", None, stops=("sign", "contact", "reply"))),
}


def step(machine: Machine, state: str, act: str) -> Step:
    """The step of an act. Raises Refused where the table has none: not possible in this state."""
    found = machine.get((state, act))
    if found is None:
        raise Refused(N_("This cannot be done now: the case has moved on."))
    return found


def allowed(machine: Machine, state: str, act: str, actor: Actor) -> Step:
    """The step, for a person. Raises Refused where it is not possible, NotAllowed where the right is missing."""
    found = step(machine, state, act)
    actor.need(found.permission or "nobody")
    return found


def acts(machine: Machine, state: str, actor: Actor) -> Iterator[str]:
    """The acts that this person may do in this state, in the order of the table."""
    for (from_state, act), found in machine.items():
        if from_state == state and found.permission and actor.may(found.permission):
            yield act
