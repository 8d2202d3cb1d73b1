"""States, clocks and limits of cases as the shared pieces show them."""

import datetime as dt
from typing import Any

from hotline_platform.calendar.spans import Span, SpanKind
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES, URGENCIES
from hotline_tenants.clocks.model import Clock as StoredClock
from hotline_web.i18n import Language, Remaining
from hotline_web.pieces import Clock, Skipped, State, Tone

CLOCKS: dict[str, Message] = {
    "desk": N_("Dispatch by"),
    "sign": N_("Sign by"),
    "contact": N_("First contact by"),
    "reply": N_("Reply by"),
    "review": N_("Review by"),
    "callback": N_("Call back by"),
    "objection": N_("Decide the objection by"),
}

_TONES: dict[str, Tone] = {
    "registered": "accent", "accepted": "accent", "replied": "accent", "reviewed": "accent", "deferred": "paused",
    "closed": "on_time", "archived": "neutral", "moved": "neutral", "signing_off": "accent", "accepted_reply": "on_time",
}  # fmt: skip


def case_state(state: str) -> State:
    """A case's state in a pill."""
    return State(STATES[state], _TONES.get(state, "neutral"))


def assignment_state(state: str) -> State:
    """An assignment's state in a pill."""
    tone: Tone = "on_time" if state == "accepted" else _TONES.get(state, "neutral")
    return State(ASSIGNMENT_STATES[state], tone)


def urgency_state(urgency: str) -> State:
    """Urgency with its sign; general stays quiet."""
    tones: dict[str, Tone] = {"urgent": "near", "extra_urgent": "overdue"}
    icons = {"urgent": "bolt", "extra_urgent": "flame"}
    return State(URGENCIES[urgency], tones.get(urgency, "neutral"), icons.get(urgency))


def limit(label: Message, due: dt.datetime | None, calendar: Calendar, now: dt.datetime) -> Clock | None:
    """A due moment with the time left: in working time beyond a day, by the clock within one."""
    if due is None:
        return None
    seconds = (due - now).total_seconds()
    amount = calendar.between(now, due)
    remaining = Remaining(int(seconds // 60), amount.days or None)
    whole_day = calendar.hours_on(calendar.local_date(now)).minutes
    tone: Tone = "overdue" if seconds < 0 else "near" if abs(amount.minutes) <= whole_day // 2 else "on_time"
    return Clock(label, due, remaining, tone)


def clock(
    stored: StoredClock, calendar: Calendar, now: dt.datetime, rule: Message | str, language: Language
) -> Clock:
    """A stored clock with how it was computed. A stopped one shows what was left when it stopped, and one whose
    reply waits for review what was left when it was submitted.
    """
    at = stored.stopped_at or stored.held_at or now
    span = Span.parse(stored.span)
    seconds = (stored.due_at - at).total_seconds()
    tone: Tone = "overdue" if seconds < 0 else "near" if stored.near_at <= at else "on_time"
    if stored.outcome == "void" or stored.hold in ("caller", "suspension"):
        tone = "paused"
    return Clock(
        CLOCKS[stored.kind], stored.due_at, _remaining(calendar, span, at, stored.due_at), tone,
        started=stored.started_at, rule=rule, version=str(stored.rule_version), limit=span_words(span),
        skipped=_skipped(stored, language), unknown_years=_unknown(stored), ended=stored.stopped_at,
        held=stored.held_at, awaiting=stored.hold == "caller", suspended=stored.hold == "suspension", nested="nested" in stored.explanation,
        added=_added(stored),
    )  # fmt: skip


def _remaining(calendar: Calendar, span: Span, at: dt.datetime, due: dt.datetime) -> Remaining:
    """As the limit was set: by the clock, in working time, or in working days."""
    minutes = int((due - at).total_seconds() // 60)
    if span.kind is SpanKind.CLOCK:
        return Remaining(minutes)
    amount = calendar.between(at, due)
    if span.kind is SpanKind.WORKING and amount.minutes:
        return Remaining(amount.minutes, working=True)
    return Remaining(minutes, amount.days or None)


def span_words(span: Span) -> Message:
    """A span as people say it."""
    hours, minutes = divmod(span.amount, 60)
    if span.kind is SpanKind.DAYS:
        return N_("%(amount)s working days", amount=span.amount)
    if span.kind is SpanKind.WORKING:
        return (
            N_("%(amount)s working hours", amount=hours)
            if not minutes
            else N_("%(amount)s working minutes", amount=span.amount)
        )
    return (
        N_("%(amount)s hours", amount=hours) if not minutes else N_("%(amount)s minutes", amount=span.amount)
    )


def _skipped(stored: StoredClock, language: Language) -> tuple[Skipped, ...]:
    found = []
    for step in _steps(stored, "skipped"):
        day, last = (dt.date.fromisoformat(step[end]) for end in ("from", "to"))
        reason = WHY.get(step["why"], N_("not worked"))
        if name := step.get(language):
            reason = N_("%(why)s (%(name)s)", why=reason, name=name)
        while day <= last:
            found.append(Skipped(day, reason))
            day += dt.timedelta(days=1)
    return tuple(found)


def _added(stored: StoredClock) -> tuple[Message, ...]:
    """What was added to the limit, in words."""
    found = []
    for step in stored.explanation.get("added", ()):
        if step["why"] == "deferral":
            found.append(N_("Moved to the review day of what is long-pending"))
        else:
            found.append(Message(ADDED[step["why"]].text, {"amount": span_words(Span.parse(step["span"]))}))
    return tuple(found)


def _unknown(stored: StoredClock) -> tuple[int, ...]:
    return tuple(step["year"] for step in _steps(stored, "assumed")) if stored.provisional else ()


def _steps(stored: StoredClock, key: str) -> list[dict[str, Any]]:
    return [step for step in stored.explanation.get("steps", ()) if step["key"] == key]


ADDED: dict[str, Message] = {
    "extension": N_("Extended by %(amount)s"),
    "pause": N_("Paused for %(amount)s"),
    "suspension": N_("Stood still while the government was suspended: %(amount)s"),
    "outage": N_("Stood still while the platform was out: %(amount)s"),
}
WHY: dict[str, Message] = {
    "weekend": N_("weekend"),
    "holiday": N_("public holiday"),
    "closure": N_("offices closed"),
}
