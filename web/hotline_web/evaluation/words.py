"""What bands and indicators are called, and how they are told."""

import datetime as dt
from collections.abc import Mapping

from hotline_platform.errors import N_, Message
from hotline_tenants.evaluation.banding import FEWEST, Verdict
from hotline_tenants.evaluation.signals import ALIKE, LAST_MINUTES, QUICK, SHORTEST
from hotline_web.figures.words import RATE_MEANINGS, RATE_NAMES

VERDICTS: Mapping[Verdict, Message] = {
    "better": N_("better"),
    "expected": N_("as expected"),
    "worse": N_("worse"),
    "few": N_("too few to say"),
}
SIGNS: Mapping[Verdict, str] = {
    "better": "arrow-up-circle",
    "expected": "circle",
    "worse": "arrow-down-circle",
    "few": "dots",
}
TONES: Mapping[Verdict, str] = {
    "better": "on_time",
    "expected": "neutral",
    "worse": "overdue",
    "few": "paused",
}
VERDICT_PILLS: Mapping[str, tuple[Message, str, str]] = {
    key: (VERDICTS[key], SIGNS[key], TONES[key]) for key in VERDICTS
}
"""A verdict as its words, icon and colour."""
VERDICT_MEANINGS: Mapping[Verdict, Message] = {
    "better": N_("clearly better than the rest of the class would have done with the same work"),
    "expected": N_("the difference may be chance"),
    "worse": N_("clearly worse than the rest of the class would have done with the same work"),
    "few": N_(
        "not even %(fewest)s of either kind to be expected, no other unit with such work, or fewer than half of "
        "the callers reached",
        fewest=FEWEST,
    ),
}

INDICATOR_NAMES: Mapping[str, Message] = {
    **RATE_NAMES,
    "pace_median": N_("Median days to answer"),
    "pace_ninth": N_("90th percentile of days to answer"),
}
INDICATOR_MEANINGS: Mapping[str, Message] = {
    **RATE_MEANINGS,
    "pace_median": N_(
        "compared by the share of answers within as many days as half of the answers of the class took"
    ),
    "pace_ninth": N_(
        "compared by the share of answers within as many days as nine tenths of the answers of the class took"
    ),
}

WORK_STATES: Mapping[tuple[str, str], Message] = {
    ("draw_up", "waiting"): N_("The evaluation of the month waits to be drawn up"),
    ("draw_up", "again"): N_("The evaluation of the month waits to be drawn up"),
    ("draw_up", "running"): N_("The evaluation of the month is being drawn up"),
    ("draw_up", "refused"): N_("The evaluation of the month was not drawn up"),
    ("draw_up", "failed"): N_("The evaluation of the month could not be drawn up"),
    ("take_out", "waiting"): N_("What was granted waits to be taken out of the figures"),
    ("take_out", "again"): N_("What was granted waits to be taken out of the figures"),
    ("take_out", "running"): N_("What was granted is being taken out of the figures"),
    ("take_out", "failed"): N_("What was granted could not be taken out of the figures"),
}
"""By what is being done and where it stands."""

BASES: Mapping[str, Message] = {
    "raw": N_("of everything counted"),
    "adjusted": N_("without what is excluded"),
}
BASIS_MEANINGS: Mapping[str, Message] = {
    "raw": N_("Exclusions are shown beside it and do not change the score."),
    "adjusted": N_("Granted exclusions change the score; what was drawn up stays beside it."),
}

SIGNAL_NAMES: Mapping[str, Message] = {
    "identical": N_("Identical answers"),
    "last_minute": N_("Answers at the last minute"),
    "extended": N_("Extended limits"),
    "withdrawn": N_("Withdrawals"),
    "quick_callback": N_("Short callbacks"),
    "pressured": N_("Callers pressed"),
    "excluded": N_("Left out of the evaluation"),
}
SIGNAL_METHODS: Mapping[str, Message] = {
    "identical": N_(
        "accepted answers of the month whose words, without signs and digits, stand in at least %(more)s other answers of "
        "the unit in the month; out of those with at least %(shortest)s characters",
        more=ALIKE - 1, shortest=SHORTEST,
    ),
    "last_minute": N_(
        "answers given in the last %(minutes)s minutes before their limit; out of those in time",
        minutes=LAST_MINUTES // dt.timedelta(minutes=1),
    ),
    "extended": N_("orders whose limit to reply was moved; out of those whose original limit lies in the month"),
    "withdrawn": N_("orders that ended because the caller withdrew; out of those dispatched in the month"),
    "quick_callback": N_(
        "answers of callers typed within %(seconds)s seconds of the same officer's call before; out of all answers that "
        "officers typed in the month",
        seconds=QUICK // dt.timedelta(seconds=1),
    ),
    "pressured": N_("callers who say that somebody pressed them to withdraw or to be content; out of those asked"),
    "excluded": N_("orders taken out by granted exclusions; out of all that the month counted"),
}  # fmt: skip
