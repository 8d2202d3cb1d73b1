"""Closing cards by the act that was missing, or without judgement where the time was lost to a wrong dispatch."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import clock_actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Callback, Case
from hotline_tenants.clocks.model import Clock
from hotline_tenants.supervision.cards_below import say_below
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.recording import record

OVER = (*ENDED, "merged")
ANSWERED = (*OVER, "reviewed")


@dataclass(frozen=True)
class _End:
    """Why and when a card ends: "met" by the missing act, or "void"."""

    outcome: str
    at: dt.datetime


@dataclass(frozen=True)
class _Seen:
    """What was looked up for the cards of a batch: latest clocks by (assignment, kind), states of cases and of
    assignments, the latest answers of callers, and the last event of each case in this batch with those of units.
    """

    clocks: Mapping[tuple[Any, str], Clock]
    states: Mapping[uuid.UUID, str]
    parts: Mapping[uuid.UUID, str]
    answers: Mapping[uuid.UUID, Callback]
    events: Mapping[uuid.UUID, Sequence[Any]]


async def close_what_is_met(db: Db, events: Sequence[Any]) -> set[uuid.UUID]:
    """Look at the open cards of every case that somebody did something in; what a clock says ends nothing, unless it
    is that the limit was not past at all. Returns the cases of the cards that fell: nobody's fault.
    """
    by_case: dict[uuid.UUID, list[Any]] = {}
    for event in events:
        if event.role != "clock" or event.act == "recompute":
            by_case.setdefault(event.case_id, []).append(event)
    if not by_case:
        return set()
    wanted = select(Supervision).where(
        Supervision.tenant_id == db.tenant, Supervision.case_id.in_(by_case), Supervision.form == "system",
        Supervision.side == "own", Supervision.state == "issued",
    )  # fmt: skip
    cards = (
        (await db.execute(wanted.with_for_update().execution_options(populate_existing=True))).scalars().all()
    )
    if not cards:
        return set()
    fallen: set[uuid.UUID] = set()
    seen = await _look(db, cards, by_case)
    for card in cards:
        end = _end_of(card, seen)
        if end is None:
            continue
        if card.objection == "asked" and end.outcome == "met":
            card.state = "reviewed"  # what it holds against the unit is still to be decided
        else:
            card.state, card.closed_at, card.outcome = "closed", end.at, end.outcome
        act = _act_at(by_case[_case(card)], end.at)
        await record(db, card, "met", clock_actor(db.tenant), at=end.at, outcome=end.outcome, by=act)
        await say_below(db, card, "met", at=end.at, outcome=end.outcome, by=act)
        if end.outcome == "void":
            fallen.add(_case(card))
    return fallen


def _end_of(card: Supervision, seen: _Seen) -> _End | None:
    last = seen.events[_case(card)][-1]
    if card.clock is not None:
        fallen = next((one for one in seen.events[_case(card)] if _fell(one, card)), None)
        if fallen is not None:
            return _End("void", fallen.at)
        return _clock_stopped(seen.clocks.get((card.assignment_id, card.clock)))
    state = seen.states.get(_case(card))
    if card.assignment_id is not None and seen.parts.get(card.assignment_id) in (
        "returned",
        "void",
        "withdrawn",
    ):
        return _End("void", last.at)
    if card.rule == "no_progress":
        acted = [one for one in seen.events[_case(card)] if _moved_on(one, card)]
        return _End("met", acted[0].at) if acted else _End("met", last.at) if state in ANSWERED else None
    if card.rule == "dissatisfied":
        answer = seen.answers.get(_case(card))
        content = answer is not None and answer.solved == "yes" and answer.satisfied != "dissatisfied"
        return _End("met", last.at) if content or state in OVER else None
    return _End("met", last.at) if state in ANSWERED else None


def _fell(event: Any, card: Supervision) -> bool:
    """The limit moved by time that was lost to everybody, and was not past: no red card counts for that."""
    if event.act != "recompute" or card.rule == "near_due":
        return False
    moved = (one for one in event.data.get("moved", ()) if "card" in one and one["clock"] == card.clock)
    return any(_unit(one["unit"]) == card.unit_id for one in moved)


def _clock_stopped(clock: Clock | None) -> _End | None:
    """A submitted reply is the act that was missing: its review is somebody else's time."""
    if clock is None:
        return None
    if clock.stopped_at is not None:
        return _End("void" if clock.outcome == "void" else "met", clock.stopped_at)
    if clock.hold == "review" and clock.held_at is not None:
        return _End("met", clock.held_at)
    return None


def _moved_on(event: Any, card: Supervision) -> bool:
    """Anything that the unit did since, in its own house or reported from below."""
    if event.seq <= (card.cause_seq or 0):
        return False
    return card.unit_id in (event.unit_id, _unit(event.data.get("unit")))


def _unit(value: Any) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) else None


def _act_at(events: Sequence[Any], moment: dt.datetime) -> str:
    act: str = next((one for one in events if one.at == moment), events[-1]).act
    return act


def _case(card: Supervision) -> uuid.UUID:
    assert card.case_id is not None
    return card.case_id


async def _look(db: Db, cards: Sequence[Supervision], events: Mapping[uuid.UUID, Sequence[Any]]) -> _Seen:
    cases = {_case(card) for card in cards}
    clocks = select(Clock).where(Clock.tenant_id == db.tenant, Clock.case_id.in_(cases)).order_by(Clock.id)
    found = (await db.execute(clocks.execution_options(populate_existing=True))).scalars()
    states = await db.execute(
        select(Case.id, Case.state).where(Case.tenant_id == db.tenant, Case.id.in_(cases))
    )
    parts = await db.execute(
        select(Assignment.id, Assignment.state).where(
            Assignment.tenant_id == db.tenant, Assignment.case_id.in_(cases)
        )
    )
    answers = await db.execute(
        select(Callback)
        .where(Callback.tenant_id == db.tenant, Callback.case_id.in_(cases), Callback.contacted)
        .order_by(Callback.id)
    )
    return _Seen(
        {(one.assignment_id, one.kind): one for one in found}, {row[0]: row[1] for row in states},
        {row[0]: row[1] for row in parts}, {one.case_id: one for one in answers.scalars()}, events,
    )  # fmt: skip
