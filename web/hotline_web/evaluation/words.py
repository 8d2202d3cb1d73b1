"""What bands and indicators are called, and how they are told."""

from collections.abc import Mapping

from hotline_platform.errors import N_, Message
from hotline_tenants.evaluation.banding import FEWEST, Verdict
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
VERDICT_MEANINGS: Mapping[Verdict, Message] = {
    "better": N_("clearly more than the rest of the class would have done with the same work"),
    "expected": N_("the difference may be chance"),
    "worse": N_("clearly less than the rest of the class would have done with the same work"),
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
    "pace_median": N_("compared by the share answered no later than the median of the class"),
    "pace_ninth": N_("compared by the share answered no later than the 90th percentile of the class"),
}

BASES: Mapping[str, Message] = {
    "raw": N_("of everything counted"),
    "adjusted": N_("without what is excluded"),
}
BASIS_MEANINGS: Mapping[str, Message] = {
    "raw": N_("Exclusions are shown beside it and do not change the score."),
    "adjusted": N_("Granted exclusions change the score; what was drawn up stays beside it."),
}
