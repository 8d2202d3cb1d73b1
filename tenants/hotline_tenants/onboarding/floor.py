"""Inside the city's floor: a district's limits may be tighter than the city's, never looser (`domain.md` §4)."""

from collections.abc import Iterable, Iterator, Sequence

from hotline_platform.calendar.office_hours import OfficeHours, read_periods
from hotline_platform.calendar.spans import Span, SpanKind
from hotline_platform.errors import N_, Message
from hotline_tenants.clocks.rules import Rule

LIMITS = (
    "desk",
    "sign",
    "contact",
    "return_within",
    "reply",
    "review",
    "callback",
    "extension",
    "pause",
    "objection",
)
"""Every limit of a rule that is a span."""

GRANTED = frozenset({"return_within", "extension"})
"""What a rule grants: where it sets none there is none, which is the tighter of the two."""

_DAY = 24 * 60


def looser_limits(rule: Rule, floor: Rule, hours: Sequence[OfficeHours]) -> Iterator[str]:
    """The limits of a rule that may end later than those of the same rule above, by any of the office hours that hold."""
    for name in LIMITS:
        span, above = getattr(rule, name), getattr(floor, name)
        if span is None:
            if above is not None and name not in GRANTED:
                yield name
        elif above is None:
            if name in GRANTED:
                yield name
        elif any(outlasts(span, above, one) for one in hours):
            yield name
    if rule.extensions > floor.extensions:
        yield "extensions"


def outside(
    rules: Iterable[Rule], floor: Iterable[Rule], hours: Sequence[OfficeHours]
) -> dict[str, tuple[str, ...]]:
    """The codes of rules outside the floor, each with its looser limits; one that the city lacks is measured by the
    city's general rule.
    """
    above = {rule.code: rule for rule in floor}
    found = {}
    for rule in rules:
        measure = above.get(rule.code) or above.get("general")
        if measure is not None and (looser := tuple(looser_limits(rule, measure, hours))):
            found[rule.code] = looser
    return found


def why_looser_hours(hours: Sequence[Sequence[str]], above: Sequence[Sequence[str]]) -> Message | None:
    """Why office hours, as they are written, would let limits end later than those above do, or None. Each is what
    holds from some day on: all of the ones are compared with all of the others.
    """
    own = [OfficeHours(read_periods(written)) for written in hours]
    floor = [OfficeHours(read_periods(written)) for written in above]
    if min(one.total for one in own) < max(one.total for one in floor):
        return N_("The working day is shorter than the city's: every limit in working time would end later.")
    if max(one.close for one in own) > min(one.close for one in floor):
        return N_("The office closes later than the city's: every limit in working days would end later.")
    return None


def outlasts(span: Span, floor: Span, hours: OfficeHours) -> bool:
    """Whether there is a moment to begin at from which `span` ends later than `floor`.

    Working days leave the day of dispatch out, so that two spans of different kinds are compared at the moment that
    is worst for the floor. Working time is never inside clock time: holidays stretch it.
    """
    if span.kind is floor.kind:
        return span.amount > floor.amount
    if floor.kind is SpanKind.CLOCK:
        return True
    if span.kind is SpanKind.CLOCK:
        return span.amount > _shortest(floor, hours)
    day = hours.minutes
    if span.kind is SpanKind.WORKING:
        return span.amount > floor.amount * day
    return (span.amount + 1) * day > floor.amount


def _shortest(floor: Span, hours: OfficeHours) -> int:
    """The clock minutes that working time takes at least: begun at midnight, for days; within office hours else."""
    if floor.kind is SpanKind.WORKING:
        return floor.amount
    close = hours.written[-1][1]
    return (floor.amount - 1) * _DAY + close.hour * 60 + close.minute
