"""The rates of `domain.md` §6: which count stands over which cohort."""

from collections.abc import Iterable, Mapping

from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.measures import PACE_DAYS

RATES: Mapping[str, tuple[str, str]] = {
    "sign": ("sign_timely", "sign_cohort"),
    "reply": ("reply_timely", "reply_cohort"),
    "reply_extended": ("reply_timely_extended", "reply_cohort"),
    "response": ("contact_timely", "contact_cohort"),
    "resolution": ("solved", "solved_valid"),
    "satisfaction": ("satisfied", "satisfied_valid"),
    "returned": ("return_asked", "return_cohort"),
    "misdispatched": ("misdispatched", "return_cohort"),
    "reworked": ("reworked", "lead_cohort"),
    "objection_upheld": ("objection_upheld", "lead_cohort"),
    "overdue": ("ran_over", "reply_cohort"),
    "supervised": ("supervised", "reply_cohort"),
}
"""Numerator and denominator, by the name of the rate. All are over the orders whose original limit lies in the period."""

LESS_IS_BETTER = frozenset(
    {"returned", "misdispatched", "reworked", "objection_upheld", "overdue", "supervised"}
)

WENT_WELL = tuple(name for name in RATES if name not in LESS_IS_BETTER)
WENT_WRONG = tuple(name for name in RATES if name in LESS_IS_BETTER)

COUNTS = ("dispatched", "answered", "rework", "returned", "false_closed")
PACES = tuple(f"pace_{bucket:02}" for bucket in range(len(PACE_DAYS)))
COMPARED = (*COUNTS, *dict.fromkeys(measure for pair in RATES.values() for measure in pair))
"""Every measure by which units are compared, the histogram of their pace apart."""


def rate(figures: Mapping[str, int], name: str) -> Rate:
    """A rate out of the figures of somebody."""
    counted, of = RATES[name]
    return Rate(figures.get(counted, 0), figures.get(of, 0))


def total(several: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    """The figures of several together: counts add, rates and quantiles are read out of the sum."""
    summed: dict[str, int] = {}
    for figures in several:
        for measure, amount in figures.items():
            summed[measure] = summed.get(measure, 0) + amount
    return summed
