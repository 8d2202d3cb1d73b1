"""The lives of a meeting and of a decision as tables: (state, act) → next state, permission, what is filled in."""

from hotline_tenants.cases.lifecycle import Machine, Step

_KEEP, _ANSWER = "meeting.keep", "meeting.answer"


def _staying(states: tuple[str, ...], act: str, needs: tuple[str, ...] = ()) -> Machine:
    return {(state, act): Step(state, _KEEP, needs) for state in states}


MEETING: Machine = {
    ("draft", "call"): Step("called", _KEEP),
    ("called", "issue_minutes"): Step("minuted", _KEEP),
    ("minuted", "all_done"): Step("closed", None),
    **_staying(("draft", "called"), "edit"),
    **_staying(("draft", "called"), "add_item", ("topic",)),
    **_staying(("draft", "called"), "remove_item"),
    **_staying(("called",), "minute", ("minutes",)),
    **_staying(("called",), "decide", ("what", "unit", "due")),
    ("called", "cancel"): Step("cancelled", _KEEP, ("reason",)),
    ("draft", "discard"): Step("discarded", _KEEP),
}
DECISION: Machine = {
    ("drafted", "opened"): Step("open", None),
    ("drafted", "drop"): Step("dropped", _KEEP),
    ("open", "report"): Step("reported", _ANSWER, ("report",)),
    ("reported", "confirm"): Step("done", _KEEP),
    ("reported", "send_back"): Step("open", _KEEP, ("reason",)),
    ("open", "postpone"): Step("open", _KEEP, ("due", "reason")),
    ("open", "lift"): Step("lifted", _KEEP, ("reason",)),
}
READ_BY_UNITS = ("called", "minuted", "closed", "cancelled")
"""States of a meeting of which those who are invited know."""
MINUTED = ("minuted", "closed")
"""States in which they read its minutes."""
WAITING = ("open", "reported")
"""States of a decision that somebody still has to do something about."""
