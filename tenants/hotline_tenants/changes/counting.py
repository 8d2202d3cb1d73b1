"""What other numbers would come to: how many callers are called again, how the last test calls would have scored, how
often a ladder would have climbed, how many gaps are warned of, how many changes would be late. One line for each
government that takes the value from here.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import Integer, cast, func, literal, select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy import values as keys
from hotline_platform.tenancy.registry import Registry, registry_of
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.figures.periods import month_of, moved
from hotline_tenants.inspection.populations import sizes
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.points.calling import Sheet, score_of
from hotline_tenants.points.filing import due_of
from hotline_tenants.points.model import PointChange, TestCall, TestRound
from hotline_tenants.recalls.drawing import districts, wanted_of
from hotline_tenants.rosters.gaps import gaps_of

BACK = dt.timedelta(days=90)

Pair = tuple[float | None, float | None]
"""A number as it is and as it would be; None where there is nothing to reckon it from."""

Count = Callable[..., Awaitable[Mapping[str, Pair]]]


async def numbers_moved(db: Db, wanted: Mapping[str, Any], *, at: dt.datetime) -> list[dict[str, Any]]:
    """For each value that is to be another: what it comes to now and then, by government; of those below only where it
    comes to anything.
    """
    registry = await registry_of(db)
    found: list[dict[str, Any]] = []
    for subject, after in wanted.items():
        key = subject.removeprefix("value.")
        if key not in COUNTED and key != keys.RECALLS:
            continue
        now = keys.value_of(registry, db.tenant, key).value
        then = after if after is not None else _inherited(registry, db.tenant, key)
        if key == keys.RECALLS:
            found += await _recalls(db, now, then, at=at)
            continue
        for tenant in takers(registry, db.tenant, key):
            if tenant == db.tenant:
                pairs = await COUNTED[key](db, now, then, at=at)
            else:
                async with across(db, because=NewLink(db.tenant, tenant)):
                    pairs = await COUNTED[key](db, now, then, at=at)
            found += [
                _line(registry.get(tenant).names, what, pair)
                for what, pair in pairs.items()
                if tenant == db.tenant or any(pair)
            ]
    return found


def takers(registry: Registry, tenant: int, key: str) -> list[int]:
    """A government and those below it that take a value from it, the upper before the lower."""
    found = [tenant]
    for one in registry.below(tenant):
        if one.living and one.parent_id in found and key not in one.own:
            found.append(one.id)
    return found


def _inherited(registry: Registry, tenant: int, key: str) -> Any:
    parent = registry.get(tenant).parent_id
    return keys.value_of(registry, parent, key).value if parent is not None else keys.DEFAULTS[key]


def _line(names: Mapping[str, str], what: str, pair: Pair) -> dict[str, Any]:
    return {"government": dict(names), "what": what, "now": pair[0], "then": pair[1]}


async def _recalls(db: Db, now: int, then: int, *, at: dt.datetime) -> list[dict[str, Any]]:
    """By the closings of the last whole month: nobody is called again whom nobody was asked for."""
    month = moved(month_of((await calendar_of(db)).local_date(at)).first, -1)
    wanted, registry, lines = wanted_of(month, as_of=at), await registry_of(db), []
    for unit in await districts(db):
        assert unit.governs_tenant_id is not None
        async with across(db, because=NewLink(db.tenant, unit.governs_tenant_id)):
            population = sum((await sizes(db, wanted)).values())
        names = registry.get(unit.governs_tenant_id).names
        lines.append(_line(names, keys.RECALLS, (min(now, population), min(then, population))))
    return lines


async def _scores(db: Db, now: list[int], then: list[int], *, at: dt.datetime) -> Mapping[str, Pair]:
    """The calls that were made, scored anew: what was scored stays as it is."""
    since = (await calendar_of(db)).local_date(at - BACK)
    rows = await db.execute(
        select(
            TestCall.answered, TestCall.rings, TestCall.greeted, TestCall.knew_duties, TestCall.called_back,
            TestRound.rings_within, TestRound.pass_mark,
        )
        .join(TestRound, (TestRound.tenant_id == db.tenant) & (TestRound.id == TestCall.round_id))
        .where(TestCall.tenant_id == db.tenant, TestCall.called_on >= since)
    )  # fmt: skip
    scores: tuple[list[int], list[int]] = ([], [])
    passed = [0, 0]
    for row in rows:
        sheet = Sheet(
            answered=bool(row.answered), rings=row.rings, greeted=bool(row.greeted), knew_duties=bool(row.knew_duties),
            called_back=row.called_back,
        )  # fmt: skip
        for place, weights in enumerate((now, then)):
            scores[place].append(score_of(sheet, row.rings_within, weights))
            passed[place] += scores[place][-1] >= row.pass_mark
    if not scores[0]:
        return {"score": (None, None), "passed": (0, 0)}
    mean = [round(sum(one) / len(one), 1) for one in scores]
    return {"score": (mean[0], mean[1]), "passed": (passed[0], passed[1])}


def _alerts(urgency: str) -> Count:
    async def count(db: Db, now: int, then: int, *, at: dt.datetime) -> Mapping[str, Pair]:
        """Steps after the first that the ladders of the last months took by the pace of each, until somebody signed."""
        waited = (
            func.extract("epoch", func.coalesce(Assignment.signed_at, literal(at)) - Ladder.started_at) / 60
        )
        steps = 2 + cast(Ladder.above_tenant_id.is_not(None), Integer)
        sums = [func.sum(func.least(steps, func.floor(waited / minutes))) for minutes in (now, then)]
        row = (
            await db.execute(
                select(*sums)
                .select_from(Ladder)
                .join(
                    Assignment, (Assignment.tenant_id == db.tenant) & (Assignment.id == Ladder.assignment_id)
                )
                .join(Case, (Case.tenant_id == db.tenant) & (Case.id == Ladder.case_id))
                .where(Ladder.tenant_id == db.tenant, Ladder.started_at >= at - BACK, Case.urgency == urgency)
            )
        ).one()
        return {"alerts": (int(row[0] or 0), int(row[1] or 0))}

    return count


async def _gaps(db: Db, now: int, then: int, *, at: dt.datetime) -> Mapping[str, Pair]:
    found = [len(await gaps_of(db, at, at + dt.timedelta(days=days))) for days in (now, then)]
    return {"gaps": (found[0], found[1])}


async def _late(db: Db, now: int, then: int, *, at: dt.datetime) -> Mapping[str, Pair]:
    """What waits to be filed and would be past its limit today."""
    calendar = await calendar_of(db)
    days = list(
        await db.scalars(
            select(PointChange.happened_on).where(
                PointChange.tenant_id == db.tenant, PointChange.filed_at.is_(None), PointChange.settled_at.is_(None),
                PointChange.due_at.is_not(None),
            )
        )
    )  # fmt: skip
    late = [sum(at > due_of(calendar, day, limit)[0] for day in days) for limit in (now, then)]
    return {"waiting": (len(days), len(days)), "late": (late[0], late[1])}


COUNTED: Mapping[str, Count] = {
    keys.TEST_CALL_WEIGHTS: _scores,
    keys.EXTRA_URGENT_STEP: _alerts("extra_urgent"),
    keys.URGENT_STEP: _alerts("urgent"),
    keys.GAP_DAYS: _gaps,
    keys.FILED_DAYS: _late,
}
"""What the values that take two people come to; clocks that run, and callers called again, are reckoned apart."""
