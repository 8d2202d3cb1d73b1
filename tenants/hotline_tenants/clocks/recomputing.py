"""Reckoning running clocks again by the calendar as it is now; rule and start stay as they were frozen."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, text

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.rules import Rule, rules_by_version
from hotline_tenants.clocks.running import Limit, counted, limit_of
from hotline_tenants.clocks.stretching import ADDED, STANDSTILLS, later_by, stretched

Rules = Mapping[tuple[str, int], Rule]


class Frozen(NamedTuple):
    """What of a clock stays as it was: its kind and start, the rule that it names (and the floor under it), what was
    added to it, and the parent's moment as it was.
    """

    kind: str
    started_at: dt.datetime
    named: Sequence[tuple[str, int]]
    added: Sequence[dict[str, Any]]
    nested: str | None

    @classmethod
    def of(cls, clock: Clock) -> "Frozen":
        """That of a loaded clock."""
        told = clock.explanation
        named = told.get("rules") or [(clock.rule_code, clock.rule_version)]
        return cls(clock.kind, clock.started_at, named, told.get(ADDED, ()), told.get("nested"))


_TENANTS = text("SELECT * FROM hotline_tenants_with_provisional_clocks()")
_ASSUMED = text(
    "SELECT DISTINCT cast(step ->> 'year' AS int) FROM clocks, jsonb_array_elements(explanation -> 'steps') AS step "
    "WHERE clocks.tenant_id = :tenant AND provisional AND stopped_at IS NULL AND step ->> 'key' = 'assumed'"
)


async def tenants_provisional(db: Db) -> list[int]:
    """The tenants in which an open clock had to assume a year."""
    return sorted((await db.execute(_TENANTS)).scalars())


async def assumed_years(db: Db) -> list[int]:
    """The years that open clocks of this tenant had to assume."""
    return sorted((await db.execute(_ASSUMED, {"tenant": db.tenant})).scalars())


async def cases_reckoned_over(
    db: Db, calendar: Calendar, first: dt.date, last: dt.date
) -> Sequence[uuid.UUID]:
    """The cases with an open clock that is provisional or runs over one of these local days, most urgent first."""
    begin = dt.datetime.combine(first, dt.time(), calendar.zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), calendar.zone)
    touched = or_(Clock.provisional, (Clock.due_at >= begin) & (Clock.started_at < end))
    wanted = (
        select(Clock.case_id)
        .where(Clock.tenant_id == db.tenant, Clock.stopped_at.is_(None), touched)
        .group_by(Clock.case_id)
        .order_by(func.min(Clock.due_at))
    )
    return (await db.execute(wanted)).scalars().all()


async def open_clocks(db: Db, case_id: uuid.UUID) -> Sequence[Clock]:
    """The running clocks of a locked case, held ones too, oldest first."""
    wanted = (
        select(Clock)
        .where(Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.stopped_at.is_(None))
        .order_by(Clock.id)
        .execution_options(populate_existing=True)
    )
    return (await db.execute(wanted)).scalars().all()


async def original_again(
    db: Db, calendar: Calendar, clock: Clock, *, no_later_than: dt.datetime | None = None
) -> Limit:
    """The limit that this clock would get today for the same start and the same version of its rule, by working time
    alone: without what was granted, and without the times in which it stood still.
    """
    return original_of(calendar, Frozen.of(clock), await rules_by_version(db), no_later_than=no_later_than)


def original_of(
    calendar: Calendar, frozen: Frozen, rules: Rules, *, no_later_than: dt.datetime | None = None
) -> Limit:
    """The same with the rules at hand."""
    rule, ceiling = _rule_of(frozen, rules), _first_ceiling(frozen, no_later_than)
    limit = limit_of(calendar, rule, frozen.kind, start=frozen.started_at, no_later_than=ceiling)
    assert limit is not None
    return limit


def due_again(
    calendar: Calendar, frozen: Frozen, rules: Rules, *, no_later_than: dt.datetime | None = None
) -> dt.datetime:
    """The moment of `limit_again` without how it came about: for very many clocks, of which nothing is written."""
    start, first = frozen.started_at, _first_ceiling(frozen, no_later_than)
    rule = _rule_of(frozen, rules)
    due_at = min(due.at for due, _, _ in counted(calendar, rule, frozen.kind, start=start))
    if first is not None and first < due_at:
        due_at = max(first, start)
    for step in frozen.added:
        due_at, _ = later_by(calendar, due_at, step)
    if no_later_than is not None and due_at > no_later_than > start:
        return no_later_than
    return due_at


def limit_again(
    calendar: Calendar, clock: Clock, original: Limit, *, no_later_than: dt.datetime | None = None
) -> Limit:
    """The original limit with everything that was added to this clock since, under the parent's moment of today."""
    return _under(calendar, clock, stretched(calendar, original, clock), no_later_than)


def limit_standing(
    calendar: Calendar, clock: Clock, original: Limit, *, no_later_than: dt.datetime | None = None
) -> Limit:
    """The original limit later by the times in which clocks stood still, and by nothing else: by this the figures ask
    whether a unit was in time.
    """
    return _under(calendar, clock, stretched(calendar, original, clock, why=STANDSTILLS), no_later_than)


def _under(calendar: Calendar, clock: Clock, limit: Limit, no_later_than: dt.datetime | None) -> Limit:
    if no_later_than is not None and limit.due_at > no_later_than > clock.started_at:
        return replace(limit, due_at=no_later_than, due_on=calendar.local_date(no_later_than))
    return limit


def _rule_of(frozen: Frozen, rules: Rules) -> Rule:
    """The rule that a clock names, with its floor."""
    rule, *floor = [rules[code, version] for code, version in frozen.named]
    return replace(rule, floor=floor[0]) if floor else rule


def _first_ceiling(frozen: Frozen, no_later_than: dt.datetime | None) -> dt.datetime | None:
    """Under which moment the first limit ended: what was granted went on from under the parent's moment as it was then."""
    if any(step["why"] not in STANDSTILLS for step in frozen.added):
        return dt.datetime.fromisoformat(frozen.nested) if frozen.nested else None
    return no_later_than


def move_clock(clock: Clock, limit: Limit, *, at: dt.datetime) -> None:
    """Give a clock its new limit. What was noticed before is noticed again only if it lies ahead again; one that has
    stopped is judged by the new limit.
    """
    clock.next_at = _next(clock, limit, at)
    if clock.stopped_at is not None:
        clock.outcome = "met" if clock.stopped_at <= limit.due_at else "missed"
    clock.due_at, clock.near_at = limit.due_at, limit.near_at
    clock.provisional, clock.explanation = limit.provisional, limit.explanation
    clock.rule_code, clock.rule_version, clock.span = limit.rule.code, limit.rule.version, str(limit.span)


def card_falls(clock: Clock, limit: Limit, *, at: dt.datetime) -> bool:
    """Whether this clock was overdue by the old limit and is not by the new one: no red card counts for lost time."""
    judged = clock.stopped_at or clock.held_at  # what is done at the last moment is in time
    if judged is not None:
        return clock.due_at < judged <= limit.due_at
    return clock.due_at <= at < limit.due_at


def _next(clock: Clock, limit: Limit, at: dt.datetime) -> dt.datetime | None:
    if clock.held_at is not None or clock.stopped_at is not None:
        return None
    if (clock.due_at, clock.near_at) == (limit.due_at, limit.near_at):
        return clock.next_at
    nothing_said = clock.next_at is not None and clock.next_at == clock.near_at
    if at < limit.near_at or (nothing_said and at < limit.due_at):
        return limit.near_at
    overdue_said = clock.next_at is None
    return None if overdue_said and limit.due_at <= at else limit.due_at
