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

STRATA: dict[str, Message] = {**TYPES, "call": ITEM_KINDS["call"]}


def state_pill(state: str) -> State:
    """The state of a campaign."""
    return State(STATES[state], _TONES[state])


def sheets_pill(made: int, *, twice: bool) -> State:
    """How far an item is scored."""
    return SHEETS[2] if made >= 1 + twice else SHEETS[min(made, 1)]
