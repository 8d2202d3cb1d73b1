"""What is corrected after a month was published: lines of their own beside those that were published."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class Correction(TenantObject, Base):
    """An indicator of a unit's published month, corrected: so much is counted instead. Proposed by one person and
    confirmed by another; one that concerns a district stands in its house too, with the same id, once it is confirmed.

    `before_…` is what counted until then, with the verdict on it; `score` and `verdict` are the unit's with this
    correction and those before it (no score where nothing that has a weight is left). All of that is on the basis by
    which the month's score is made; `beside_…` is the same on the other one, None where nothing is excluded in the month.
    """

    __tablename__ = "evaluation_corrections"
    __table_args__ = (
        CheckConstraint("(decided_at is null) = (confirmed is null)", name="decided"),
        CheckConstraint("decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint('counted between 0 and "of"', name="counted"),
        CheckConstraint("beside_counted between 0 and beside_of", name="beside"),
        Index("ix_evaluation_corrections_month", "tenant_id", "month", "unit_id", "id"),
        Index("uq_evaluation_corrections_waiting", "tenant_id", "month", "unit_id", "indicator", unique=True,
              postgresql_where="decided_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date]
    unit_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    indicator: Mapped[str]
    before_counted: Mapped[int]
    before_of: Mapped[int]
    before_verdict: Mapped[str | None]
    counted: Mapped[int]
    of: Mapped[int]
    beside_counted: Mapped[int | None]
    beside_of: Mapped[int | None]
    reason: Mapped[str]
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[uuid.UUID]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    confirmed: Mapped[bool | None]
    answer: Mapped[str | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    verdict: Mapped[str | None]
    beside_score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    beside_verdict: Mapped[str | None]


class CorrectionFile(TenantObject, Base):
    """A piece of evidence of a correction; a district has a copy of its own."""

    __tablename__ = "evaluation_correction_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "correction_id"], ["evaluation_corrections.tenant_id", "evaluation_corrections.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        Index("ix_evaluation_correction_files_correction", "tenant_id", "correction_id", "id"),
        Index("ix_evaluation_correction_files_file", "tenant_id", "file_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    correction_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
