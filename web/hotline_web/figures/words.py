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
    "returned": N_("Return rate"),
    "misdispatched": N_("Misdispatch rate"),
    "reworked": N_("Rework rate"),
    "objection_upheld": N_("Rate of upheld objections"),
    "overdue": N_("Overdue rate"),
    "supervised": N_("Supervision rate"),
}

RATE_MEANINGS: Mapping[str, Message] = {
    "sign": N_("of the orders whose limit to sign lies in the period, open ones included"),
    "reply": N_("of the orders whose original limit to reply lies in the period, open ones included"),
    "reply_extended": N_("the same orders, against the limit as it was extended"),
    "response": N_("callers contacted in time; the caller's word on it beats the unit's"),
    "resolution": N_(
        "solved, of all valid answers; “partly” stays among them, and long-pending work counts as unsolved until its caller answers"
    ),
    "satisfaction": N_("very satisfied or satisfied, of all valid answers; “neutral” stays among them"),
    "returned": N_("orders that the unit asked to give back, granted or not; fewer is better"),
    "misdispatched": N_(
        "orders given back because the desk had dispatched them wrongly; the desk's mistake, fewer is better"
    ),
    "reworked": N_(
        "orders of the lead unit whose answer did not do and that were handled again; fewer is better"
    ),
    "objection_upheld": N_(
        "orders of the lead unit whose closing an upheld objection found false; fewer is better"
    ),
    "overdue": N_("orders whose limit, as it was extended, ran out before an answer; fewer is better"),
    "supervised": N_(
        "orders under supervision from the red card on; who was exempted does not count; fewer is better"
    ),
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
    "solved_valid": N_("Asked whether it is solved, or long-pending"),
    "solved": N_("Solved"),
    "satisfied_valid": N_("Asked whether they are satisfied"),
    "satisfied": N_("Very satisfied or satisfied"),
    "return_cohort": N_("Limit to reply in the period, given back ones too"),
    "return_asked": N_("Asked to be given back"),
    "misdispatched": N_("Given back as misdispatched"),
    "lead_cohort": N_("Lead unit's limit to reply in the period"),
    "reworked": N_("Handled again"),
    "objection_upheld": N_("Found false by an objection"),
    "ran_over": N_("Limit to reply ran out"),
    "supervised": N_("Came under supervision"),
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
