"""The steps of a state machine gathered into the roads of a picture: one arrow for what goes together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message
from hotline_web.handbook.lives import Life, holders

Kind = Literal["main", "ahead", "back", "aside", "staying"]

HEADINGS: dict[Kind, Message] = {
    "ahead": N_("Shorter ways ahead"),
    "back": N_("Ways back"),
    "aside": N_("Beside the road"),
    "staying": N_("Without leaving the state"),
}


@dataclass(frozen=True)
class Road:
    """Acts that lead from the same states to the same state and are done by the same people. `roles` are empty for
    what follows from another act; `to` is empty where the state stays what it is.
    """

    kind: Kind
    sources: tuple[str, ...]
    to: str
    acts: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The steps of the table that it draws."""
        return tuple((state, act) for state in self.sources for act in self.acts)


def roads(life: Life) -> list[Road]:
    """Every step of the table once, in the order of the picture."""
    sources: dict[tuple[str, str, Kind, tuple[str, ...]], list[str]] = {}
    main: set[tuple[str, str]] = set()
    for (state, act), step in life.machine.items():
        kind = _kind(life, state, step.to)
        if kind == "main" and (state, step.to) in main:
            kind = "ahead"
        main.add((state, step.to))
        key = (act, "" if kind == "staying" else step.to, kind, holders(step))
        sources.setdefault(key, []).append(state)
    together: dict[tuple[Kind, tuple[str, ...], str, tuple[str, ...]], list[str]] = {}
    for (act, to, kind, who), states in sources.items():
        ordered = tuple(sorted(states, key=list(life.states).index))
        together.setdefault((kind, ordered, to, who), []).append(act)
    found = [Road(kind, states, to, tuple(acts), who) for (kind, states, to, who), acts in together.items()]
    return [road for kind in ("main", *HEADINGS) for road in _of(kind, found, life)]


def _of(kind: str, found: list[Road], life: Life) -> Iterator[Road]:
    of_kind = [road for road in found if road.kind == kind]
    if kind == "aside":
        of_kind.sort(key=lambda road: life.aside.index(lane(road, life)))
    yield from of_kind


def lane(road: Road, life: Life) -> str:
    """The state aside that a road enters or leaves."""
    return road.to if road.to in life.aside else next(one for one in road.sources if one in life.aside)


def _kind(life: Life, state: str, to: str) -> Kind:
    if to == state:
        return "staying"
    if state in life.aside or to in life.aside:
        return "aside"
    here, there = life.road.index(state), life.road.index(to)
    if there == here + 1:
        return "main"
    return "ahead" if there > here else "back"
