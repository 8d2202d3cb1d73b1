"""The handing over of a government's administration from one person to another."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject

DECISIONS = ("confirmed", "refused", "withdrawn")


class Handing(TenantObject, Base):
    """Asked for by one person, decided by another who is neither of the two it concerns. Whoever hands over and
    `leaves` loses every role here. One waits at a time.
    """

    __tablename__ = "administration_handings"
    __table_args__ = (
        CheckConstraint("decision in ('confirmed', 'refused', 'withdrawn')", name="decision"),
        CheckConstraint("(decision is null) = (decided_at is null)", name="decided"),
        Index(
            "uq_administration_handings_open", "tenant_id", unique=True, postgresql_where="decided_at IS NULL"
        ),
        Index("ix_administration_handings_asked", "tenant_id", "asked_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    handed_by: Mapped[uuid.UUID]
    taken_by: Mapped[uuid.UUID]
    leaves: Mapped[bool]
    reason: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    decision: Mapped[str | None]
    answer: Mapped[str]
