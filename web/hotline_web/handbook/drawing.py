"""The picture of a life: the main road from left to right, below it each other road as a line of its own.

A line starts with a dot below each state in which its acts can be done and ends with an arrow at the state they lead
to. So no two lines ever cross, however many steps the table gets.
"""

from dataclasses import dataclass

from hotline_platform.errors import Message
from hotline_web.handbook.lanes import draw_lanes
from hotline_web.handbook.lettering import Lettering, Part, width
from hotline_web.handbook.lives import Life
from hotline_web.handbook.pen import Pen, Says
from hotline_web.handbook.roads import HEADINGS, Road, roads
from hotline_web.handbook.shapes import (
    BIG,
    BOX,
    GAP,
    HEAD,
    LINE,
    PILL,
    SMALL,
    WIDTH,
    Drawn,
    Picture,
    head,
    loop,
)


@dataclass(frozen=True)
class _Laid:
    """A road with the place that it takes in its row."""

    road: Road
    words: list[tuple[Part, ...]]
    start: float
    left: float
    right: float

    def beside(self, other: "_Laid") -> bool:
        """Whether both have room in one row."""
        return len(self.words) == len(other.words) and (
            self.right + 28 < other.left or other.right + 28 < self.left
        )


def picture(life: Life, says: Says) -> Picture:
    """Draw a life in the language that `says` speaks."""
    pen = Pen(life, says)
    found = roads(life)
    _main_road(pen, [road for road in found if road.kind == "main"])
    top = pen.y
    for kind, heading in HEADINGS.items():
        of_kind = [road for road in found if road.kind == kind]
        if not of_kind:
            continue
        _heading(pen, heading)
        if kind == "aside":
            draw_lanes(pen, of_kind)
        else:
            for row in _rows(pen, of_kind):
                _row(pen, row)
    pen.made.columns = [(pen.x[state], top, pen.y) for state in life.road]
    pen.made.height = pen.y + GAP
    return pen.made


def _main_road(pen: Pen, found: list[Road]) -> None:
    words = {road: pen.stacked(road, pen.pitch - 26) for road in found}
    above = max(len(lines) for lines in words.values()) * LINE + GAP
    y = above + BOX / 2
    for state in pen.life.road:
        pen.state(state, y, pen.box, BOX, "road")
    for road in found:
        left, right = pen.x[road.sources[0]] + pen.box / 2, pen.x[road.to] - pen.box / 2
        middle, lines = (left + right) / 2, words[road]
        shown = tuple(
            Lettering(middle, above - 8 - LINE * (len(lines) - 1 - at), (part,), "middle")
            for at, part in enumerate(lines)
        )
        path = f"M{left:g} {y:g}H{right - HEAD:g}M{middle:g} {above - 2:g}V{y - 5:g}"
        pen.made.drawn.append(Drawn(road, path, (head(right, y, 1),), words=shown))
    pen.y = above + BOX


def _heading(pen: Pen, heading: Message) -> None:
    pen.y += GAP * 1.5
    pen.made.rules.append(pen.y)
    pen.y += LINE + 4
    pen.made.headings.append(Lettering(0, pen.y, (Part(pen.says(heading), "heading"),)))
    pen.y += LINE
    for state in pen.life.road:
        pen.made.headings.append(Lettering(pen.x[state], pen.y, (Part(pen.name(state), "column"),), "middle"))


def _rows(pen: Pen, found: list[Road]) -> list[list[_Laid]]:
    """Roads that leave room for each other share a row."""
    rows: list[list[_Laid]] = []
    for road in found:
        laid = _laid(pen, road)
        row = next((row for row in rows if all(laid.beside(other) for other in row)), None)
        if row is None:
            rows.append([laid])
        else:
            row.append(laid)
    return rows


def _laid(pen: Pen, road: Road) -> _Laid:
    places = [pen.x[state] for state in road.sources]
    half = pen.pill_width(road.to) / 2 if road.to else 0.0
    target = pen.x[road.to] if road.to else max(places)
    words = pen.flowing(road, WIDTH - min(*places, target) - 8)
    longest = max(sum(width(part.words, _size(part)) + 10 for part in line) for line in words)
    start = max(8.0, min(*places, target, WIDTH - 8 - longest))
    return _Laid(
        road, words, start, min(start, target - half), max(start + longest, *places, target + max(half, 24))
    )


def _size(part: Part) -> float:
    return BIG if part.kind == "act" else SMALL


def _row(pen: Pen, row: list[_Laid]) -> None:
    """Words above, below them the line."""
    top = pen.y + GAP
    lines = len(row[0].words)
    y = top + LINE * lines + 14
    for laid in row:
        words = tuple(
            Lettering(laid.start, top + LINE * (at + 0.75), parts) for at, parts in enumerate(laid.words)
        )
        pen.made.drawn.append(
            _going(pen, laid.road, y, words) if laid.road.to else _staying(pen, laid.road, y, words)
        )
    pen.y = y + (PILL / 2 - 4 if row[0].road.to else 6)


def _staying(pen: Pen, road: Road, y: float, words: tuple[Lettering, ...]) -> Drawn:
    places = [pen.x[state] for state in road.sources]
    heads = tuple(head(x + 5, y + 5, -1) for x in places)
    return Drawn(road, "".join(loop(x, y) for x in places), heads, tuple((x, y) for x in places), words=words)


def _going(pen: Pen, road: Road, y: float, words: tuple[Lettering, ...]) -> Drawn:
    """To the state at the arrow, from both sides if there are sources on both."""
    places, target = [pen.x[state] for state in road.sources], pen.x[road.to]
    pill = pen.pill(road.to, target, y, "end")
    path, heads = "", []
    for side, edge in ((1, pill.x), (-1, pill.x + pill.width)):
        before = [place for place in places if (target - place) * side > 0]
        if before:
            path += f"M{min(before) if side > 0 else max(before):g} {y:g}H{edge - side * HEAD:g}"
            heads.append(head(edge, y, side))
    return Drawn(road, path, tuple(heads), tuple((place, y) for place in places), (pill,), words)
