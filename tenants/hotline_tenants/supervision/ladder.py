"""The ladder of `domain.md` §5 as data: its rungs in their order, and after how long on one the next is due."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.calendar.spans import Span, working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.errors import N_, Message


@dataclass(frozen=True)
class Rung:
    """One step. `height` orders them (a joint meeting and an instruction stand side by side); `form` is the supervision
    that takes a matter there, None where a rule does; `code` the threshold in working days on the rung before.
    """

    name: Message
    height: int
    form: str | None = None
    code: str | None = None


RUNGS: dict[str, Rung] = {
    "reminder": Rung(N_("Reminder"), 1),
    "yellow": Rung(N_("Yellow card"), 2),
    "red": Rung(N_("Red card"), 3),
    "phone": Rung(N_("Phone urging"), 4, "phone", "to_phone"),
    "written": Rung(N_("Supervision letter"), 5, "written", "to_written"),
    "second_written": Rung(N_("Second letter"), 6, "written", "to_second"),
    "meeting": Rung(N_("Joint meeting"), 7, "meeting", "to_meeting"),
    "instruction": Rung(N_("Leader's instruction"), 7, "instruction", "to_meeting"),
    "interview": Rung(N_("Interview"), 8, "interview", "to_interview"),
    "notice": Rung(N_("Notice of criticism"), 9, "circular", "to_notice"),
}

FORM_LEVELS: dict[str, str] = {
    "phone": "phone", "on_site": "phone", "written": "written", "special": "meeting", "meeting": "meeting",
    "instruction": "instruction", "interview": "interview", "circular": "notice",
}  # fmt: skip
"""On which rung a form stands; what has no rung of its own stands beside the one that it resembles."""

FORM_SPANS: dict[str, Span] = {
    form: working_days(days)
    for form, days in {
        "phone": 1, "on_site": 2, "written": 3, "meeting": 5, "instruction": 5, "special": 20, "interview": 3,
        "circular": 5,
    }.items()
}  # fmt: skip
"""How long a form is given to report; whoever drafts it may say otherwise."""


def next_rung(level: str) -> str | None:
    """The rung above, None at the top. Below the telephone a rule moves a matter."""
    height = max(RUNGS[level].height, RUNGS["red"].height)
    return next((name for name, rung in RUNGS.items() if rung.height == height + 1), None)


def times_up(calendar: Calendar, thresholds: Mapping[str, int], now: dt.datetime) -> dict[str, dt.datetime]:
    """For each rung that somebody takes a matter up from: since when one has to stand there for the next to be due."""
    found = {}
    for level, rung in RUNGS.items():
        following = next_rung(level)
        code = RUNGS[following].code if following else None
        if code is not None and rung.height >= RUNGS["red"].height:
            found[level] = calendar.before(now, working_days(thresholds[code])).at
    return found
