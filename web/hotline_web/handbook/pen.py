"""What draws the parts of a picture: it knows the language, where each state stands, and how far down it is."""

from collections.abc import Callable

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_, Message
from hotline_web.cases.standing import entered_after
from hotline_web.handbook.lettering import Lettering, Part, broken, listed, width
from hotline_web.handbook.lives import Life
from hotline_web.handbook.roads import Road
from hotline_web.handbook.shapes import BIG, BOLD, LINE, PILL, SMALL, WIDTH, Box, Picture

Says = Callable[[Message], str]
WORDS = 460.0
"""Room that a line of words may always take."""


class Pen:
    """Draws one life. `y` is the lower edge of what is drawn so far, `x` the middle of each state's column; what is
    aside stands between two columns.
    """

    def __init__(self, life: Life, says: Says) -> None:
        self.life, self.says, self.made, self.y = life, says, Picture(), 0.0
        self.pitch = WIDTH / len(life.road)
        self.box = min(self.pitch - 34, 116)
        self.x = {state: self.pitch * (at + 0.5) for at, state in enumerate(life.road)}
        for state in life.aside:
            self.x[state] = self.pitch * (entered_after(life.machine, life.road, state) + 1)

    def name(self, state: str) -> str:
        """A state in words."""
        return self.says(self.life.states[state])

    def state(self, state: str, y: float, wide: float, high: float, kind: str) -> None:
        """The box of a state around the middle `y`."""
        x, lines = self.x[state], broken(self.name(state), BOLD, wide - 10)
        first = y - LINE * (len(lines) - 1) / 2 + 4.5
        words = tuple(
            Lettering(x, first + LINE * at, (Part(line),), "middle") for at, line in enumerate(lines)
        )
        self.made.boxes.append(Box(x - wide / 2, y - high / 2, wide, high, kind, state, words))

    def pill(self, state: str, x: float, y: float, kind: str) -> Box:
        """A state named again, at the end or the start of a line."""
        wide = self.pill_width(state)
        words = (Lettering(x, y + 4, (Part(self.name(state)),), "middle"),)
        return Box(x - wide / 2, y - PILL / 2, wide, PILL, kind, state, words)

    def pill_width(self, state: str) -> float:
        """In pixels."""
        return width(self.name(state), SMALL) + 14

    def stacked(self, road: Road, room: float) -> list[Part]:
        """Acts, and below them who does them, in short lines."""
        acts, roles = self._words(road)
        lines = [Part(line, "act") for act in acts for line in broken(act, BIG, room)]
        return lines + [Part(line, "who") for line in listed(roles, self.says(N_(", ")), SMALL, room)]

    def flowing(self, road: Road, room: float) -> list[tuple[Part, ...]]:
        """Acts and who does them in one line, where there is room."""
        acts, roles = self._words(road)
        room = max(room, WORDS)
        who = self.says(N_(", ")).join(roles)
        lines = listed(acts, " · ", BIG, room)
        shown: list[tuple[Part, ...]] = [(Part(line, "act"),) for line in lines]
        if not who:
            return shown
        if width(lines[-1], BIG) + width(who, SMALL) + 10 <= room:
            return [*shown[:-1], (*shown[-1], Part(who, "who"))]
        return [*shown, (Part(who, "who"),)]

    def _words(self, road: Road) -> tuple[list[str], list[str]]:
        return (
            [self.says(self.life.acts[act]) for act in road.acts],
            [self.says(ROLE_NAMES[role]) for role in road.roles],
        )
