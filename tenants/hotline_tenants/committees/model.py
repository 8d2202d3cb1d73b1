"""What a committee has handed in for residents, and what it was invited to. No clock, card or score hangs on either."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class CommitteeDemand(TenantOwned, Base):
    """Which committee handed a case in: it may see the answer."""

    __tablename__ = "committee_demands"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("ix_committee_demands_unit", "tenant_id", "unit_id", "submitted_at"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    unit_id: Mapped[uuid.UUID]
    submitted_at: Mapped[dt.datetime]
    submitted_by: Mapped[uuid.UUID | None]


class CommitteeInvitation(TenantObject, Base):
    """A unit's invitation to assist in a case. What it asks and what was answered are remarks of the case, under the
    events numbered here: they are erased with it.
    """

    __tablename__ = "committee_invitations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        UniqueConstraint("tenant_id", "case_id", "unit_id"),
        CheckConstraint("state in ('asked', 'accepted', 'declined')", name="state"),
        CheckConstraint("(state = 'asked') = (answered_at is null)", name="answered"),
        Index("ix_committee_invitations_unit", "tenant_id", "unit_id", "asked_at"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    case_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    by_unit_id: Mapped[uuid.UUID | None]
    state: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None]
    asked_seq: Mapped[int]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None]
    answered_seq: Mapped[int | None]
