"""What the pages about webhooks say."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from hotline_platform.errors import N_, Message
from hotline_tenants.webhooks.claiming import TEST
from hotline_web.cases.timeline import ACTS
from hotline_web.pieces import State, Text

Row = Mapping[str, Any] | RowMapping

SUBSCRIPTION_STATES: dict[str, State] = {
    "active": State(N_("Active"), "on_time", "circle-check"),
    "paused": State(N_("Paused"), "paused", "player-pause"),
    "ended": State(N_("Ended"), "neutral", "ban"),
}

DELIVERY_STATES: dict[str, State] = {
    "waiting": State(N_("Waiting"), "accent", "clock"),
    "again": State(N_("Tried again later"), "near", "refresh"),
    "delivered": State(N_("Delivered"), "on_time", "circle-check"),
    "dead": State(N_("Given up"), "overdue", "alert-octagon"),
}

FAILURES: dict[str, Message] = {
    "timeout": N_("No answer within ten seconds"),
    "unreachable": N_("Could not be reached"),
    "walled": N_("The name leads nowhere, or inside the hotline's own walls"),
    "broken": N_("The answer was no proper HTTP, or its certificate is not valid for this name"),
}


def act_words(act: str) -> Text:
    """What a message tells of."""
    if act == TEST:
        return N_("Test")
    return ACTS[act][0] if act in ACTS else act


def delivery_state(row: Row) -> State:
    """Where a delivery stands; one that failed and waits says so."""
    if row["state"] == "waiting" and row["answer"] is not None:
        return DELIVERY_STATES["again"]
    return DELIVERY_STATES[row["state"]]


def answer_words(row: Row) -> Text:
    """The last answer in a line: the status and what the receiver said, or why there was none."""
    if row["status"] is None:
        return FAILURES.get(row["answer"] or "", "")
    return f"{row['status']} {(row['answer'] or '')[:80]}".strip()
