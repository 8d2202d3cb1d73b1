"""The life of an answering day as a table: (state, act) → next state, permission, what is filled in."""

from hotline_tenants.cases.lifecycle import Machine, Step

_KEEP, _TAKE = "answering.keep", "answering.take"
GOING_ON = ("planned", "published")

DAY: Machine = {
    ("planned", "publish"): Step("published", _KEEP),
    **{(state, "gather"): Step(state, _TAKE) for state in GOING_ON},
    **{(state, "tie"): Step(state, _TAKE) for state in GOING_ON},
    **{(state, "instruct"): Step(state, _TAKE) for state in GOING_ON},
    **{(state, "close"): Step("closed", _KEEP) for state in GOING_ON},
    **{(state, "change"): Step(state, _KEEP) for state in GOING_ON},
    **{(state, "cancel"): Step("cancelled", _KEEP, ("reason",)) for state in GOING_ON},
}
