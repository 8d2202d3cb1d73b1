"""What an inspection report is made of: its figures by name, its tables and bars, and the draft that is written in."""

from collections.abc import Callable, Mapping, Sequence

from hotline_tenants.cases.striking import struck
from hotline_tenants.circulars.inspected import Inspected
from hotline_tenants.circulars.periods import in_words
from hotline_tenants.circulars.pieces import Named, Part, Picture, Words, percent
from hotline_tenants.papers.places import Bar, Bars, Block, Table

MOST_FINDINGS = 20
MARKS = {"full": "符合", "half": "部分符合", "none": "不符合", "void": "不适用"}
KINDS = {"case": "工单", "call": "拨测"}


def points(value: float | None) -> str:
    """87.5, or a dash where nothing was scored."""
    return "—" if value is None else f"{value:.1f}"


def _kappa(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


REPORT_FIELDS: Mapping[str, Named[Inspected]] = {
    "检查名称": Named(lambda figures: figures.title),
    "检查期间": Named(lambda figures: in_words(figures.period, year=True)),
    "被检查单位数": Named(lambda figures: f"{len(figures.places)}个单位"),
    "办结总量": Named(lambda figures: f"{figures.population}件"),
    "抽样件数": Named(lambda figures: f"{figures.items.get('case', 0)}件"),
    "拨测次数": Named(lambda figures: f"{figures.items.get('call', 0)}次"),
    "抽样种子": Named(lambda figures: figures.seed),
    "抽样日期": Named(lambda figures: f"{figures.drawn_at.month}月{figures.drawn_at.day}日"),
    "平均得分": Named(lambda figures: f"{points(figures.points)}分"),
    "双人评分件数": Named(lambda figures: f"{figures.twice}件"),
    "评分一致率": Named(lambda figures: percent(figures.same / figures.pairs if figures.pairs else None)),
    "一致性系数": Named(lambda figures: _kappa(figures.kappa)),
    "问题个数": Named(lambda figures: f"{sum(one.findings for one in figures.places)}个"),
    "整改通知份数": Named(lambda figures: f"{len(figures.notices)}份"),
}


def report_title(figures: Inspected) -> str:
    """What a report is called before somebody changes it."""
    return f"关于{figures.title}情况的报告"


def report_parts(figures: Inspected, findings: Sequence[str]) -> tuple[Part, ...]:
    """The draft. Findings stand in it as they were written down, without number and place and without what would show a
    person: everybody who was inspected reads all of it.
    """
    said = [struck(one).replace("{", "（").replace("}", "）") for one in dict.fromkeys(findings)]
    calls = "，另实例拨测{拨测次数}" if figures.items.get("call") else ""
    told = "\n".join(f"{place}．{one}" for place, one in enumerate(said[:MOST_FINDINGS], 1))
    return (
        Words("一、检查概况", "为加强对市民热线工单办理工作的检查指导，组织开展了{检查名称}，涉及{被检查单位数}。检查范围为{检查期间}"
              "办结的工单，共{办结总量}，{抽样日期}按单位和诉求类型分层随机抽取{抽样件数}" + calls + "。抽样种子为{抽样种子}，"
              "据此可复抽核对。"),
        Words("二、评分情况", "被检查单位综合得分{平均得分}。其中{双人评分件数}由两名检查员分别评分，评分一致率{评分一致率}，"
              "一致性系数（Cohen κ）{一致性系数}。"),
        Picture("scores"), Picture("handlers"), Picture("lines"),
        Words("三、发现的主要问题", "检查共发现问题{问题个数}。" + (f"主要有：\n{told}" if told else "")),
        Words("四、整改要求", "已发出整改通知{整改通知份数}。请有关单位对照问题认真整改，在规定期限内书面报告整改情况并附证明材料；"
              "其他单位举一反三，自查自纠。整改情况将适时回头看。"),
        Picture("notices"),
    )  # fmt: skip


def _scores(figures: Inspected) -> Block | None:
    bars = [
        Bar(one.score.name, f"{points(one.score.points)}分", one.score.points / 100)
        for one in figures.places
        if one.score.points is not None
    ]
    return Bars("各单位得分", ("单位", "得分"), tuple(bars)) if bars else None


def _handlers(figures: Inspected) -> Block | None:
    rows = [
        (place.score.name, one.name, str(one.items), points(one.points))
        for place in figures.places
        for one in place.handlers
    ]
    return Table("承办单位得分", ("被检查单位", "承办单位", "件数", "得分"), tuple(rows)) if rows else None


def _lines(figures: Inspected) -> Block | None:
    rows = [
        (
            one.name, KINDS[one.of], *(str(one.marks.get(mark, 0)) for mark in MARKS),
            percent(one.same / one.pairs if one.pairs else None), _kappa(one.kappa),
        )
        for one in figures.lines
    ]  # fmt: skip
    head = ("评分项目", "对象", *MARKS.values(), "一致率", "κ")
    return Table("评分项目情况", head, tuple(rows)) if rows else None


def _notices(figures: Inspected) -> Block | None:
    rows = [
        (one.number, one.unit, one.title, f"{one.due.month}月{one.due.day}日", "已办结" if one.closed else "整改中")
        for one in figures.notices
    ]  # fmt: skip
    return Table("整改通知", ("编号", "单位", "事项", "期限", "情况"), tuple(rows)) if rows else None


REPORT_PICTURES: Mapping[str, Callable[[Inspected], Block | None]] = {
    "scores": _scores, "handlers": _handlers, "lines": _lines, "notices": _notices,
}  # fmt: skip
