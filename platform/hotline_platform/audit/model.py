"""The audit log: append-only, without personal data."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

FROM_ABOVE = "detail ? 'above'"
"""What was looked at by somebody who stands in a government above says so; the words of the partial index itself."""


class AuditEntry(TenantObject, Base):
    """One thing that was refused, looked at or administered. Tenant 0 is the deployment itself."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "tenant_id", "at"),
        Index("ix_audit_entries_above", "tenant_id", "at", "id", postgresql_where=FROM_ABOVE),
        Index(
            "ix_audit_entries_subject", "tenant_id", "subject", "at", postgresql_where="subject IS NOT NULL"
        ),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")
    definer_reads: ClassVar[bool] = True

    at: Mapped[dt.datetime]
    account_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    subject: Mapped[uuid.UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class Seal(TenantOwned, Base):
    """One night's seal over a tenant: how far chains and log had come, under a key outside the database."""

    __tablename__ = "seals"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    number: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    at: Mapped[dt.datetime]
    heads: Mapped[int]
    entries: Mapped[int]
    last_entry: Mapped[uuid.UUID | None]
    log_digest: Mapped[bytes]
    mac: Mapped[bytes]


class SealedHead(TenantOwned, Base):
    """How long one case's chain was at a seal, and its last hash: a tail cut off later shows."""

    __tablename__ = "sealed_heads"
    __table_args__ = (Index("ix_sealed_heads_case", "tenant_id", "case_id", "seq"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    seal: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes]
