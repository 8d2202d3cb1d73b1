"""Requests and rulings as the page of a case and the desk's list show them."""

from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.reading import CaseView
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.rulings.words import DEFERRAL_REASONS, EXTENSION_REASONS, RETURN_REASONS
from hotline_web.cases.known import Known
from hotline_web.pieces import Fact, State

KINDS: dict[str, Message] = {
    "return": N_("Return"),
    "extension": N_("Extension"),
    "pause": N_("Question to the caller"),
    "deferral": N_("Long-pending"),
    "objection": N_("Objection"),
}
STATES: dict[str, State] = {
    "asked": State(N_("Waits for a ruling"), "accent"),
    "granted": State(N_("Granted"), "on_time"),
    "refused": State(N_("Not granted"), "near"),
    "lapsed": State(N_("Lapsed"), "neutral"),
}
PAUSE_STATES: dict[str, State] = {
    "asked": State(N_("Waits for the caller"), "paused"),
    "granted": State(N_("Ended"), "neutral"),
    "lapsed": State(N_("Lapsed"), "neutral"),
}
REASONS = {**RETURN_REASONS, **EXTENSION_REASONS, **DEFERRAL_REASONS}
_WANTED: dict[str, Message] = {
    "extension": N_("Extended to"),
    "pause": N_("At the latest until"),
    "deferral": N_("Review day"),
}


@dataclass(frozen=True)
class ShownRuling:
    """One request; `asked` and `ruled` are the words that were written, where this person may read them."""

    kind: Message
    state: State
    final: bool
    facts: tuple[Fact, ...]
    asked: tuple[str, ...]
    ruled: tuple[str, ...]


def shown_ruling(ruling: Ruling, view: CaseView, known: Known) -> ShownRuling:
    """A request of the case that `view` shows."""
    facts = [Fact(N_("Asked"), ruling.asked_at)]
    if ruling.unit_id is not None:
        facts.append(Fact(N_("Unit"), known.unit(ruling.unit_id)))
    if ruling.reason in REASONS:
        facts.append(Fact(N_("Reason"), REASONS[ruling.reason or ""]))
    if ruling.wanted_at is not None and ruling.kind in _WANTED:
        facts.append(Fact(_WANTED[ruling.kind], ruling.wanted_at))
    if ruling.ruled_at is not None and ruling.ruled_seq is not None:
        facts.append(Fact(N_("Ruled"), ruling.ruled_at))
        if name := view.names.get(ruling.ruled_by) if ruling.ruled_by else None:
            facts.append(Fact(N_("Ruled by"), name))
    return ShownRuling(
        KINDS[ruling.kind], ruling_state(ruling.kind, ruling.state), ruling.level == "final" and ruling.kind == "return",
        tuple(facts), _words(view, ruling.asked_seq), _words(view, ruling.ruled_seq),
    )  # fmt: skip


def ruling_state(kind: str, state: str) -> State:
    """How far a request is, in a pill."""
    return (PAUSE_STATES if kind == "pause" else STATES).get(state, STATES[state])


def _words(view: CaseView, seq: int | None) -> tuple[str, ...]:
    return tuple(remark.body for remark in view.remarks.get(seq or 0, ()))
