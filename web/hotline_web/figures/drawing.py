"""A comparison as pictures: tiles on top, one chart for each rate with its intervals, the run of the days."""

import datetime as dt
import math
from collections.abc import Sequence

from hotline_platform.errors import N_, Message
from hotline_tenants.figures.periods import Period, month_of
from hotline_tenants.figures.rates import RATES, WENT_WELL, WENT_WRONG
from hotline_tenants.overview.behind import OVERDUE
from hotline_tenants.overview.comparing import Comparison, Question, Run
from hotline_web.charts import Chart, Series
from hotline_web.figures.leading import Leads
from hotline_web.figures.words import MEASURE_NAMES, RATE_NAMES, pace_words
from hotline_web.i18n import Reader
from hotline_web.pieces import Tile

TILES = {
    "reply": "clock-check",
    "response": "phone-check",
    "resolution": "circle-check",
    "satisfaction": "mood-smile",
}
"""The rates among the tiles, each with its icon."""

RUN_TITLES = {
    "dispatched": N_("Dispatched, day by day"),
    "answered": N_("Answered, day by day"),
}
RUN_TITLES_BY_MONTH = {
    "dispatched": N_("Dispatched, month by month"),
    "answered": N_("Answered, month by month"),
}


def tiles(comparison: Comparison, leads: Leads, reader: Reader) -> list[Tile]:
    """What all of them did together."""
    whole = comparison.whole
    dispatched = whole.now.get("dispatched", 0)
    run = next(one for one in comparison.runs if one.measure == "dispatched")
    found = [
        Tile(
            MEASURE_NAMES["dispatched"], reader.number(dispatched), leads.cases(whole, "dispatched"), "send",
            note=N_("before: %(before)s", before=reader.number(whole.before.get("dispatched", 0))),
            trend=run.now if len(run.now) > 1 and dispatched else (),
        )
    ]  # fmt: skip
    for name, sign in TILES.items():
        rate, before = whole.rate(name), whole.rate_before(name)
        found.append(
            Tile(
                RATE_NAMES[name], reader.percent(rate.share), leads.cases(whole, RATES[name][1]) if rate.of else None,
                sign,
                note=N_("%(low)s–%(high)s, before: %(before)s", low=reader.percent(rate.low),
                        high=reader.percent(rate.high), before=reader.percent(before.share))
                if rate.of else N_("No limit falls into this period"),
            )
        )  # fmt: skip
    median, ninth = pace_words(whole.pace(0.5)), pace_words(whole.pace(0.9))
    found.append(
        Tile(
            N_("Median days to answer"), reader.says(median) if median else "–",
            leads.cases(whole, "answered") if median else None, "hourglass",
            note=N_("90th percentile: %(days)s", days=ninth) if ninth else None,
        )
    )  # fmt: skip
    if "live" in comparison.question.origins:
        found.append(
            Tile(
                MEASURE_NAMES[OVERDUE], reader.number(whole.overdue), leads.cases(whole, OVERDUE), "alert-octagon",
                "overdue" if whole.overdue else "on_time",
            )
        )  # fmt: skip
    return found


def rate_charts(comparison: Comparison, leads: Leads, names: Sequence[str], head: Message) -> list[Chart]:
    """Every rate of which more is better, unit by unit, with its 95 % interval."""
    return [
        _rate_chart(comparison, name, names, head, RATE_NAMES[name], 1, leads, RATES[name][1])
        for name in WENT_WELL
        if _any(comparison, name)
    ]


def wrong_charts(comparison: Comparison, leads: Leads, names: Sequence[str], head: Message) -> list[Chart]:
    """Every rate of which less is better. Each says so, and has a scale of its own, because most of them are small."""
    found = []
    for name in WENT_WRONG:
        if not _any(comparison, name):
            continue
        widest = max(row.rate(name).high or 0 for row in comparison.rows)
        title = N_("%(rate)s (fewer is better)", rate=RATE_NAMES[name])
        scale = min(1.0, math.ceil(widest * 10) / 10) or 1
        found.append(_rate_chart(comparison, name, names, head, title, scale, leads, RATES[name][0]))
    return found


def _any(comparison: Comparison, name: str) -> bool:
    """Imported history has no limits, and an empty picture says nothing."""
    return any(row.rate(name).of for row in comparison.rows)


def _rate_chart(
    comparison: Comparison, name: str, names: Sequence[str], head: Message, title: Message, top: float, leads: Leads,
    measure: str,
) -> Chart:  # fmt: skip
    """One rate; each bar leads to the cases that this `measure` counts."""
    rates = [row.rate(name) for row in comparison.rows]
    series = Series(
        RATE_NAMES[name],
        [rate.share for rate in rates],
        low=[rate.low for rate in rates],
        high=[rate.high for rate in rates],
        urls=[leads.cases(row, measure) if row.now.get(measure) else None for row in comparison.rows],
    )  # fmt: skip
    return Chart(f"rate-{name}", title, names, (series,), "rows", share=True, head=head, top=top)


def run_charts(comparison: Comparison, leads: Leads) -> list[Chart]:
    """The run of the days or months of all together, with the period before as a quiet line."""
    return [_run_chart(comparison, run, leads) for run in comparison.runs]


def _run_chart(comparison: Comparison, run: Run, leads: Leads) -> Chart:
    question = comparison.question
    series = [Series(N_("This period"), run.now, urls=_urls(comparison, run, leads, run.places))]
    if run.before:
        series.append(Series(N_("Period before"), run.before, "previous"))
    form = "%Y-%m" if run.by_months else "%m-%d" if question.period.days <= 31 else "%Y-%m-%d"
    titles = RUN_TITLES_BY_MONTH if run.by_months else RUN_TITLES
    return Chart(
        f"run-{run.measure}", titles[run.measure], [place.strftime(form) for place in run.places], series,
        head=N_("Month") if run.by_months else N_("Day"),
    )  # fmt: skip


def _urls(comparison: Comparison, run: Run, leads: Leads, places: Sequence[dt.date]) -> list[str | None]:
    whole, period = comparison.question.period, comparison.question
    found = []
    for place, amount in zip(places, run.now, strict=True):
        around = month_of(place) if run.by_months else Period(place, place)
        inside = Period(max(around.first, whole.first), min(around.last, whole.last))
        question = Question(inside, period.origins)
        found.append(leads.cases(comparison.whole, run.measure, question) if amount else None)
    return found
