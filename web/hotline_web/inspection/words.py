"""How campaigns, their items and their ledgers look wherever they are shown."""

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.words import TYPES
from hotline_tenants.inspection.words import ITEM_KINDS, STATES
from hotline_web.pieces import State, Tone

_TONES: dict[str, Tone] = {
    "planned": "neutral", "drawn": "accent", "running": "near", "finished": "on_time", "dropped": "paused",
}  # fmt: skip

ENTRIES: dict[str, tuple[Message, str, Tone]] = {
    "plan": (N_("The plan was made"), "pencil", "neutral"),
    "draw": (N_("The sample was drawn"), "dice-5", "accent"),
    "start": (N_("Approved"), "check", "accent"),
    "find": (N_("A finding was written down"), "alert-triangle", "near"),
    "finish": (N_("Finished"), "circle-check", "on_time"),
    "drop": (N_("Campaign given up"), "trash", "paused"),
}

SHEETS = (
    State(N_("To be scored"), "near"),
    State(N_("One of two sheets"), "accent"),
    State(N_("Scored"), "on_time"),
)

WORK_STATES: dict[tuple[str, str], Message] = {
    ("draw", "waiting"): N_("The sample waits to be drawn"),
    ("draw", "again"): N_("The sample waits to be drawn"),
    ("draw", "running"): N_("The sample is being drawn"),
    ("draw", "refused"): N_("The sample was not drawn"),
    ("draw", "failed"): N_("The sample could not be drawn"),
    ("redraw", "waiting"): N_("The sample waits to be drawn again"),
    ("redraw", "again"): N_("The sample waits to be drawn again"),
    ("redraw", "running"): N_("The sample is being drawn again"),
    ("redraw", "refused"): N_("The sample was not drawn again"),
    ("redraw", "failed"): N_("The sample could not be drawn again"),
}
"""By what is being done and where it stands."""

STRATA: dict[str, Message] = {**TYPES, "call": ITEM_KINDS["call"]}


def state_pill(state: str) -> State:
    """The state of a campaign."""
    return State(STATES[state], _TONES[state])


def sheets_pill(made: int, *, twice: bool) -> State:
    """How far an item is scored."""
    return SHEETS[2] if made >= 1 + twice else SHEETS[min(made, 1)]
