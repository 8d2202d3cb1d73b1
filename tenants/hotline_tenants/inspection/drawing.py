"""Drawing a sample: by a seed and an order that everybody can follow, so that anybody draws the same one again.

In every stratum (a place and a kind of demand) the numbers are put in the order of SHA-256 over the seed, a space and
the number; the first ones are the sample. How many of each stratum: by its size with largest remainders (Hamilton's
method), those first that would have less than their least. Nothing else decides, no clock and no order of rows.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

METHOD = "SHA-256, Hamilton"
ROOM = 12
LAST = b"\xff" * 32
"""The last place that there can be in the order."""

Key = TypeVar("Key", bound=Hashable)


def draw_key(seed: str, number: str) -> bytes:
    """The place of a number in the order of the draw; `populations.key_of` is the same in SQL."""
    return hashlib.sha256(f"{seed} {number}".encode()).digest()


def draw(numbers: Iterable[str], seed: str, size: int) -> list[str]:
    """The first `size` numbers in the order of the draw."""
    return sorted(numbers, key=lambda number: draw_key(seed, number))[:size]


def allocate(populations: Mapping[Key, int], size: int, least: int) -> Mapping[Key, int]:
    """How many are drawn of each stratum: its share of the whole with largest remainders, and no fewer than `least` (or
    all, where there are fewer). Of equal remainders the stratum that comes first in `populations` wins.

    `size` lies between `needed(populations, least)` and the whole population.
    """
    drawn: dict[Key, int] = {}
    shared = dict(populations)
    while raised := _below(shared, size - sum(drawn.values()), least):
        drawn |= {key: min(least, shared.pop(key)) for key in raised}
    rest, whole = size - sum(drawn.values()), sum(shared.values())
    drawn |= {key: rest * many // whole for key, many in shared.items()}
    left = size - sum(drawn.values())
    for key in sorted(shared, key=lambda key: -(rest * shared[key] % whole))[:left]:
        drawn[key] += 1
    return {key: drawn[key] for key in populations}


def bound(many: int, size: int) -> bytes:
    """A place in the order before which, of so many numbers, at least `size` lie but for a chance of nothing: twice as
    many and some more are expected there. Whoever finds fewer looks at all of them.
    """
    if 2 * size + ROOM >= many:
        return LAST
    return ((1 << 256) * (2 * size + ROOM) // many).to_bytes(32, "big")


def needed(populations: Mapping[Key, int], least: int) -> int:
    """The smallest sample that has `least` of every stratum."""
    return sum(min(least, many) for many in populations.values())


def _below(populations: Mapping[Key, int], size: int, least: int) -> list[Key]:
    """Strata whose share would be less than they are to have."""
    whole = sum(populations.values())
    return [key for key, many in populations.items() if size * many < min(least, many) * whole]
