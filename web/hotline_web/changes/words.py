"""What a change is called, and what its items say."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hotline_platform.calendar.spans import Span
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.changes.closing_days import CLOSURE
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.rules import EXTENSIONS
from hotline_tenants.changes.subjects import RULE, THRESHOLD, split
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.supervision.thresholds import DEFAULTS
from hotline_web.i18n import Reader
from hotline_web.onboarding.showing import words
from hotline_web.onboarding.words import LIMIT_GROUPS as ONBOARDED
from hotline_web.onboarding.words import LIMIT_WORDS, SETTINGS
from hotline_web.pieces import State, Text

LIMITS: Mapping[str, Message] = {
    **LIMIT_WORDS,
    "extension": N_("Extension"),
    EXTENSIONS: N_("Extensions at most"),
    "pause": N_("Pause"),
    "objection": N_("Objection"),
}
"""Every limit of a rule, in the order in which a case meets them."""

_BEFORE, (_AT_UNIT, _THERE), (_AFTER, _THEN) = ONBOARDED
LIMIT_GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    _BEFORE,
    (_AT_UNIT, (*_THERE, "extension", EXTENSIONS, "pause")),
    (_AFTER, (*_THEN, "objection")),
)
"""What they govern."""

STATES: Mapping[str, State] = {
    "proposed": State(N_("Waits for approval"), "near", "hourglass"),
    "coming": State(N_("Approved"), "accent", "calendar-event"),
    "approved": State(N_("In force since its day"), "on_time", "circle-check"),
    "refused": State(N_("Not approved"), "overdue", "circle-x"),
    "withdrawn": State(N_("Withdrawn"), "paused", "arrow-back-up"),
}

STAGES: Mapping[str, Message] = {
    "waiting": N_("Waiting for dispatch"),
    "handling": N_("At a unit"),
    "review": N_("Answered, in review"),
    "earlier": N_("Due earlier"),
    "later": N_("Due later"),
    "reached": N_("Would come to the threshold"),
    "spared": N_("Would not have come to it"),
}


NUMBERS: Mapping[str, Message] = {
    "recalls": N_("Callers called again in a month, by the closings of the last one"),
    "score": N_("Mean score of the test calls of the last 90 days"),
    "passed": N_("Test calls of the last 90 days that passed"),
    "alerts": N_("Further people alerted by the ladders of the last 90 days"),
    "gaps": N_("Gaps in duty rosters that are warned of now"),
    "waiting": N_("Changes at points that wait to be filed"),
    "late": N_("Of these, past their limit"),
}
"""What is counted where a value is to be another."""


def state_of(change: Change, now: dt.datetime) -> State:
    """Where a change stands."""
    coming = change.effective_from is not None and change.effective_from > now
    return STATES["coming" if coming else change.state]


def name_of(subject: str, rules: Mapping[str, Rule], language: str) -> Text:
    """What a setting is called; a rule that is no more by its code."""
    kind, key = split(subject)
    if kind == RULE:
        return rules[key].name(language) if key in rules else key
    if kind == CLOSURE:
        return N_("Offices closed on %(day)s", day=key)
    return DEFAULTS[key].name if kind == THRESHOLD and key in DEFAULTS else SETTINGS.get(key, key)


def misfits(
    fields: Mapping[str, Message], rules: Mapping[str, Rule], language: str
) -> list[tuple[Text, Message | None, Message]]:
    """What does not fit, each by the setting and, in a rule, its limit."""
    found = []
    for field, why in fields.items():
        subject, _, part = field.rpartition(".")
        found.append((name_of(subject, rules, language), LIMITS.get(part), why))
    return found


def lines_of(
    item: Mapping[str, Any], here: Government, reader: Reader
) -> list[tuple[Message | None, Any, Any]]:
    """What differs in an item: which limit (None where there is but one), what it was, what it is to be."""
    kind, key = split(item["of"])
    before, after = item["before"], item["after"]
    if kind == RULE:
        return [
            (label, _limit(name, before.get(name)), _limit(name, after.get(name)))
            for name, label in LIMITS.items()
            if before.get(name) != after.get(name)
        ]
    return [(None, said(kind, key, before, here, reader), said(kind, key, after, here, reader))]


def said(kind: str, key: str, value: Any, here: Government, reader: Reader) -> Text:
    """What a setting that is no rule says."""
    if kind == CLOSURE:
        return (
            N_("The offices are open")
            if value is None
            else N_("Closed: %(reason)s", reason=value[reader.language])
        )
    if value is None:
        return N_("The default") if kind == THRESHOLD or here.parent_id is None else N_("inherited")
    return str(value) if kind == THRESHOLD else words(key, value, here, reader)


def _limit(name: str, value: Any) -> Any:
    return value if name == EXTENSIONS or value is None else Span.parse(value)
