"""How far a standstill is worked off, in a pill."""

from hotline_platform.errors import N_
from hotline_tenants.standstill.model import Standstill
from hotline_web.pieces import State


def standing_of(standstill: Standstill) -> State:
    """Still going on, being moved, moved, or taken back."""
    if standstill.end_at is None:
        return State(N_("Clocks stand still"), "paused")
    if standstill.taken_back_at is not None:
        if standstill.settled_at is None:
            return State(N_("Being taken back"), "near", "hourglass")
        return State(N_("Outage taken back"), "neutral", "arrow-back-up")
    if standstill.settled_at is None:
        return State(N_("Clocks are being moved"), "near", "hourglass")
    return State(N_("Clocks are moved"), "on_time")
