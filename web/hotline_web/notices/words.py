"""What each kind of notice says."""

from collections.abc import Mapping
from typing import Any

from hotline_platform.errors import N_, Message
from hotline_web.cases.showing import CLOCKS
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
    "near_due": N_("A limit is near"),
    "overdue": N_("A limit is past"),
    "calendar_year_missing": N_("The working calendar of a year is missing"),
}


def words_of(kind: str, detail: Mapping[str, Any]) -> Message:
    """What a notice says; a kind that has no words yet says that something happened."""
    if kind in ("near_due", "overdue") and detail.get("clock") in CLOCKS:
        label = CLOCKS[detail["clock"]]
        return (
            N_("Near: %(limit)s", limit=label) if kind == "near_due" else N_("Past: %(limit)s", limit=label)
        )
    if kind == "calendar_year_missing":
        return N_(
            "The working calendar of %(year)s is missing: due moments in it are provisional",
            year=detail.get("year"),
        )
    return KINDS.get(kind, N_("Something happened"))


UNREAD = State(N_("New"), "accent", "bell")
READ = State(N_("Read"), "neutral", "check")
