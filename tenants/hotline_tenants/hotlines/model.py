"""The tables of merged hotlines: one row for each hotline, and its ledger."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject
from hotline_tenants.ledgers.model import Entry


class MergedHotline(TenantObject, Base):
    """Another hotline on its way into this one. `authority` is whose it was, `unit_id` who of our units answers for its
    matters now. `fate` is what becomes of the number. What was taken over (`seats`, `staff`, `knowledge`) is empty as
    long as nobody has said it. `edited_by` wrote the particulars last: somebody else approves. `told_at` is when its
    people heard that callers are soon redirected no longer.
    """

    __tablename__ = "merged_hotlines"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("form in ('whole', 'doubled', 'branch')", name="form"),
        CheckConstraint("state in ('planned', 'running', 'merged', 'closed', 'dropped')", name="state"),
        CheckConstraint("fate in ('kept', 'redirected')", name="fate"),
        CheckConstraint("knowledge in ('none', 'partly', 'whole')", name="knowledge"),
        CheckConstraint("seats >= 0 and staff >= 0", name="numbers"),
        CheckConstraint("(state in ('merged', 'closed')) <= (merged_on is not null and fate is not null)", name="merged"),
        CheckConstraint("(fate = 'redirected') = (redirected_until is not null)", name="redirected"),
        Index("uq_merged_hotlines_line", "tenant_id", "line", unique=True, postgresql_where="state <> 'dropped'"),
        Index("ix_merged_hotlines_line", "tenant_id", "line", "id"),
        Index("ix_merged_hotlines_state", "tenant_id", "state", "line", "id"),
        Index("ix_merged_hotlines_form", "tenant_id", "form", "line", "id"),
        Index("ix_merged_hotlines_merged", "tenant_id", "merged_on", postgresql_where="merged_on IS NOT NULL"),
        Index("ix_merged_hotlines_redirected", "tenant_id", "redirected_until",
              postgresql_where="state = 'merged' AND told_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    line: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    form: Mapped[str]
    state: Mapped[str]
    basis: Mapped[str]
    agreed_on: Mapped[dt.date | None]
    running_from: Mapped[dt.date | None]
    merged_on: Mapped[dt.date | None]
    fate: Mapped[str | None]
    redirected_until: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    seats: Mapped[int | None]
    staff: Mapped[int | None]
    knowledge: Mapped[str | None]
    note: Mapped[str]
    planned_at: Mapped[dt.datetime]
    edited_by: Mapped[uuid.UUID | None]
    told_at: Mapped[dt.datetime | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class MergedHotlineEntry(Entry, Base):
    """One thing that happened to it."""

    __tablename__ = "merged_hotline_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "hotline_id"], ["merged_hotlines.tenant_id", "merged_hotlines.id"]),
    )  # fmt: skip

    hotline_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
