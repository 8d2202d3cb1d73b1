"""The figures of a period by the names that a text may hold, {受理件数}, and what stands there instead."""

from collections.abc import Callable, Mapping

from hotline_tenants.circulars.figures import Figures
from hotline_tenants.circulars.periods import in_words
from hotline_tenants.circulars.pieces import Named, percent
from hotline_tenants.figures.rates import rate


def _counted(source: str, measure: str) -> Callable[[Figures], str]:
    return lambda figures: f"{getattr(figures, source).get(measure, 0)}件"


def _change(source: str, measure: str) -> Callable[[Figures], str]:
    def words(figures: Figures) -> str:
        now = getattr(figures, source).get(measure, 0)
        more = now - getattr(figures, f"{source}_before").get(measure, 0)
        return "持平" if more == 0 else f"{'增加' if more > 0 else '减少'}{abs(more)}件"

    return words


def _rate(name: str, source: str = "whole") -> Callable[[Figures], str]:
    return lambda figures: percent(rate(getattr(figures, source), name).share)


def _as_of(figures: Figures) -> str:
    local = figures.as_of
    return f"{local.month}月{local.day}日{local.hour:02}时{local.minute:02}分"


FIELDS: Mapping[str, Named[Figures]] = {
    "期间": Named(lambda figures: in_words(figures.period)),
    "上期": Named(lambda figures: in_words(figures.period.before)),
    "截止时刻": Named(_as_of),
    "受理件数": Named(_counted("own", "registered"), "registered"),
    "上期受理件数": Named(_counted("own_before", "registered")),
    "受理增减": Named(_change("own", "registered")),
    "直接答复件数": Named(_counted("own", "answered_directly"), "answered_directly"),
    "办结件数": Named(_counted("own", "closed"), "closed"),
    "办结增减": Named(_change("own", "closed")),
    "派单件数": Named(_counted("whole", "dispatched"), "dispatched"),
    "派单增减": Named(_change("whole", "dispatched")),
    "答复件数": Named(_counted("whole", "answered"), "answered"),
    "按时签收率": Named(_rate("sign"), "sign_cohort"),
    "按时答复率": Named(_rate("reply"), "reply_cohort"),
    "上期按时答复率": Named(_rate("reply", "whole_before")),
    "响应率": Named(_rate("response"), "contact_cohort"),
    "解决率": Named(_rate("resolution"), "solved_valid"),
    "满意率": Named(_rate("satisfaction"), "satisfied_valid"),
    "重办件数": Named(_counted("whole", "rework"), "rework"),
    "退单件数": Named(_counted("whole", "returned"), "returned"),
    "超期件数": Named(lambda figures: f"{figures.overdue}件", "overdue"),
}
