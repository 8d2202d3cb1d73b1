"""The roads to and from the states beside the main road: each such state a box with its arrows left and right."""

from hotline_web.handbook.lettering import Lettering, broken, width
from hotline_web.handbook.pen import Pen
from hotline_web.handbook.roads import Road, lane
from hotline_web.handbook.shapes import BOLD, GAP, HEAD, LINE, PILL, WIDTH, Box, Drawn, head

NARROW = 80.0


def draw_lanes(pen: Pen, found: list[Road]) -> None:
    """One below the other, in the order of the states."""
    for state in pen.life.aside:
        of_lane = [road for road in found if lane(road, pen.life) == state]
        if of_lane:
            _lane(pen, state, of_lane)


def _lane(pen: Pen, state: str, of_lane: list[Road]) -> None:
    wide = max(width(line, BOLD) for line in broken(pen.name(state), BOLD, NARROW)) + 20
    left, right = pen.x[state] - wide / 2, pen.x[state] + wide / 2
    beyond = [pen.x[road.to] - 2 + pen.pill_width(road.to) for road in of_lane if pen.x[road.to] > right]
    start = max(right, *beyond, 0) + 16
    pen.y += GAP
    top = pen.y
    for road in of_lane:
        words = pen.stacked(road, max(WIDTH - start - 4, 90))
        height = max(LINE * len(words) + 10, PILL + 10, _storeys(pen, road) * (PILL + 4) + 6)
        y = pen.y + height / 2
        first = y - LINE * (len(words) - 1) / 2 + 4
        shown = tuple(Lettering(start, first + LINE * at, (part,)) for at, part in enumerate(words))
        if road.to == state:
            pen.made.drawn.append(_entering(pen, road, left, y, shown))
        else:
            pen.made.drawn.append(_leaving(pen, road, left, right, y, shown))
        pen.y += height
    pen.state(state, (top + pen.y) / 2, wide, pen.y - top, "aside")


def _entering(pen: Pen, road: Road, left: float, y: float, words: tuple[Lettering, ...]) -> Drawn:
    dots = tuple((pen.x[one], y) for one in road.sources if one in pen.life.road)
    others = _pills(pen, road, y)
    start = min([x for x, _ in dots] + [one.x for one in others])
    return Drawn(road, f"M{start:g} {y:g}H{left - HEAD:g}", (head(left, y, 1),), dots, others, words)


def _storeys(pen: Pen, road: Road) -> int:
    """How many states aside that a road enters from stand in the same column."""
    columns = [pen.x[one] for one in road.sources if one in pen.life.aside and one != road.to]
    return max((columns.count(x) for x in columns), default=1)


def _pills(pen: Pen, road: Road, y: float) -> tuple[Box, ...]:
    """The states aside that a road enters from; those of one column one above the other."""
    found: list[Box] = []
    aside = [one for one in road.sources if one in pen.life.aside]
    for one in aside:
        same = [other for other in aside if pen.x[other] == pen.x[one]]
        step = same.index(one) - (len(same) - 1) / 2
        found.append(pen.pill(one, pen.x[one], y + step * (PILL + 4), "start"))
    return tuple(found)


def _leaving(
    pen: Pen, road: Road, left: float, right: float, y: float, words: tuple[Lettering, ...]
) -> Drawn:
    """To a neighbouring column there is little room, so the pill stands beyond the column's middle."""
    x, half = pen.x[road.to], pen.pill_width(road.to) / 2
    side = 1 if x > right else -1
    edge = x - 2 * side
    pill: Box = pen.pill(road.to, edge + half * side, y, "end")
    start = right if side > 0 else left
    return Drawn(road, f"M{start:g} {y:g}H{edge - side * HEAD:g}", (head(edge, y, side),), (), (pill,), words)
