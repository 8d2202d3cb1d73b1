"""A notice: a kind and ids, in the reader's own words only when shown."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class Notice(TenantObject, Base):
    """Something a person should know. `detail` holds numbers and keys, never personal data."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_account", "tenant_id", "account_id", "id"),
        Index("ix_notices_unread", "tenant_id", "account_id", postgresql_where="read_at IS NULL"),
    )
    definer_reads: ClassVar[bool] = True

    account_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[uuid.UUID | None]
    at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
