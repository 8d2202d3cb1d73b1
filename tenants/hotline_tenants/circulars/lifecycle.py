"""The states of a circular as a table like that of a case."""

from hotline_tenants.cases.lifecycle import Machine, Step

_WRITE, _CHECK, _APPROVE = "circular.write", "circular.check", "circular.approve"

CIRCULAR: Machine = {
    ("draft", "edit"): Step("draft", _WRITE, ("title",)),
    ("draft", "redraft"): Step("draft", _WRITE),
    ("draft", "submit"): Step("checking", _WRITE),
    ("draft", "discard"): Step("discarded", _WRITE),
    ("checking", "check"): Step("approving", _CHECK),
    ("checking", "hand_back"): Step("draft", _CHECK, ("reason",)),
    ("approving", "hand_back_unapproved"): Step("draft", _APPROVE, ("reason",)),
    ("approving", "approve"): Step("issued", _APPROVE),
    ("issued", "remind"): Step("issued", _WRITE),
}
