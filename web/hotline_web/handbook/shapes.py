"""What a picture of a life is made of, and its measures in pixels."""

from dataclasses import dataclass, field

from hotline_web.handbook.lettering import Lettering
from hotline_web.handbook.roads import Road

WIDTH = 1150
BIG, BOLD, SMALL = 13.0, 14.5, 11.5
LINE = 16.0
GAP = 14.0
BOX = 38.0
PILL = 22.0
HEAD = 7.0


@dataclass(frozen=True)
class Box:
    """A state: on the road, beside it, or named again at the end of a line."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    state: str
    lines: tuple[Lettering, ...]


@dataclass(frozen=True)
class Drawn:
    """One road of the picture with its own line, dots, arrow heads and words."""

    road: Road
    path: str
    heads: tuple[str, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    boxes: tuple[Box, ...] = ()
    words: tuple[Lettering, ...] = ()


@dataclass
class Picture:
    """Everything that the template writes down as SVG."""

    height: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    headings: list[Lettering] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    columns: list[tuple[float, float, float]] = field(default_factory=list)


def head(x: float, y: float, side: int) -> str:
    """An arrow head with its point here: `side` 1 points right, -1 left."""
    return f"M{x:g} {y:g}l{-side * HEAD:g} -4v8z"


def loop(x: float, y: float) -> str:
    """A way that comes back to where it started."""
    return f"M{x:g} {y:g}c30 -14 30 12 12 5"
