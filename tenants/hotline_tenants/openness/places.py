"""Where a demand can lie, as the public sees it: open districts and streets of one government, by name only."""

from sqlalchemy import text

from hotline_platform.database.session import Db
from hotline_tenants.network.units import UnitInfo, UnitTree

_AREAS = text("SELECT * FROM hotline_public_areas()")


async def public_areas(db: Db) -> UnitTree:
    """The areas of the tenant one stands in, for the public's role, which may read no table."""

    async def load() -> UnitTree:
        return UnitTree([UnitInfo(*row) for row in await db.execute(_AREAS)])

    return await db.cache.get(("public_areas", db.tenant), load)
