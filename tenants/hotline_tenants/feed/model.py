"""Events that wait for their place in the order, and those that have one."""

import uuid
from typing import ClassVar

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantOwned


class Announcement(TenantOwned, Base):
    """An event that has just happened, written with it. `id` rises in the order of writing, not of committing."""

    __tablename__ = "announcements"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")
    definer_reads: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[uuid.UUID]
    seq: Mapped[int]


class FeedEntry(TenantOwned, Base):
    """An event at its place: 1, 2, 3 … without a gap, given out after the commit of what it tells."""

    __tablename__ = "feed_entries"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")
    definer_reads: ClassVar[bool] = True

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    case_id: Mapped[uuid.UUID]
    seq: Mapped[int]
