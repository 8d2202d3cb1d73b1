"""A threshold tried on the last months, as far as what is kept tells: how often it was come to, by the old and the new."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, select

from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Callback, Case
from hotline_tenants.changes.replaying import DAYS
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.rules import COUNTED, dissatisfied_in


async def past_of(db: Db, code: str, now: int, then: int, *, at: dt.datetime) -> dict[str, Any]:
    """The cases in which it was come to in the last 90 days, `by_now` and `by_then`; None where nothing tells.

    What nobody did for fewer days than the threshold left no trace, so a stricter one cannot be tried on it; nor does the
    ladder leave any, which only says when the next step is due.
    """
    since = at - dt.timedelta(days=DAYS)
    if code == "repeated_return":
        asked = (
            select(Ruling.case_id, Ruling.asked_at.label("at"), _nth(Ruling.case_id, Ruling.asked_at))
            .where(Ruling.tenant_id == db.tenant, Ruling.kind == "return")
            .subquery("counted")
        )
        return await _reached(db, asked, now, then, since=since)
    if code == "dissatisfied":
        first = (
            select(Callback.case_id, func.min(Callback.at).label("at"))
            .where(Callback.tenant_id == db.tenant, dissatisfied_in())
            .group_by(Callback.case_id, Callback.round)
            .subquery("rounds")
        )
        rounds = select(first.c.case_id, first.c.at, _nth(first.c.case_id, first.c.at)).subquery("counted")
        return await _reached(db, rounds, now, then, since=since)
    if code == "repeated_demand":
        rule = COUNTED[code]
        of_them = rule.of(db.tenant).where(
            Case.registered_at >= since, Case.origin == "live", Case.lead_unit_id.is_not(None)
        )
        counted = of_them.subquery("counted")
        numbers = select(*(func.count().filter(counted.c.number >= one) for one in (now, then)))
        row = (await db.execute(numbers.select_from(counted))).one()
        return {"by_now": row[0], "by_then": row[1]}
    if code == "no_progress" and then > now:
        return await _still_idle(db, then - now, since=since, at=at)
    return {"by_now": None, "by_then": None}


def _nth(case_id: Any, at: Any) -> ColumnElement[int]:
    return func.row_number().over(partition_by=case_id, order_by=at).label("number")


async def _reached(db: Db, counted: Any, now: int, then: int, *, since: dt.datetime) -> dict[str, Any]:
    numbers = select(
        *(func.count().filter(counted.c.number == one, counted.c.at >= since) for one in (now, then))
    )
    row = (await db.execute(numbers.select_from(counted))).one()
    return {"by_now": row[0], "by_then": row[1]}


async def _still_idle(db: Db, more: int, *, since: dt.datetime, at: dt.datetime) -> dict[str, Any]:
    """Of the cards that were given those whose unit did nothing for so many working days more."""
    calendar = await calendar_of(db)
    wanted = select(Supervision.opened_at, Supervision.closed_at).where(
        Supervision.tenant_id == db.tenant, Supervision.form == "system", Supervision.rule == "no_progress",
        Supervision.side == "own", Supervision.opened_at >= since,
    )  # fmt: skip
    cards = [(row[0], row[1]) for row in await db.execute(wanted)]
    longer = sum(
        (closed or at) >= calendar.after(opened, working_days(more)).at for opened, closed in cards
    )  # fmt: skip
    return {"by_now": len(cards), "by_then": longer}
