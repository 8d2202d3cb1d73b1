"""Where in the tree a unit may stand: one rule for whoever puts it there, by hand, by file or by the import of divisions."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from hotline_platform.errors import N_, Message

Key = TypeVar("Key", bound=Hashable)

RANKS: Mapping[str, int] = {
    "government": 0,
    "department": 1,
    "public_service": 1,
    "street": 1,
    "committee": 2,
}
"""Nobody stands under somebody of a greater rank. The government above is no place at all: it is only referred to."""


def why_not_below(kind: str, above: str) -> Message | None:
    """None where a unit of this kind may stand under one of that kind."""
    if above == "superior":
        return N_("Nothing stands under the government above: it is only referred to.")
    if above == "committee":
        return N_("It would stand under a committee, which has nothing below it.")
    if RANKS.get(kind, 0) < RANKS[above]:
        return N_("A government does not stand under one of its units.")
    return None


def circle(start: Key, above: Callable[[Key], Key | None]) -> Sequence[Key] | None:
    """The way from a unit upwards back to itself, or None. A circle that lies further up is told there."""
    way, seen = [start], {start}
    while (following := above(way[-1])) is not None:
        way.append(following)
        if following == start:
            return way
        if following in seen:
            return None
        seen.add(following)
    return None
