"""The tables of blind re-call: the month's draw, its calls, and what a district is shown of its own."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class RecallMonth(TenantOwned, Base):
    """The draw of a month (its first day): `size` closings of each district, by `seed`, as of `drawn_at`. Drawn again to
    compare since `redraw_asked_at`; of so many callers `redrawn_differing` the two draws differ.
    """

    __tablename__ = "recall_months"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    seed: Mapped[str]
    size: Mapped[int]
    drawn_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[uuid.UUID | None]
    redraw_asked_at: Mapped[dt.datetime | None]
    redrawn_at: Mapped[dt.datetime | None]
    redrawn_differing: Mapped[int | None]


class RecallDistrict(TenantOwned, Base):
    """What a month's sample of one district (as a unit of ours) was drawn from: closings after a callback of its own."""

    __tablename__ = "recall_districts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "month"], ["recall_months.tenant_id", "recall_months.month"]),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int]
    population: Mapped[int]


class RecallCall(TenantObject, Base):
    """One caller to be called again. `first_*` is what the district wrote down, frozen at the draw and shown to nobody
    who calls; `solved` and `satisfied` what the caller says now. `days` are those on which it was tried.
    """

    __tablename__ = "recall_calls"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "month"], ["recall_months.tenant_id", "recall_months.month"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        UniqueConstraint("tenant_id", "month", "case_id"),
        CheckConstraint("state in ('waiting', 'reached', 'unreached')", name="state"),
        CheckConstraint("state = 'reached' or (solved is null and satisfied is null)", name="answers"),
        Index("ix_recall_calls_waiting", "tenant_id", "tried_on", "id", postgresql_where="state = 'waiting'"),
        Index("ix_recall_calls_month", "tenant_id", "month", "unit_id", "place"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date]
    unit_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    case_id: Mapped[uuid.UUID]
    number: Mapped[str]
    place: Mapped[int]
    first_solved: Mapped[str | None]
    first_satisfied: Mapped[str | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(SmallInteger)
    tried_on: Mapped[dt.date]
    solved: Mapped[str | None]
    satisfied: Mapped[str | None]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None]
    version: Mapped[int]


class RecallResult(TenantOwned, Base):
    """What the government above publishes of this one's month, in its own house; `published` is what it publishes of
    every district, this one among them, as `results.everywhere` reads it.
    """

    __tablename__ = "recall_results"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int]
    sampled: Mapped[int]
    reached: Mapped[int]
    solved_compared: Mapped[int]
    solved_differing: Mapped[int]
    satisfied_compared: Mapped[int]
    satisfied_differing: Mapped[int]
    published: Mapped[list[Any]]
    published_at: Mapped[dt.datetime]
