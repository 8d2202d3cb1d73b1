"""How many people may work in a government, and how many do."""

import uuid
from collections.abc import Collection

from sqlalchemy import func, select, text

from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.values import PEOPLE, setting

_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtext('people'), :tenant)")


async def headcount(db: Db, *, among: Collection[uuid.UUID] | None = None) -> int:
    """How many people hold a role in the tenant one stands in; `among` counts only those."""
    wanted = select(func.count(Membership.account_id.distinct())).where(
        Membership.tenant_id == db.tenant, Membership.ended_at.is_(None)
    )
    if among is not None:
        wanted = wanted.where(Membership.account_id.in_(among))
    return int(await db.scalar(wanted) or 0)


async def why_no_room(db: Db, account_ids: Collection[uuid.UUID]) -> Message | None:
    """Why these people cannot all work here. Whoever asks waits for those who asked before and have not committed,
    so that two administrators do not both take the last place.
    """
    most = int(await setting(db, PEOPLE))
    if not most:
        return None
    await db.execute(_IN_TURN, {"tenant": db.tenant})
    already = await headcount(db, among=account_ids)
    there = await headcount(db)
    if there + len(set(account_ids)) - already <= most:
        return None
    return N_(
        "Only %(most)s people may work in this government, and %(there)s do. End the roles of people who have left, "
        "or ask the system administrator for a higher limit.",
        most=most, there=there,
    )  # fmt: skip
