"""The word lists of joint meetings."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "draft": N_("Meeting being prepared"),
    "called": N_("Units called"),
    "minuted": N_("Decisions being followed"),
    "closed": N_("Every decision done"),
    "cancelled": N_("Meeting cancelled"),
    "discarded": N_("Thrown away"),
}
DECISION_STATES: dict[str, Message] = {
    "drafted": N_("In the draft of the minutes"),
    "dropped": N_("Thrown away"),
    "open": N_("To be carried out"),
    "reported": N_("Reported, to be confirmed"),
    "done": N_("Done"),
    "lifted": N_("Lifted"),
}
DONE: dict[str, Message] = {
    "draft": N_("Meeting prepared"),
    "edit": N_("Meeting changed"),
    "add_item": N_("Item put on the agenda"),
    "remove_item": N_("Item taken off the agenda"),
    "call": N_("Meeting called"),
    "cancel": N_("Meeting cancelled"),
    "discard": N_("Thrown away"),
    "minute": N_("Minutes of an item written"),
    "decide": N_("Decision written down"),
    "drop": N_("Decision taken out of the draft"),
    "issue_minutes": N_("Minutes were issued"),
    "report": N_("Unit reported on a decision"),
    "confirm": N_("Decision confirmed as done"),
    "send_back": N_("Report on a decision sent back"),
    "postpone": N_("Decision postponed"),
    "lift": N_("Decision lifted"),
    "all_done": N_("Every decision done"),
    "decision_near_due": N_("A decision is due tomorrow"),
    "decision_overdue": N_("A decision is overdue"),
    "succeed": N_("A district ended: its successor is called and does what is left"),
}
"""What the ledger says of it."""
