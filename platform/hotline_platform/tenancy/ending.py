"""What is kept of how a government ends, its exports among it: global tables, because they outlive its rows."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
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


class Archiving(Base):
    """One time that a government was archived, until it was brought back, if it was."""

    __tablename__ = "archivings"
    __table_args__ = (
        Index("uq_archivings_open", "government_id", unique=True, postgresql_where="back_at IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    government_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    at: Mapped[dt.datetime]
    archived_by: Mapped[uuid.UUID | None]
    reason: Mapped[str]
    back_at: Mapped[dt.datetime | None]
    back_by: Mapped[uuid.UUID | None]
    back_reason: Mapped[str | None]


class Erasure(Base):
    """Asked for by one person, confirmed by another, begun after a time of grace, finished with a certificate.

    `counts` are the rows that are gone so far by table, added in the transaction that deletes them. The certificate
    holds what is worth keeping and carries no case content; `mac` seals it under the key outside the database.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint("confirmed_by <> asked_by", name="two_persons"),
        CheckConstraint("(confirmed_at is null) = (begin_at is null)", name="begin"),
        CheckConstraint("(finished_at is null) = (mac is null)", name="sealed"),
        Index(
            "uq_erasures_open", "government_id", unique=True,
            postgresql_where="withdrawn_at IS NULL AND finished_at IS NULL",
        ),
        Index("ix_erasures_asked", "asked_at", "id"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    government_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("government_exports.id"))
    reason: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None]
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[uuid.UUID | None]
    begin_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None]
    withdrawn_reason: Mapped[str | None]
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    certificate: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    mac: Mapped[bytes | None]

    @property
    def open(self) -> bool:
        """Whether it is still to come, or under way."""
        return self.finished_at is None and self.withdrawn_at is None
