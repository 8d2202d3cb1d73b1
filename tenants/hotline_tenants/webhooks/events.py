"""Reading the feed: events after a place, each with its case's number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import known_to
from hotline_tenants.feed.model import FeedEntry
from hotline_tenants.feed.placing import head_of


async def events_after(db: Db, actor: Actor, position: int, limit: int) -> tuple[Sequence[Any], int, bool]:
    """What happened in the next `limit` places after `position` in cases that this actor may know of, the place up to
    which that is all, and whether there are more.
    """
    upto = min(position + limit, head := await head_of(db))
    if upto <= position:
        return (), position, False
    places = FeedEntry.position > position, FeedEntry.position <= upto
    wanted = event_columns(db.tenant).where(*places, *known_to(db, actor))
    rows = (await db.execute(wanted.order_by(FeedEntry.position))).mappings().all()
    return rows, upto, upto < head


def event_columns(tenant: int) -> Select[Any]:
    """The selection of events by their places."""
    return (
        select(
            FeedEntry.position, CaseEvent.case_id, Case.number, CaseEvent.seq, CaseEvent.at, CaseEvent.act,
            CaseEvent.role, CaseEvent.unit_id, CaseEvent.data,
        )
        .select_from(FeedEntry)
        .join(
            CaseEvent,
            and_(
                CaseEvent.tenant_id == tenant, CaseEvent.case_id == FeedEntry.case_id, CaseEvent.seq == FeedEntry.seq
            ),
        )
        .join(Case, and_(Case.tenant_id == tenant, Case.id == FeedEntry.case_id))
        .where(FeedEntry.tenant_id == tenant)
    )  # fmt: skip
