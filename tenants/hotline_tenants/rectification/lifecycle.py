"""The life of a rectification notice as a table: (state, act) → next state, permission, what is filled in."""

from hotline_tenants.cases.lifecycle import Machine, Step

_KEEP, _APPROVE, _ANSWER = "inspection.keep", "inspection.approve", "rectification.answer"

RECTIFICATION: Machine = {
    ("draft", "issue"): Step("issued", _APPROVE),
    ("draft", "discard"): Step("discarded", _KEEP),
    ("issued", "report"): Step("reported", _ANSWER, ("report",)),
    ("reported", "accept"): Step("closed", _KEEP, ("note",)),
    ("reported", "send_back"): Step("issued", _KEEP, ("reason",)),
    ("closed", "look_back"): Step("closed", _KEEP, ("note",)),
    **{(state, "hand_over"): Step("moved", None) for state in ("draft", "issued", "reported")},
}
