"""Cases in which a unit does nothing: looked for once a day, because nothing happens in them that could be read."""

import datetime as dt
from typing import Any

from sqlalchemy import Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case, CaseEvent
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.supervision.cards import hold_place
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.opening_cards import open_cards
from hotline_tenants.supervision.rules import Fired
from hotline_tenants.supervision.thresholds import thresholds_of

BATCH = 200


async def look_for_idle(db: Db, *, at: dt.datetime, limit: int = BATCH) -> int:
    """Open a card for one batch of the units' parts without progress; returns how many. Once a day there is something
    to look for; a batch that is cut off leaves nothing and is looked for again.
    """
    calendar = await calendar_of(db)
    place, today = await hold_place(db, "idle"), calendar.local_date(at).toordinal()
    if place is None or place.position >= today:
        return 0
    days = (await thresholds_of(db))["no_progress"]
    since = calendar.before(at, working_days(days)).at
    fired = [
        Fired(
            "no_progress", "yellow", row.case_id, row.number, row.events, at, row.unit_id, row.id,
            because={"since": since, "threshold": days}, mark=f"P{row.place}",
        )
        for row in (await db.execute(idle(db.tenant, since).limit(limit)))
    ]  # fmt: skip
    await open_cards(db, fired, at=at)
    if len(fired) < limit:
        place.position = today
    return len(fired)


def idle(tenant: int, since: dt.datetime, *, again: bool = False) -> Select[Any, Any, Any, Any, Any, Any]:
    """Parts that were taken on and in which nobody of the unit did anything since; who awaits the caller is not idle.
    `place` counts the parts of its case up to this one; `again` finds those too that have a card for it. From a card
    that was exempted or lifted a part is free until its unit acts once more and then rests again.
    """
    before = aliased(Assignment)
    place = (
        select(func.count())
        .select_from(before)
        .where(before.tenant_id == tenant, before.case_id == Assignment.case_id, before.id <= Assignment.id)
        .scalar_subquery()
    )
    by_unit = exists().where(
        CaseEvent.tenant_id == tenant, CaseEvent.case_id == Assignment.case_id, CaseEvent.role != "clock",
        or_(
            CaseEvent.unit_id == Assignment.unit_id,
            CaseEvent.data["unit"].as_string() == cast(Assignment.unit_id, Text),
        ),
    )  # fmt: skip
    acted = by_unit.where(CaseEvent.at > since)
    spared = and_(
        Supervision.state.in_(("exempted", "lifted")), ~by_unit.where(CaseEvent.seq > Supervision.cause_seq)
    )
    known = exists().where(
        Supervision.tenant_id == tenant, Supervision.case_id == Assignment.case_id,
        Supervision.assignment_id == Assignment.id, Supervision.rule == "no_progress",
        or_(Supervision.state == "issued", spared),
    )  # fmt: skip
    awaiting = exists().where(
        Clock.tenant_id == tenant, Clock.case_id == Assignment.case_id, Clock.assignment_id == Assignment.id,
        Clock.hold == "caller",
    )  # fmt: skip
    found = (
        select(
            Assignment.id, Assignment.case_id, Assignment.unit_id, Case.number, Case.events, place.label("place")
        )
        .join(Case, and_(Case.tenant_id == tenant, Case.id == Assignment.case_id))
        .where(
            Assignment.tenant_id == tenant, Assignment.state.in_(("signed", "handling")),
            Assignment.dispatched_at <= since, Assignment.origin == "live", Case.state != "deferred",
            ~acted, ~awaiting,
        )
        .order_by(Assignment.id)
    )  # fmt: skip
    return found if again else found.where(~known)
