"""What figures are called, and where each one leads."""

from collections.abc import Mapping
from itertools import pairwise

from hotline_platform.errors import N_, Message
from hotline_tenants.figures.intervals import Pace
from hotline_tenants.figures.measures import PACE_DAYS
from hotline_tenants.overview.behind import ARRIVED, OVERDUE
from hotline_tenants.overview.overdue import DUE_NEXT, DUE_TODAY

RATE_NAMES: Mapping[str, Message] = {
    "sign": N_("Timely signing"),
    "reply": N_("Timely reply"),
    "reply_extended": N_("Timely reply, limit as extended"),
    "response": N_("Response rate"),
    "resolution": N_("Resolution rate"),
    "satisfaction": N_("Satisfaction rate"),
}

RATE_MEANINGS: Mapping[str, Message] = {
    "sign": N_("of the orders whose limit to sign lies in the period, open ones included"),
    "reply": N_("of the orders whose original limit to reply lies in the period, open ones included"),
    "reply_extended": N_("the same orders, against the limit as it was extended"),
    "response": N_("callers contacted in time; the caller's word on it beats the unit's"),
    "resolution": N_("solved, of all valid answers; “partly” stays among them"),
    "satisfaction": N_("very satisfied or satisfied, of all valid answers; “neutral” stays among them"),
}

MEASURE_NAMES: Mapping[str, Message] = {
    ARRIVED: N_("Demands that arrived"),
    "registered": N_("Registered in its own house"),
    "received": N_("Orders received from above"),
    "closed": N_("Cases closed"),
    "answered_directly": N_("Answered directly"),
    "not_accepted": N_("Not accepted"),
    "unconfirmed": N_("Closed unconfirmed"),
    "dispatched": N_("Orders dispatched"),
    "rework": N_("Orders of rework"),
    "returned": N_("Orders returned"),
    "false_closed": N_("Closings found false"),
    "answered": N_("Orders answered"),
    "sign_cohort": N_("Limit to sign in the period"),
    "sign_timely": N_("Signed in time"),
    "contact_cohort": N_("Limit of the first contact in the period"),
    "contact_timely": N_("Contacted in time"),
    "reply_cohort": N_("Limit to reply in the period"),
    "reply_timely": N_("Replied in time"),
    "reply_timely_extended": N_("Replied within the extended limit"),
    "solved_valid": N_("Asked whether it is solved"),
    "solved": N_("Solved"),
    "satisfied_valid": N_("Asked whether they are satisfied"),
    "satisfied": N_("Very satisfied or satisfied"),
    OVERDUE: N_("Overdue now"),
    DUE_TODAY: N_("Due today"),
    DUE_NEXT: N_("Due by the end of the next working day"),
    **{
        f"pace_{bucket:02}": N_("Answered after %(days)s", days=N_("%(low)s–%(high)s d", low=low, high=high))
        for bucket, (low, high) in enumerate(pairwise(PACE_DAYS))
    },
    f"pace_{len(PACE_DAYS) - 1:02}": N_(
        "Answered after %(days)s", days=N_("%(low)s d and more", low=PACE_DAYS[-1])
    ),
}

IN_SHORT: Mapping[str, Message] = {"returned": N_("returned"), "false_closed": N_("found false")}
"""Counts that stand in small below another one."""


def pace_words(pace: Pace | None) -> Message | None:
    """A quantile with its error: the bounds between which it lies."""
    if pace is None:
        return None
    if pace.high is None:
        return N_("%(low)s d and more", low=pace.low)
    if pace.low == 0:
        return N_("under %(high)s d", high=pace.high)
    return N_("%(low)s–%(high)s d", low=pace.low, high=pace.high)
