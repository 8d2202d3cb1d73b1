"""Reading the feed: events after a place, each with its case's number."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.cases.reaching import known_to
from hotline_tenants.feed.model import FeedEntry
from hotline_tenants.feed.placing import head_of

_DIGEST = re.compile(r"[0-9a-f]{64}")


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


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the feed as other systems are told it: keys, ids and moments, never personal content."""
    return {**{name: row[name] for name in row if name != "data"}, "facts": facts_of(row["data"])}


def facts_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's facts without the digests of erasable content, which are for proving and say nothing."""
    return {
        name: value
        for name, value in data.items()
        if name != "remarks" and not (isinstance(value, str) and _DIGEST.fullmatch(value))
    }
