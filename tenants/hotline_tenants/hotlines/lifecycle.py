"""The life of a hotline that is merged as a table: (state, act) → next state, permission, what must be filled in."""

from hotline_tenants.cases.lifecycle import Machine, Step

_KEEP, _APPROVE = "network.keep", "network.approve"
GOING_ON = ("planned", "running", "merged")

HOTLINE: Machine = {
    ("planned", "start"): Step("running", _APPROVE, ("running_from",)),
    ("running", "complete"): Step("merged", _APPROVE, ("merged_on", "fate")),
    ("merged", "close_number"): Step("closed", _APPROVE, ("closed_on",)),
    **{(state, "change"): Step(state, _KEEP, ("reason",)) for state in GOING_ON},
    **{(state, "give_up"): Step("dropped", _APPROVE, ("reason",)) for state in ("planned", "running")},
}
