"""States, clocks and limits of cases as the shared pieces show them."""

import datetime as dt

from hotline_platform.calendar.spans import Span, SpanKind
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.words import ASSIGNMENT_STATES, STATES, URGENCIES
from hotline_tenants.clocks.model import Clock as StoredClock
from hotline_web.i18n import Remaining
from hotline_web.pieces import Clock, Skipped, State, Tone

CLOCKS: dict[str, Message] = {
    "desk": N_("Dispatch by"),
    "sign": N_("Sign by"),
    "contact": N_("First contact by"),
    "reply": N_("Reply by"),
    "review": N_("Review by"),
    "callback": N_("Call back by"),
}

_TONES: dict[str, Tone] = {
    "registered": "accent", "accepted": "accent", "replied": "accent", "reviewed": "accent", "deferred": "paused",
    "closed": "on_time", "archived": "neutral", "signing_off": "accent", "accepted_reply": "on_time",
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
    whole_day = calendar.minutes_per_day
    tone: Tone = "overdue" if seconds < 0 else "near" if abs(amount.minutes) <= whole_day // 2 else "on_time"
    return Clock(label, due, remaining, tone)


def clock(stored: StoredClock, calendar: Calendar, now: dt.datetime, rule: Message | str) -> Clock:
    """A stored clock with how it was computed. A stopped one shows what was left when it stopped."""
    at = stored.stopped_at or stored.held_at or now
    span = Span.parse(stored.span)
    seconds = (stored.due_at - at).total_seconds()
    days = calendar.between(at, stored.due_at).days if span.kind is SpanKind.DAYS else None
    tone: Tone = "overdue" if seconds < 0 else "near" if stored.near_at <= at else "on_time"
    if stored.outcome == "void":
        tone = "paused"
    return Clock(
        CLOCKS[stored.kind], stored.due_at, Remaining(int(seconds // 60), days or None), tone,
        started=stored.started_at, rule=rule, version=str(stored.rule_version), limit=span_words(span),
        skipped=_skipped(stored), unknown_years=_unknown(stored), ended=stored.stopped_at,
    )  # fmt: skip


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


def _skipped(stored: StoredClock) -> tuple[Skipped, ...]:
    found = []
    for one in stored.explanation.get("steps", ()):
        if one.get("key") == "skipped":
            params = one["params"]
            day = dt.date.fromisoformat(params["from"])
            last = dt.date.fromisoformat(params["to"])
            reason: Message | str = WHY.get(params["why"], N_("not worked"))
            if params.get("zh"):
                reason = N_("%(why)s (%(name)s)", why=reason, name=params["zh"])
            while day <= last:
                found.append(Skipped(day, reason))
                day += dt.timedelta(days=1)
    return tuple(found)


def _unknown(stored: StoredClock) -> tuple[int, ...]:
    if not stored.provisional:
        return ()
    return tuple(
        one["params"]["year"] for one in stored.explanation.get("steps", ()) if one.get("key") == "assumed"
    )


WHY: dict[str, Message] = {
    "weekend": N_("weekend"),
    "holiday": N_("public holiday"),
    "closure": N_("offices closed"),
}
