"""How messages are shown: states in pills, whom they went to, and what is to be done."""

import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.masking import mask_phone
from hotline_tenants.messages.words import REASONS, STATES
from hotline_web.pieces import State, Text, Tone

_TONES: Mapping[str, tuple[Tone, str]] = {
    "queued": ("accent", "clock"),
    "sent": ("accent", "send"),
    "delivered": ("on_time", "circle-check"),
    "failed": ("overdue", "phone-outgoing"),
    "lost": ("neutral", "circle-x"),
    "unknown": ("near", "question-mark"),
    "told": ("on_time", "phone-check"),
}


def message_state(state: str) -> State:
    """The state in a pill."""
    tone, icon = _TONES[state]
    return State(STATES[state], tone, icon)


def way(*, voice: bool) -> Message:
    """How it goes."""
    return N_("Call") if voice else N_("Text")


def whom(recipient: str, name: str | None) -> Text:
    """Whom it goes to."""
    return N_("The caller") if recipient == "caller" else name or N_("A person on duty")


def number(row: Any) -> str | None:
    """The telephone as everybody may see it; nothing where there was none or it was erased."""
    return mask_phone(row.number) or None


def to_do(state: str, why: str | None) -> Message | None:
    """What somebody should do about it."""
    if state == "failed":
        return N_("Telephone instead: %(why)s", why=REASONS[why or "reported"])
    if state == "unknown":
        return N_("Nobody knows whether it arrived: telephone if it matters.")
    if state == "queued" and why is not None:
        return N_("It is tried again: %(why)s", why=REASONS[why])
    return None


def name_of(names: Mapping[uuid.UUID, str], who: uuid.UUID | None) -> str | None:
    """A person's name, if it is known."""
    return names.get(who) if who is not None else None
