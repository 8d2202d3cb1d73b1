"""The tables of circulars: one for each period, its ledger, and the two sides of its issue."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry

EVERY = "every in ('daily', 'weekly', 'monthly', 'inspection')"
REPORT = "inspection"
"""Stands for the period of a circular that is the report of an inspection campaign."""


class Circular(TenantObject, Base):
    """One circular: of a day, a week or a month, or the report of a campaign. `parts` is its text with the names of figures in it, `figures` what these were `as_of` a moment.

    `edited_by` is whoever wrote in it last: somebody else checks and approves. The product's own draft has nobody.
    `version`, `events` and `head` are those of a case: acts of people, the length and the last hash of its chain.
    """

    __tablename__ = "circulars"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint(EVERY, name="every"),
        CheckConstraint("state in ('draft', 'checking', 'approving', 'issued', 'discarded')", name="state"),
        CheckConstraint("first <= last", name="period"),
        CheckConstraint("checked_by <> edited_by and issued_by <> edited_by", name="four_eyes"),
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
        ),
        CheckConstraint("(every = 'inspection') = (campaign_id is not null)", name="campaign"),
        Index(
            "uq_circulars_period",
            "tenant_id",
            "every",
            "first",
            unique=True,
            postgresql_where="state <> 'discarded' AND every <> 'inspection'",
        ),
        Index(
            "uq_circulars_campaign",
            "tenant_id",
            "campaign_id",
            unique=True,
            postgresql_where="state <> 'discarded' AND campaign_id IS NOT NULL",
        ),
        Index("ix_circulars_last", "tenant_id", "last", "id"),
        Index("ix_circulars_state", "tenant_id", "state", "last", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    every: Mapped[str]
    campaign_id: Mapped[uuid.UUID | None]
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    state: Mapped[str]
    number: Mapped[str | None]
    title: Mapped[str]
    parts: Mapped[list[Any]]
    figures: Mapped[dict[str, Any]]
    as_of: Mapped[dt.datetime]
    drafted_at: Mapped[dt.datetime]
    edited_by: Mapped[uuid.UUID | None]
    checked_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[dt.datetime | None]
    issued_by: Mapped[uuid.UUID | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]

    @property
    def kind(self) -> str:
        """The kind of its paper."""
        return "inspection_report" if self.every == REPORT else "circular"


class CircularEntry(Entry, Base):
    """One thing that happened to a circular."""

    __tablename__ = "circular_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"]),
    )

    circular_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


class CircularReceipt(TenantOwned, Base):
    """That a circular was issued to a government below (`other_id` there), when somebody read it first, and when it was
    last reminded.
    """

    __tablename__ = "circular_receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"]),
        Index("ix_circular_receipts_unread", "tenant_id", "circular_id", postgresql_where="read_at IS NULL"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    circular_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[uuid.UUID]
    read_at: Mapped[dt.datetime | None]
    reader: Mapped[str | None]
    reminded_at: Mapped[dt.datetime | None]


class CircularUnitReceipt(TenantOwned, Base):
    """That an inspection report was issued to an inspected unit of one's own, and when somebody there read it first."""

    __tablename__ = "circular_unit_receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("ix_circular_unit_receipts_unit", "tenant_id", "unit_id", "circular_id"),
        Index(
            "ix_circular_unit_receipts_unread", "tenant_id", "circular_id", postgresql_where="read_at IS NULL"
        ),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    circular_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    read_at: Mapped[dt.datetime | None]
    reader: Mapped[str | None]
    reminded_at: Mapped[dt.datetime | None]


class ReceivedCircular(TenantObject, Base):
    """A circular of the government above, in the house of the one that reads it: `places` is what it says."""

    __tablename__ = "received_circulars"
    __table_args__ = (
        UniqueConstraint("tenant_id", "other_tenant_id", "other_id"),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        CheckConstraint(EVERY, name="every"),
        Index("ix_received_circulars_issued", "tenant_id", "issued_at", "id"),
        Index(
            "ix_received_circulars_unread", "tenant_id", "issued_at", "id", postgresql_where="read_at IS NULL"
        ),
        Index("ix_received_circulars_file", "tenant_id", "file_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    other_tenant_id: Mapped[int]
    other_id: Mapped[uuid.UUID]
    every: Mapped[str]
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    number: Mapped[str]
    title: Mapped[str]
    places: Mapped[dict[str, Any]]
    issued_at: Mapped[dt.datetime]
    file_id: Mapped[uuid.UUID | None]
    read_at: Mapped[dt.datetime | None]
    read_by: Mapped[uuid.UUID | None]
