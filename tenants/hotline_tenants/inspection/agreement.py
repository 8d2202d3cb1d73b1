"""How far two inspectors agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """`pairs` of marks on the same line, `same` of them equal; `kappa` is None where chance alone would explain all
    of it: without a pair, or where both gave one and the same mark throughout.
    """

    pairs: int
    same: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The share of equal marks."""
        return self.same / self.pairs if self.pairs else None


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """The kappa of J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement
    20 (1960), pages 37-46, over pairs of marks.
    """
    given = list(pairs)
    many, same = len(given), sum(first == second for first, second in given)
    firsts, seconds = Counter(first for first, _ in given), Counter(second for _, second in given)
    by_chance = sum(firsts[mark] * seconds[mark] for mark in firsts)  # out of many², in whole numbers
    if by_chance == many * many:
        return Agreement(many, same, None)
    return Agreement(many, same, (many * same - by_chance) / (many * many - by_chance))
