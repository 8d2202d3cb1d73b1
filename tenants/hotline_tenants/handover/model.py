"""The exports that were made of whole governments."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base


class GovernmentExport(Base):
    """One parcel, known by the SHA-256 of its manifest, which carries a digest of every table. `tables` are the rows
    of each. It is proved once it was read from end to end and found equal to what stands in the database.
    """

    __tablename__ = "government_exports"
    __table_args__ = (Index("ix_government_exports_government", "government_id", "exported_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    government_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    digest: Mapped[bytes] = mapped_column(unique=True)
    exported_at: Mapped[dt.datetime]
    exported_by: Mapped[uuid.UUID | None]
    tables: Mapped[dict[str, Any]]
    files: Mapped[int]
    proved_at: Mapped[dt.datetime | None]
    proved_by: Mapped[uuid.UUID | None]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(self.tables.values())
