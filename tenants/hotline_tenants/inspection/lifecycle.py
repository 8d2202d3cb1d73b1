"""The life of a campaign as a table, like that of a case: (state, act) → next state, permission, what is filled in."""

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.lifecycle import Machine, Step

_KEEP, _APPROVE = "inspection.keep", "inspection.approve"

CAMPAIGN: Machine = {
    ("planned", "draw"): Step("drawn", _KEEP),
    ("planned", "drop"): Step("dropped", _KEEP, ("reason",)),
    ("drawn", "drop"): Step("dropped", _KEEP, ("reason",)),
    ("drawn", "start"): Step("running", _APPROVE),
    ("running", "find"): Step("running", _KEEP, ("words",)),
    ("running", "finish"): Step("finished", _KEEP),
}


def allowed(machine: Machine, state: str, act: str, actor: Actor) -> Step:
    """The step, for a person. Raises Refused where it is not possible, NotAllowed where the right is missing."""
    found = machine.get((state, act))
    if found is None:
        raise Refused(N_("This cannot be done now: somebody has moved it on. Look at it as it is now."))
    actor.need(found.permission or "nobody")
    return found
