"""What was asked for and how it was ruled, and the precedents that follow from it."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject

KINDS = ("return", "extension", "pause", "deferral", "objection")
LEVELS = ("first", "final")
STATES = ("asked", "granted", "refused", "lapsed")


class Ruling(TenantObject, Base):
    """One thing asked for in a case. Reasons in words and the ruling itself are remarks of the events `asked_seq`
    and `ruled_seq`; `reason` is a word of a list. `wanted_at` is the moment asked for: a new limit, a review date.
    """

    __tablename__ = "rulings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        CheckConstraint("kind in ('return', 'extension', 'pause', 'deferral', 'objection')", name="kind"),
        CheckConstraint("level in ('first', 'final')", name="level"),
        CheckConstraint("state in ('asked', 'granted', 'refused', 'lapsed')", name="state"),
        Index("ix_rulings_case", "tenant_id", "case_id", "id"),
        Index("ix_rulings_waiting", "tenant_id", "kind", "level", "asked_at", "id", postgresql_where="state = 'asked'"),
        Index("uq_rulings_waiting", "tenant_id", "case_id", "assignment_id", "kind", unique=True,
              postgresql_nulls_not_distinct=True, postgresql_where="state = 'asked'"),
        Index("ix_rulings_asked_on", "tenant_id", "unit_id", "asked_on", "id"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    assignment_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    level: Mapped[str]
    reason: Mapped[str | None]
    wanted_at: Mapped[dt.datetime | None]
    state: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_on: Mapped[dt.date]
    asked_by: Mapped[uuid.UUID | None]
    asked_seq: Mapped[int]
    ruled_at: Mapped[dt.datetime | None]
    ruled_by: Mapped[uuid.UUID | None]
    ruled_seq: Mapped[int | None]


class Precedent(TenantObject, Base):
    """A ruling on a return, kept for the next dispatch of that category and area (`domain.md` §3)."""

    __tablename__ = "precedents"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "category_id"], ["categories.tenant_id", "categories.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("ix_precedents_place", "tenant_id", "category_id", "area_id", "ruled_at"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    category_id: Mapped[uuid.UUID]
    area_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    ruling_id: Mapped[uuid.UUID]
    level: Mapped[str]
    reason: Mapped[str]
    granted: Mapped[bool]
    ruled_at: Mapped[dt.datetime]
