"""Charts: declared as figures, drawn by ECharts where there is a script, always with their table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from hotline_web.i18n.formats import Reader
from hotline_web.pieces import Text, plain

ChartKind = Literal["line", "bar", "stacked", "rows"]
Role = Literal["main", "previous", "other"]


@dataclass(frozen=True)
class Series:
    """One row of figures. `low` and `high` are the ends of an interval, drawn as whiskers.

    `previous` is the period before, drawn quietly. `urls` lead from each figure to the cases behind it.
    """

    name: Text
    values: Sequence[float | None]
    role: Role = "main"
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    urls: Sequence[str | None] = ()


@dataclass(frozen=True)
class Chart:
    """A chart: `rows` are horizontal bars, for units and districts side by side. `share` shows 0.5 as 50%, on a scale up
    to `top`.
    """

    key: str
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    kind: ChartKind = "line"
    share: bool = False
    head: Text = ""
    top: float = 1

    def option(self, reader: Reader) -> dict[str, Any]:
        """The ECharts option without colours: charts.js takes them from the style sheet, for both themes.

        Values and intervals travel as plain figures; charts.js turns `whiskers` into a custom series.
        """
        labels = {"type": "category", "data": [plain(label, reader) for label in self.labels]}
        figures: dict[str, Any] = {"type": "value"}
        if self.share:
            figures |= {"min": 0, "max": self.top}
        flat = self.kind == "rows"
        drawn = [item for each in self.series for item in self._drawn(each, reader)]
        return {
            "share": self.share,
            "legend": {"show": len(self.series) > 1, "bottom": 0},
            "xAxis": figures if flat else labels,
            "yAxis": {**labels, "inverse": True} if flat else figures,
            "series": drawn,
        }

    def _drawn(self, each: Series, reader: Reader) -> list[dict[str, Any]]:
        name = plain(each.name, reader)
        drawn: list[dict[str, Any]] = [
            {
                "name": name,
                "type": "line" if self.kind == "line" else "bar",
                "role": each.role,
                "data": list(each.values),
                **({"stack": "all"} if self.kind == "stacked" else {}),
            }
        ]
        if each.low and each.high:
            ends = [list(pair) for pair in zip(each.low, each.high, strict=True)]
            drawn.append({"name": name, "type": "whiskers", "flat": self.kind == "rows", "data": ends})
        return drawn


@dataclass(frozen=True)
class Node:
    """A field of a map of areas, as large as what it counts: how many of them hold. Those below lie inside it."""

    name: str
    holds: int
    of: int
    url: str | None = None
    below: "Sequence[Node]" = ()


@dataclass(frozen=True)
class TreeMap:
    """A map of areas. Each field says "holds/of" and shows by colour whether all, some or none of them hold."""

    key: str
    title: Text
    nodes: Sequence[Node]

    def option(self, reader: Reader) -> dict[str, Any]:
        """What charts.js draws: colours come from the style sheet."""
        return {"treemap": [_field(node) for node in self.nodes], "title": plain(self.title, reader)}


def _field(node: Node) -> dict[str, Any]:
    """Without anything below it is one field; what is counted beside those below gets no field of its own."""
    tone = "on_time" if node.holds == node.of else "near" if node.holds else "overdue"
    return {
        "name": node.name, "value": node.of, "holds": node.holds, "tone": tone,
        **({"link": node.url, "target": "_self"} if node.url else {}),
        **({"children": [_field(one) for one in node.below]} if node.below else {}),
    }  # fmt: skip


def bar(share: float | None, low: float | None, high: float | None) -> Markup:
    """A bar of this length (0 to 1) with its interval, as inline SVG: no script, prints."""
    if share is None:
        return Markup("")
    parts = Markup('<rect x="0" y="3" width="{w:.1f}" height="10" class="hl-gauge-fill"/>').format(
        w=share * 200
    )
    if low is not None and high is not None:
        parts += Markup(
            '<path d="M{l:.1f} 8H{h:.1f}M{l:.1f} 4V12M{h:.1f} 4V12" class="hl-gauge-whisker"/>'
        ).format(l=low * 200, h=high * 200)
    return Markup(
        '<svg class="hl-gauge" viewBox="0 0 200 16" width="200" height="16" aria-hidden="true" focusable="false">'
        '<rect x="0" y="3" width="200" height="10" class="hl-gauge-track"/>{parts}</svg>'
    ).format(parts=parts)


def sparkline(values: Sequence[float], width: int = 96, height: int = 24) -> Markup:
    """A small line without axes, as inline SVG: no script, prints, takes the colour of the text around it."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    room = (high - low) or 1
    step = (width - 4) / (len(values) - 1)
    points = [
        (2 + index * step, height - 3 - (value - low) / room * (height - 6))
        for index, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup(
        '<svg class="hl-spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true" focusable="false">'
        '<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>'
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="currentColor"/></svg>'
    ).format(w=width, h=height, line=line, x=points[-1][0], y=points[-1][1])
