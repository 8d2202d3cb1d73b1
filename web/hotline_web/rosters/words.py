"""Duty rosters in words."""

import uuid

from hotline_platform.errors import N_, Message, NotFound
from hotline_tenants.network.units import UnitTree
from hotline_web.i18n import Language
from hotline_web.pieces import State, Text

DESK = "desk"
"""What stands in an address for the roster of the desk."""

POSTS: dict[str, Message] = {"duty": N_("Person on duty"), "leader": N_("Leader on duty")}

SWAPS: dict[str, State] = {
    "asked": State(N_("Waiting for an answer"), "accent", "help-circle"),
    "agreed": State(N_("Agreed"), "on_time"),
    "refused": State(N_("Not taken"), "neutral", "ban"),
}


def place_name(units: UnitTree, unit_id: uuid.UUID | None, language: Language) -> Text:
    """A unit by its name, the desk as the duty room."""
    return N_("Duty room") if unit_id is None else units.get(unit_id).name(language)


def place_key(unit_id: uuid.UUID | None) -> str:
    """What stands for a place in an address."""
    return str(unit_id) if unit_id else DESK


def unit_of(key: str) -> uuid.UUID | None:
    """The unit that an address means, None for the desk. Raises NotFound."""
    if key == DESK:
        return None
    try:
        return uuid.UUID(key)
    except ValueError:
        raise NotFound from None
