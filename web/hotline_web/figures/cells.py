"""A comparison as a table: its columns, and for every unit the cells with what they lead to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.rates import RATES, WENT_WELL, WENT_WRONG
from hotline_tenants.overview.behind import OVERDUE
from hotline_tenants.overview.comparing import INSIDE, Compared, Comparison, House
from hotline_web.figures.leading import Leads
from hotline_web.figures.words import IN_SHORT, MEASURE_NAMES, RATE_MEANINGS, RATE_NAMES, pace_words

Direction = Literal["up", "down", "same"]
MANY = 500


@dataclass(frozen=True)
class Heading:
    """A column; `meaning` explains it to whoever points at it."""

    label: Message
    meaning: Message | None = None


@dataclass(frozen=True)
class Change:
    """Against the period before: a number for counts, points of a hundred for rates. `marked` where the intervals of
    the two periods have nothing in common; everything else may be chance and stays quiet.
    """

    direction: Direction
    size: float
    points: bool
    marked: bool = False


@dataclass(frozen=True)
class CountCell:
    value: int
    url: str | None = None
    change: Change | None = None
    tone: str = "neutral"
    kind: str = "count"


@dataclass(frozen=True)
class RateCell:
    rate: Rate
    counted_url: str | None
    of_url: str | None
    change: Change | None
    kind: str = "rate"

    @property
    def digits(self) -> int:
        """How exactly the rate is told."""
        return digits_of(self.rate)


@dataclass(frozen=True)
class PaceCell:
    median: Message | None
    ninth: Message | None
    url: str | None
    kind: str = "pace"


@dataclass(frozen=True)
class AgainCell:
    """What had to be done again or came back: rework, and in short words below it what else; three counts in the room
    of one.
    """

    first: CountCell
    others: tuple[tuple[Message, CountCell], ...]
    kind: str = "again"


Cell = CountCell | RateCell | PaceCell | AgainCell


@dataclass(frozen=True)
class Row:
    """One unit; `url` leads into its house."""

    name: str | Message
    url: str | None
    cells: tuple[Cell, ...]


HEADINGS: tuple[Heading, ...] = (
    Heading(MEASURE_NAMES["dispatched"]),
    *(Heading(RATE_NAMES[name], RATE_MEANINGS[name]) for name in WENT_WELL),
    Heading(MEASURE_NAMES["answered"]),
    Heading(
        N_("Days to the answer"),
        N_("median and, below it, 90th percentile of the days from dispatch to the accepted answer"),
    ),
    Heading(
        MEASURE_NAMES["rework"],
        N_(
            "below it orders that the unit returned and that were misdispatched, and closings that an objection found false"
        ),
    ),
    Heading(MEASURE_NAMES[OVERDUE], N_("limits to sign or to reply that have passed, whatever the period")),
)

WRONG_HEADINGS = tuple(Heading(RATE_NAMES[name], RATE_MEANINGS[name]) for name in WENT_WRONG)

INSIDE_HEADINGS: tuple[Heading, ...] = (
    *(Heading(MEASURE_NAMES[measure]) for measure in INSIDE),
    HEADINGS[-1],
)


def rows(comparison: Comparison, leads: Leads, names: Sequence[str | Message]) -> list[Row]:
    """One row for each unit and a last one for all together; `names` in the same order, without the last."""
    return [Row(name, leads.house(one), tuple(_cells(one, leads))) for name, one in _named(comparison, names)]


def wrong(comparison: Comparison, leads: Leads, names: Sequence[str | Message]) -> list[Row]:
    """The rates of which less is better; empty where none of them has a case, as of imported history."""
    if not any(comparison.whole.rate(name).of for name in WENT_WRONG):
        return []
    return [
        Row(name, leads.house(one), tuple(_rate(one, leads, rate) for rate in WENT_WRONG))
        for name, one in _named(comparison, names)
    ]


def inside(comparison: Comparison, leads: Leads, names: Sequence[str | Message]) -> list[Row]:
    """The same of the governments' own houses; empty where the units are no governments."""
    return [
        Row(name, leads.house(one), tuple(_inside(one, one.house, leads)))
        for name, one in _named(comparison, names)
        if one.house is not None
    ]


def _named(
    comparison: Comparison, names: Sequence[str | Message]
) -> Iterator[tuple[str | Message, Compared]]:
    return zip((*names, N_("All together")), (*comparison.rows, comparison.whole), strict=True)


def change_of_count(now: int, before: int) -> Change | None:
    """How many more or fewer; None where both are nothing."""
    if not (now or before):
        return None
    return Change(_direction(now - before), abs(now - before), points=False)


def change_of_rate(now: Rate, before: Rate) -> Change | None:
    """In points of a hundred; None where one of the two is a rate of nothing."""
    if now.share is None or before.share is None:
        return None
    size = (now.share - before.share) * 100
    rounded = round(size, digits_of(now))
    return Change(_direction(rounded), abs(rounded), points=True, marked=now.differs_from(before))


def digits_of(rate: Rate) -> int:
    """A tenth of a point means something only of many cases."""
    return 1 if rate.of >= MANY else 0


def _direction(size: float) -> Direction:
    return "same" if size == 0 else "up" if size > 0 else "down"


def _cells(one: Compared, leads: Leads) -> Iterator[Cell]:
    yield _count(one, leads, "dispatched")
    for name in WENT_WELL:
        yield _rate(one, leads, name)
    yield _count(one, leads, "answered")
    yield PaceCell(pace_words(one.pace(0.5)), pace_words(one.pace(0.9)), leads.cases(one, "answered"))
    yield AgainCell(
        _count(one, leads, "rework"),
        tuple((words, _count(one, leads, measure)) for measure, words in IN_SHORT.items()),
    )
    yield CountCell(one.overdue, leads.cases(one, OVERDUE), tone="overdue" if one.overdue else "neutral")


def _inside(one: Compared, house: House, leads: Leads) -> Iterator[Cell]:
    for measure in INSIDE:
        now = house.now.get(measure, 0)
        yield CountCell(now, leads.inside(one, measure), change_of_count(now, house.before.get(measure, 0)))
    yield CountCell(house.overdue, leads.inside(one, OVERDUE), tone="overdue" if house.overdue else "neutral")


def _count(one: Compared, leads: Leads, measure: str) -> CountCell:
    now = one.now.get(measure, 0)
    return CountCell(now, leads.cases(one, measure), change_of_count(now, one.before.get(measure, 0)))


def _rate(one: Compared, leads: Leads, name: str) -> RateCell:
    counted, of = RATES[name]
    change = change_of_rate(one.rate(name), one.rate_before(name))
    return RateCell(one.rate(name), leads.cases(one, counted), leads.cases(one, of), change)
