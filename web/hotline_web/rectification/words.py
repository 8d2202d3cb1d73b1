"""How a rectification notice and its ledger look wherever they are shown."""

from hotline_platform.errors import N_, Message
from hotline_tenants.rectification.words import STATES
from hotline_web.pieces import State, Tone

_TONES: dict[str, Tone] = {
    "draft": "neutral", "issued": "near", "reported": "accent", "closed": "on_time", "discarded": "paused", "moved": "neutral",
}  # fmt: skip

ENTRIES: dict[str, tuple[Message, str, Tone]] = {
    "draft": (N_("Drafted"), "pencil", "neutral"),
    "discard": (N_("Draft thrown away"), "trash", "paused"),
    "issue": (N_("Issued"), "send", "accent"),
    "came_from_above": (N_("Sent by the government above"), "arrow-down-circle", "accent"),
    "enclose": (N_("Files added"), "paperclip", "neutral"),
    "report": (N_("Reported"), "report", "accent"),
    "accept": (N_("Checked again and closed"), "circle-check", "on_time"),
    "accepted_above": (N_("Checked again and closed above"), "circle-check", "on_time"),
    "send_back": (N_("Checked again and sent back"), "arrow-back-up", "near"),
    "sent_back_above": (N_("Sent back by the government above"), "arrow-back-up", "near"),
    "look_back": (N_("Look-back"), "history", "accent"),
    "looked_back_above": (N_("Look-back by the government above"), "history", "accent"),
    "hand_over": (N_("Handed over: another government goes on with it"), "arrow-right-bar", "neutral"),
    "take_over": (N_("Taken over from the government that had it"), "arrow-right-to-arc", "accent"),
    "successor": (N_("The boundaries change: somebody else is asked"), "arrows-exchange", "neutral"),
    "near_due": (N_("Near due"), "alert-triangle", "near"),
    "overdue": (N_("Overdue"), "alert-octagon", "overdue"),
}


def state_pill(state: str) -> State:
    """The state of a notice."""
    return State(STATES[state], _TONES[state])
