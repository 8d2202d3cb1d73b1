"""The tables of rectification. A notice is one row on each side of the border, with the same id; to a unit of the
inspecting government itself it is one row alone.
"""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry


class Rectification(TenantObject, Base):
    """One notice, with its own clock. On the `upper` side it stands under its campaign, and `unit_id` is the district
    as a unit of ours; on the `lower` side the government above has issued it. One to a unit of our `own` is
    both in one: `unit_id` answers it, and `other_tenant_id` is this government itself. `next_at` is when its people are told
    again. `words` of the requirement and facts have their digest in the entry that issues it.
    """

    __tablename__ = "rectifications"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("side in ('upper', 'lower', 'own')", name="side"),
        CheckConstraint("state in ('draft', 'issued', 'reported', 'closed', 'discarded', 'moved')", name="state"),
        UniqueConstraint("tenant_id", "number"),
        Index("ix_rectifications_state", "tenant_id", "state", "due_at", "id"),
        Index("ix_rectifications_drafted", "tenant_id", "drafted_at", "id"),
        Index("ix_rectifications_unit", "tenant_id", "unit_id", "drafted_at", "id",
              postgresql_where="side = 'own'"),
        Index("ix_rectifications_campaign", "tenant_id", "campaign_id", postgresql_where="campaign_id IS NOT NULL"),
        Index("ix_rectifications_next", "tenant_id", "next_at", postgresql_where="next_at IS NOT NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    side: Mapped[str]
    other_tenant_id: Mapped[int]
    campaign_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    number: Mapped[str | None]
    state: Mapped[str]
    title: Mapped[str]
    facts: Mapped[str]
    requirement: Mapped[str]
    salt: Mapped[bytes]
    due_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    look_back_on: Mapped[dt.date]
    drafted_at: Mapped[dt.datetime]
    drafted_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[dt.datetime | None]
    reported_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    looked_back_at: Mapped[dt.datetime | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class _OfRectification(TenantOwned):
    rectification_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


def _owner() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "rectification_id"], ["rectifications.tenant_id", "rectifications.id"]
    )


class RectificationEntry(_OfRectification, Entry, Base):
    """One thing that happened."""

    __tablename__ = "rectification_entries"
    __table_args__ = (_owner(),)


class RectificationRemark(TenantObject, Base):
    """The words of an entry: a report, a reason, what a re-check found. The entry carries their digest."""

    __tablename__ = "rectification_remarks"
    __table_args__ = (
        _owner(),
        Index("ix_rectification_remarks_rectification", "tenant_id", "rectification_id", "seq"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    rectification_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class RectificationFile(TenantObject, Base):
    """A file that a report gives as evidence. The entry `seq` carries its salted digest."""

    __tablename__ = "rectification_files"
    __table_args__ = (
        _owner(),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        Index("ix_rectification_files_rectification", "tenant_id", "rectification_id", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    rectification_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None]
    salt: Mapped[bytes]


class RectifiedFinding(_OfRectification, Base):
    """A finding that a notice is about; on the side of the inspecting government."""

    __tablename__ = "rectification_findings"
    __table_args__ = (
        _owner(),
        ForeignKeyConstraint(
            ["tenant_id", "finding_id"], ["inspection_findings.tenant_id", "inspection_findings.id"]
        ),
        Index("ix_rectification_findings_finding", "tenant_id", "finding_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    finding_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
