"""Points as pills, tabs and names."""

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.points.words import STATES
from hotline_web.pieces import State, Tab, Tone

KEEPERS = ("network.keep", "network.approve")
READERS = (*KEEPERS, "network.below")
KEEP = {"permission": "network.keep"}
SEE = {"permission": KEEPERS}
COVER = {"permission": READERS}

TONES: dict[str, tuple[Tone, str]] = {
    "none": ("neutral", "circle-dashed"),
    "applied": ("accent", "file-pencil"),
    "refused": ("neutral", "ban"),
    "approved": ("near", "tools"),
    "open": ("on_time", "circle-check"),
    "suspended": ("paused", "player-pause"),
    "closed": ("neutral", "archive"),
}

PLACES: tuple[tuple[Message, str, tuple[str, ...]], ...] = (
    (N_("Points"), "/network", KEEPERS),
    (N_("Level by level"), "/network/levels", READERS),
    (N_("Coverage"), "/network/coverage", READERS),
    (N_("Changes to file"), "/network/changes", KEEPERS),
    (N_("Test calls"), "/network/test-calls", KEEPERS),
    (N_("Health"), "/network/health", KEEPERS),
    (N_("Files of divisions"), "/network/divisions", KEEPERS),
    (N_("Merged hotlines"), "/network/hotlines", READERS),
)


def state_pill(state: str) -> State:
    """The state of a point; colour is never alone."""
    tone, icon = TONES[state]
    return State(STATES[state], tone, icon)


def tabs(actor: Actor, here: str) -> tuple[Tab, ...]:
    """The pages about the network that this person may open."""
    return tuple(
        Tab(label, url, url == here)
        for label, url, permissions in PLACES
        if any(actor.may(one) for one in permissions)
    )


async def names_of(db: Db, account_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of people who acted."""
    wanted: Collection[uuid.UUID] = {one for one in account_ids if one is not None}
    if not wanted:
        return {}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}
