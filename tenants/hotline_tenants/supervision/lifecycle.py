"""The two state machines of supervision, each a table like those of a case: (state, act) → next state, permission,
what must be filled in. A step without permission follows from another act.
"""

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.lifecycle import Machine, Step

_OPEN = ("issued", "reviewed", "fed_back")


def _from(states: tuple[str, ...], act: str, step: Step) -> Machine:
    return {(state, act): step for state in states}


def _staying(states: tuple[str, ...], act: str, permission: str, needs: tuple[str, ...] = ()) -> Machine:
    return {(state, act): Step(state, permission, needs) for state in states}


_ISSUE, _SIGN, _ANSWER, _INSTRUCT = (
    "supervision.issue", "supervision.sign", "supervision.answer", "supervision.instruct",
)  # fmt: skip

SUPERVISION: Machine = {
    ("draft", "edit"): Step("draft", _ISSUE, ("title", "requirement")),
    ("draft", "submit"): Step("to_sign", _ISSUE),
    ("draft", "issue"): Step("issued", _ISSUE),
    ("draft", "discard"): Step("discarded", _ISSUE),
    ("to_sign", "sign_issue"): Step("issued", _SIGN),
    ("to_sign", "hand_back_draft"): Step("draft", _SIGN, ("reason",)),
    ("issued", "all_done"): Step("reviewed", None),
    ("reviewed", "reopen"): Step("issued", None),
    ("reviewed", "close_supervision"): Step("closed", _ISSUE, ("note",)),
    ("reviewed", "feed_back"): Step("fed_back", _ISSUE, ("result",)),
    ("fed_back", "acknowledge"): Step("closed", _INSTRUCT),
    ("fed_back", "send_back_result"): Step("issued", _INSTRUCT, ("reason",)),
    # A government below: it reports, and the one above reviews.
    ("issued", "accepted_above"): Step("closed", None),
    **_from(("issued", "closed"), "sent_back_from_above", Step("issued", None)),
    # What a rule opened ends by itself; while an objection to it waits, it is reviewed and ends with the decision.
    **_from(("issued", "reviewed"), "met", Step("closed", None)),
    # The side roads.
    **_staying(("draft", "issued"), "add_task", _ISSUE, ("what", "due")),
    **_staying(_OPEN, "note", _ISSUE, ("note",)),
    **_staying(("issued",), "progress", _ANSWER, ("note",)),
    **_staying(("issued",), "object", _ANSWER, ("reason",)),
    **_from(("issued", "reviewed"), "uphold_objection", Step("lifted", _SIGN, ("ruling",))),
    **_staying(("issued", "reviewed"), "reject_objection", _SIGN, ("ruling",)),
    **_from(("issued", "reviewed"), "exempt", Step("exempted", _SIGN, ("reason",))),
    **_staying(("closed",), "look_back", _ISSUE, ("note",)),
    **_from(_OPEN, "lifted_above", Step("lifted", None)),
    **_from(("issued", "reviewed"), "government_ended", Step("lifted", None)),
    **_from(("draft", "to_sign", *_OPEN), "hand_over", Step("moved", None)),
}

TASK: Machine = {
    ("waiting", "opened"): Step("open", None),
    ("open", "report"): Step("reported", _ANSWER, ("report",)),
    ("open", "tick"): Step("done", _ISSUE, ("note",)),
    ("reported", "accept_report"): Step("done", _ISSUE),
    ("reported", "send_back_report"): Step("open", _ISSUE, ("reason",)),
    ("done", "reopened"): Step("open", None),
    **_from(("waiting", "open", "reported"), "lift", Step("lifted", None)),
    **_from(("waiting", "open", "reported"), "hand_over", Step("moved", None)),
}


def step(machine: Machine, state: str, act: str) -> Step:
    """The step of an act. Raises Refused where the table has none: not possible in this state."""
    found = machine.get((state, act))
    if found is None:
        raise Refused(N_("This cannot be done now: the supervision has moved on."))
    return found


def allowed(machine: Machine, state: str, act: str, actor: Actor) -> Step:
    """The step, for a person. Raises Refused where it is not possible, NotAllowed where the right is missing."""
    found = step(machine, state, act)
    actor.need(found.permission or "nobody")
    return found
