"""Finding the other side of a case, and taking both rows in the order that cannot deadlock."""

import uuid
from collections.abc import Collection

from sqlalchemy import bindparam, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db, about
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for, locked
from hotline_tenants.referrals.model import Referral

# Put together once: every act of an order asks for them.
_UP = about(
    Referral,
    select(Referral)
    .where(Referral.tenant_id == bindparam("tenant"), Referral.case_id == bindparam("case_id"))
    .where(Referral.side == "lower")
    .order_by(Referral.id.desc())
    .limit(1),
)
_DOWN = about(
    Referral,
    select(Referral)
    .where(Referral.tenant_id == bindparam("tenant"), Referral.assignment_id == bindparam("assignment_id"))
    .where(Referral.side == "upper"),
)


async def link_up(db: Db, case_id: uuid.UUID) -> Referral | None:
    """The latest referral by which this case came from above, or None."""
    return (await db.execute(_UP, {"tenant": db.tenant, "case_id": case_id})).scalar_one_or_none()


async def link_down(db: Db, assignment_id: uuid.UUID) -> Referral | None:
    """The referral that an assignment of this tenant opened, or None."""
    asked = {"tenant": db.tenant, "assignment_id": assignment_id}
    return (await db.execute(_DOWN, asked)).scalar_one_or_none()


async def orders_below(db: Db, assignments: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The cases that these assignments of this tenant opened in the governments that they went to."""
    wanted = select(Referral.other_case_id).where(
        Referral.tenant_id == db.tenant, Referral.side == "upper", Referral.assignment_id.in_(assignments)
    )
    return list((await db.execute(wanted.order_by(Referral.other_case_id))).scalars())


async def case_on_both_sides(
    db: Db, actor: Actor, case_id: uuid.UUID, *, version: int | None
) -> tuple[Case, Referral | None]:
    """`case_for` with the lock, for acts that may travel up: the upper tenant's row is locked before the lower's."""
    link = await link_up(db, case_id)
    if link is not None:
        await lock_above(db, link)
    return await case_for(db, actor, case_id, lock=True, version=version), link


async def lock_above(db: Db, link: Referral) -> None:
    """From the top down: an order may have come from one that came from above itself. Where the row above is held,
    those above it are.
    """
    if (Case, link.other_tenant_id, link.other_case_id) in db.held:
        return
    async with across(db, because=link):
        further = await link_up(db, link.other_case_id)
        if further is not None:
            await lock_above(db, further)
        await locked(db, link.other_case_id)
