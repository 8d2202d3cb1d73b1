"""The tables of answering days: a day, the calls taken on it, and its ledger."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry


class AnsweringDay(TenantObject, Base):
    """One day on which a leader answers. `leader_id` is the account that is reminded, `unit_id` the unit whose leader it
    is (empty: one of the government's), `operator_id` who sits beside and registers: what that person registers between
    `starts_at` and `ends_at` are the calls of the day. `salt` is that of the digest of what the day says.
    """

    __tablename__ = "answering_days"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("state in ('planned', 'published', 'closed', 'cancelled')", name="state"),
        CheckConstraint("starts_at < ends_at", name="hours"),
        Index("ix_answering_days_starts", "tenant_id", "starts_at", "id"),
        Index("ix_answering_days_state", "tenant_id", "state", "starts_at", "id"),
        Index("ix_answering_days_unit", "tenant_id", "unit_id", "starts_at", postgresql_where="unit_id IS NOT NULL"),
        Index("ix_answering_days_reminded", "tenant_id", "starts_at",
              postgresql_where="reminded_at IS NULL AND state IN ('planned', 'published')"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    leader: Mapped[str]
    post: Mapped[str]
    leader_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    operator_id: Mapped[uuid.UUID | None]
    topic: Mapped[str]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    state: Mapped[str]
    planned_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    salt: Mapped[bytes]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class AnsweredCall(TenantOwned, Base):
    """A call that the leader took: the case registered from it, and what the leader said is to be done."""

    __tablename__ = "answered_calls"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "day_id"], ["answering_days.tenant_id", "answering_days.id"]),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_answered_calls_day", "tenant_id", "day_id", "case_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day_id: Mapped[uuid.UUID]
    instruction: Mapped[str]
    instructed_at: Mapped[dt.datetime | None]
    tied_at: Mapped[dt.datetime]


class AnsweringEntry(Entry, Base):
    """One thing that happened to a day."""

    __tablename__ = "answering_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "day_id"], ["answering_days.tenant_id", "answering_days.id"]),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
