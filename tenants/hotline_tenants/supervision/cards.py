"""System supervision: the rules read what happened from the feed of events, open cards and close those that are met.

No verb knows of it. One reader at a time holds the place in the feed, and a batch of events moves the place in the
transaction that writes its cards: killed in the middle, it has left nothing and begins again.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.feed.model import FeedEntry
from hotline_tenants.supervision.closing_cards import close_what_is_met
from hotline_tenants.supervision.counting import COUNTED, count_supervised
from hotline_tenants.supervision.model import SupervisionPlace
from hotline_tenants.supervision.opening_cards import open_cards
from hotline_tenants.supervision.rules import Fired, by_clocks, by_people
from hotline_tenants.supervision.thresholds import thresholds_of

BATCH = 1000
"""Events of one transaction."""


async def read_on(db: Db, *, at: dt.datetime, limit: int = BATCH) -> int:
    """Let the rules read one batch of events of this tenant; returns how many, 0 where somebody else reads."""
    place = await hold_place(db, "feed")
    if place is None:
        return 0
    events = await _events(db, place.position, limit)
    if not events:
        return 0
    fired: list[Fired] = by_clocks(events)
    fired += await by_people(db, events, await thresholds_of(db))
    await open_cards(db, fired, at=at)
    await db.write()
    fallen = await close_what_is_met(db, events)
    await count_supervised(db, {one.case_id for one in fired if one.level in COUNTED} | fallen)
    place.position = events[-1].position
    return len(events)


async def hold_place(db: Db, name: str) -> SupervisionPlace | None:
    """The place, held to the commit; None where somebody else holds it."""
    first = insert(SupervisionPlace).values(tenant_id=db.tenant, name=name, position=0)
    await db.execute(first.on_conflict_do_nothing())
    wanted = select(SupervisionPlace).where(
        SupervisionPlace.tenant_id == db.tenant, SupervisionPlace.name == name
    )
    held = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await db.execute(held)).scalar_one_or_none()


async def _events(db: Db, position: int, limit: int) -> Sequence[Any]:
    """The next events in their order. Imported history has none that a rule could mean."""
    tenant = db.tenant
    return (
        await db.execute(
            select(
                FeedEntry.position, CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.act, CaseEvent.role,
                CaseEvent.unit_id, CaseEvent.data, Case.number, Case.origin, Case.state, Case.lead_unit_id,
            )
            .join(
                CaseEvent,
                and_(
                    CaseEvent.tenant_id == tenant, CaseEvent.case_id == FeedEntry.case_id,
                    CaseEvent.seq == FeedEntry.seq,
                ),
            )
            .join(Case, and_(Case.tenant_id == tenant, Case.id == FeedEntry.case_id))
            .where(FeedEntry.tenant_id == tenant, FeedEntry.position > position)
            .order_by(FeedEntry.position)
            .limit(limit)
        )
    ).all()  # fmt: skip
