"""The answering days that were made public and are not over, as citizens read them."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text

from hotline_platform.database.session import Db

PUBLIC_DAYS = "public_answering_days"
"""Their name in the cache."""
_DAYS = text("SELECT * FROM hotline_public_answering_days()")


@dataclass(frozen=True)
class PublicDay:
    """Who answers when, and on what."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    leader: str
    post: str
    topic: str
    unit_zh: str | None
    unit_en: str | None


async def public_days(db: Db) -> list[PublicDay]:
    """The next ones of the tenant one stands in, for the public's role, which may read no table."""

    async def load() -> list[PublicDay]:
        return [PublicDay(*row) for row in await db.execute(_DAYS)]

    return await db.cache.get((PUBLIC_DAYS, db.tenant), load)
