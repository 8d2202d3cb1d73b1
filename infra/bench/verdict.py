"""One line of the result: what was measured, its bound, and whether it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`ok` is None for what is told for information only."""

    name: str
    measured: str
    bound: str = ""
    ok: bool | None = None

    def shown(self) -> str:
        """The line as it is printed."""
        verdict = {True: "ok", False: "NOT", None: ""}[self.ok]
        return f"  {self.name:58} {self.measured:>34}  {self.bound:>10}  {verdict}".rstrip()


def at_most(name: str, value: float, bound: float, unit: str = "", told: str = "") -> Line:
    """A figure that must not be greater than its bound."""
    return Line(name, _told(value, unit, told), f"≤ {bound:g}{unit}", value <= bound)


def at_least(name: str, value: float, bound: float, unit: str = "", told: str = "") -> Line:
    """A figure that must not be smaller than its bound."""
    return Line(name, _told(value, unit, told), f"≥ {bound:g}{unit}", value >= bound)


def interleaved(rounds: int, *measures: Callable[[], float]) -> Sequence[float]:
    """The least of each measure, taken in turns: what the machine does besides can only add to it."""
    taken = [[measure() for measure in measures] for _ in range(rounds)]
    return [min(column) for column in zip(*taken, strict=True)]


def _told(value: float, unit: str, told: str) -> str:
    return f"{value:,.4g}{unit}" + (f" ({told})" if told else "")
