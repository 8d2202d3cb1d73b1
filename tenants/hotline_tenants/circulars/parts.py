"""What the circular of a period is made of: the draft that is written in, and its tables and bars."""

import datetime as dt
from collections.abc import Callable, Mapping

from hotline_tenants.circulars.figures import Figures
from hotline_tenants.circulars.periods import in_words
from hotline_tenants.circulars.pieces import Part, Picture, Words, percent
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.rates import rate
from hotline_tenants.papers.places import Bar, Bars, Block, Table

NAMES = {"daily": "日通报", "weekly": "周通报", "monthly": "月通报"}
MOST_DAYS = 14
SPANS = {"daily": "当日", "weekly": "本周", "monthly": "本月"}


def title_of(every: str, period: Period) -> str:
    """What a circular is called before somebody changes it."""
    return f"市民热线工单办理情况{NAMES[every]}（{in_words(period, year=True)}）"


def first_parts(every: str, period: Period) -> tuple[Part, ...]:
    """The draft: what offices write every time, with its figures by name."""
    span = SPANS[every]
    days = (Picture("days"),) if period.days > 1 else ()
    return (
        Words("一、总体情况", f"{span}（{{期间}}）市民热线共受理群众诉求{{受理件数}}，比上期{{受理增减}}；其中直接答复{{直接答复件数}}，"
              f"办结{{办结件数}}。向承办单位派单{{派单件数}}，比上期{{派单增减}}。数据截至{{截止时刻}}。"),
        *days,
        Words("二、群众诉求反映的主要问题", f"请有关单位对{span}群众反映集中的问题分析原因，举一反三，主动治理。"),
        Picture("categories"),
        Words("三、各单位办理情况", "按时签收率{按时签收率}，按时答复率{按时答复率}（上期{上期按时答复率}），响应率{响应率}，解决率{解决率}，"
              "满意率{满意率}。重办{重办件数}，退单{退单件数}。"),
        Picture("rates"), Picture("districts"),
        Words("四、工作要求", "截至{截止时刻}，仍有{超期件数}超期未办结。请有关单位倒排时限、逐件销号，并向诉求人做好答复。"),
    )  # fmt: skip


def _districts(figures: Figures) -> Block | None:
    if not figures.units:
        return None
    head = ("单位", "派单", "答复", "按时答复率", "满意率", "重办", "退单", "超期")
    rows = tuple(
        (
            one.name, *(_count(one.counts, measure) for measure in ("dispatched", "answered")),
            percent(rate(one.counts, "reply").share), percent(rate(one.counts, "satisfaction").share),
            *(_count(one.counts, measure) for measure in ("rework", "returned")), str(one.overdue),
        )
        for one in figures.units
    )  # fmt: skip
    return Table("各单位办理情况", head, rows)


def _rates(figures: Figures) -> Block | None:
    bars = []
    for one in figures.units:
        found = rate(one.counts, "reply")
        words = f"{percent(found.share)}（{found.counted}/{found.of}）" if found.of else "—"
        bars.append(Bar(one.name, words, found.share, found.low, found.high))
    drawn = any(one.share is not None for one in bars)
    return Bars("按时答复率（横线为95%置信区间）", ("单位", "按时答复率"), tuple(bars)) if drawn else None


def _days(figures: Figures) -> Block | None:
    """Day by day; of what is longer than two weeks, week by week, so that it stays on one page."""
    weekly = len(figures.days) > MOST_DAYS
    counted: dict[dt.date, tuple[dt.date, int]] = {}
    for day, number in figures.days:
        first = day - dt.timedelta(days=day.weekday()) if weekly else day
        counted[first] = (day, counted.get(first, (day, 0))[1] + number)
    most = max((number for _, number in counted.values()), default=0)
    if not most:
        return None
    start = figures.days[0][0]
    bars = tuple(
        Bar(_span(max(first, start), last), f"{number}件", number / most)
        for first, (last, number) in counted.items()
    )
    return Bars("逐周受理量" if weekly else "逐日受理量", ("日期", "受理"), bars)


def _span(first: dt.date, last: dt.date) -> str:
    begin = f"{first.month}月{first.day}日"
    return (
        begin
        if first == last
        else f"{begin}至{last.day}日"
        if first.month == last.month
        else f"{begin}至{last.month}月{last.day}日"
    )


def _categories(figures: Figures) -> Block | None:
    rows = tuple(
        (one.name, str(one.now), str(one.before), f"{one.now - one.before:+d}") for one in figures.categories
    )
    return Table("群众反映集中的问题", ("诉求类别", "本期", "上期", "增减"), rows) if rows else None


def _count(counts: Mapping[str, int], measure: str) -> str:
    return str(counts.get(measure, 0))


PICTURES: Mapping[str, Callable[[Figures], Block | None]] = {
    "districts": _districts, "rates": _rates, "days": _days, "categories": _categories,
}  # fmt: skip
