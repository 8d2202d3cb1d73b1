"""A ladder: one urgent assignment on its way to somebody who signs."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject


class Ladder(TenantObject, Base):
    """The ladder of an assignment, or, without one, of an order from above that waits at the desk. `taken` counts the
    steps that were taken; `next_at` is when the next one is, and empty when somebody has signed or none is left: its
    partial index is all that the sweep reads. The last step may lead to the government above, and to its case.
    """

    __tablename__ = "ladders"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "assignment_id"], ["assignments.tenant_id", "assignments.id"]),
        CheckConstraint("(assignment_id is null) = (unit_id is null)", name="unit"),
        Index("ix_ladders_case", "tenant_id", "case_id", "id"),
        Index("ix_ladders_next", "tenant_id", "next_at", postgresql_where="next_at IS NOT NULL"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    assignment_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    taken: Mapped[int] = mapped_column(SmallInteger)
    next_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime]
    above_tenant_id: Mapped[int | None]
    above_case_id: Mapped[uuid.UUID | None]
