"""The word lists of answering days."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "planned": N_("Planned day"),
    "published": N_("Made public"),
    "closed": N_("Every call answered"),
    "cancelled": N_("Day cancelled"),
}
DONE: dict[str, Message] = {
    "plan": N_("Answering day planned"),
    "change": N_("Answering day changed"),
    "publish": N_("Answering day made public"),
    "gather": N_("Calls of the day taken over"),
    "tie": N_("Call added by its number"),
    "instruct": N_("Leader's instruction written down"),
    "remind": N_("Leader and unit reminded"),
    "close": N_("Result list closed"),
    "cancel": N_("Answering day cancelled"),
}
"""What the ledger says of it."""
OUTCOMES: dict[str, Message] = {
    "waiting": N_("Call not answered yet"),
    "late": N_("Call overdue"),
    "timely": N_("Answered in time"),
    "answered_late": N_("Answered late"),
}
"""How far the answer to a call has come."""
