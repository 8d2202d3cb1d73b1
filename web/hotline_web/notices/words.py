"""What each kind of notice says."""

from hotline_platform.errors import N_, Message
from hotline_web.pieces import State

KINDS: dict[str, Message] = {
    "urgent_registered": N_("An urgent demand was registered"),
    "dispatched_to_you": N_("A case was dispatched to your unit"),
    "referred_to_you": N_("The city referred a case to you"),
    "assigned_to_you": N_("A case was assigned to you"),
    "reply_to_sign_off": N_("A reply waits for your sign-off"),
    "handed_back": N_("Your reply was handed back"),
    "reply_to_review": N_("A reply waits for review"),
    "sent_back": N_("A reply was sent back"),
    "rework": N_("A case came back for rework"),
    "callback_waiting": N_("A caller waits for the callback"),
}
ICONS = {
    "urgent_registered": "bolt", "dispatched_to_you": "send", "referred_to_you": "send", "assigned_to_you": "user-share",
    "reply_to_sign_off": "writing-sign", "handed_back": "arrow-back-up", "reply_to_review": "clipboard-check",
    "sent_back": "arrow-back-up", "rework": "rotate", "callback_waiting": "phone-outgoing",
}  # fmt: skip


def words_of(kind: str) -> Message:
    """What a notice says; a kind that has no words yet says that something happened."""
    return KINDS.get(kind, N_("Something happened"))


UNREAD = State(N_("New"), "accent", "bell")
READ = State(N_("Read"), "neutral", "check")
