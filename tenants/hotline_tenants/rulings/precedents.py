"""How earlier returns of a category and area were ruled on: shown to whoever dispatches the next one."""

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.rulings.model import Precedent


async def precedents(db: Db, case: Case, *, limit: int = 3) -> Sequence[Precedent]:
    """The latest rulings on returns of this category, in this area or without one; newest first."""
    return await precedents_at(db, case.category_id, case.area_id, limit=limit)


async def precedents_at(
    db: Db, category_id: uuid.UUID | None, area_id: uuid.UUID | None, *, limit: int
) -> Sequence[Precedent]:
    """The same for a place of the dispatch catalogue."""
    if category_id is None:
        return ()
    wanted = (
        select(Precedent)
        .where(Precedent.tenant_id == db.tenant, Precedent.category_id == category_id)
        .where(or_(Precedent.area_id == area_id, Precedent.area_id.is_(None)))
        .order_by(Precedent.ruled_at.desc())
        .limit(limit)
    )
    return (await db.execute(wanted)).scalars().all()
