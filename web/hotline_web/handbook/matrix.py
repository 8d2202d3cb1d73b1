"""The matrix of roles and permissions as a page shows it; it is read from the very table that guards the routes."""

from dataclasses import dataclass

from hotline_platform.access.permissions import (
    CITY_ROLES,
    GRANTS,
    OFFICES,
    PERMISSIONS,
    ROLE_NAMES,
    ROLES,
    UNIT_ROLES,
)
from hotline_platform.errors import N_, Message

HEADINGS: dict[str, Message] = {
    "case": N_("Cases"),
    "person": N_("Callers"),
    "assignment": N_("A unit's work"),
    "reply": N_("Review"),
    "callback": N_("Callback"),
    "message": N_("Text messages"),
    "supervision": N_("Supervision"),
    "meeting": N_("Joint meetings"),
    "answering": N_("Leaders' answering days"),
    "circular": N_("Circulars"),
    "paper": N_("Papers"),
    "settings": N_("Settings and time rules"),
    "guidance": N_("Guidance"),
    "morning": N_("The morning page"),
    "figures": N_("Figures"),
    "evaluation": N_("Evaluation"),
    "inspection": N_("Inspection"),
    "rectification": N_("Rectification"),
    "recall": N_("Blind re-call"),
    "import": N_("Imports"),
    "mail": N_("Mailbox and letters"),
    "knowledge": N_("Knowledge"),
    "network": N_("Network"),
    "roster": N_("Duty rosters"),
    "catalogue": N_("Units and responsibilities"),
    "people": N_("People"),
    "files": N_("Files"),
    "tenant": N_("Governments"),
    "boundary": N_("Boundaries"),
    "access": N_("Access policy"),
    "looks": N_("Looks from above"),
    "audit": N_("Log"),
    "committee": N_("Committees"),
    "openness": N_("Democratic supervision"),
    "own": N_("Everybody"),
}


@dataclass(frozen=True)
class Row:
    """One permission, and which roles hold it."""

    key: str
    words: Message
    held_by: frozenset[str]


@dataclass(frozen=True)
class RoleCard:
    """One role with everything it may do, by whom it is given, and where it exists."""

    role: str
    name: Message
    may: tuple[Message, ...]
    given_by: tuple[Message, ...]
    where: Message | None


def groups() -> list[tuple[Message | None, list[Row]]]:
    """The permissions in their order, those of one kind under a heading."""
    found: dict[str, list[Row]] = {}
    for key, words in PERMISSIONS.items():
        held = frozenset(role for role, permissions in ROLES.items() if key in permissions)
        found.setdefault(key.split(".")[0], []).append(Row(key, words, held))
    return [(HEADINGS.get(kind), rows) for kind, rows in found.items()]


def role_cards() -> list[RoleCard]:
    """Every role in the order of the matrix."""
    return [
        RoleCard(
            role,
            ROLE_NAMES[role],
            tuple(words for key, words in PERMISSIONS.items() if key in permissions),
            tuple(ROLE_NAMES[giver] for giver, given in GRANTS.items() if role in given),
            _where(role),
        )
        for role, permissions in ROLES.items()
    ]


def _where(role: str) -> Message | None:
    if role in OFFICES:
        return N_("One of the three offices: only in a city, and held by somebody who holds nothing else.")
    if role in CITY_ROLES:
        return N_("Only in a city.")
    if role in UNIT_ROLES:
        return N_("Held in one unit.")
    return None
