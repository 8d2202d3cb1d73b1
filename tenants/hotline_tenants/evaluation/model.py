"""Months as they were reckoned for comparison: counts by kind of work, and the band of every unit."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Float, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

NO_CATEGORY = uuid.UUID(int=0)
"""Stands in a key for work that was given no category."""


class ReckonedMonth(TenantOwned, Base):
    """When the cells and bands of a month (its first day) were reckoned last."""

    __tablename__ = "evaluation_months"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    reckoned_at: Mapped[dt.datetime]


class Cell(TenantOwned, Base):
    """How much of a measure a unit had in a month of one kind of work: type, urgency, first-level category."""

    __tablename__ = "evaluation_cells"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    urgency: Mapped[str] = mapped_column(primary_key=True)
    category_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class UnitBand(TenantOwned, Base):
    """The verdict on a unit's indicator in a month, beside the units of its class (`banding.Band`).

    `days` is the quantile itself where the indicator is a pace: exact, in days of 24 hours.
    """

    __tablename__ = "evaluation_bands"
    __table_args__ = (
        CheckConstraint("verdict in ('better', 'expected', 'worse', 'few')", name="verdict"),
        CheckConstraint('counted between 0 and "of"', name="counted"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    peer_class: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    counted: Mapped[int]
    of: Mapped[int]
    expected: Mapped[float | None] = mapped_column(Float)
    p: Mapped[float] = mapped_column(Float)
    days: Mapped[float | None] = mapped_column(Float)


class Formula(TenantOwned, Base):
    """Weights in hundredths, by indicator; effective from a month (its first day) once a second person approved it."""

    __tablename__ = "evaluation_formulas"
    __table_args__ = (
        CheckConstraint("approved_by <> drafted_by", name="four_eyes"),
        CheckConstraint("(approved_at is null) = (approved_by is null)", name="approved"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    version: Mapped[int] = mapped_column(primary_key=True)
    effective_from: Mapped[dt.date]
    weights: Mapped[dict[str, Any]]
    reason: Mapped[str]
    drafted_at: Mapped[dt.datetime]
    drafted_by: Mapped[uuid.UUID]
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[uuid.UUID | None]


class Publication(TenantOwned, Base):
    """The evaluation of a month, drawn up by one person and published by another when its periods are over.

    What it rests on stands still from the moment it is drawn up: the month's cells, and `digest` over the scores.
    """

    __tablename__ = "evaluation_publications"
    __table_args__ = (CheckConstraint("published_by <> drawn_up_by", name="four_eyes"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    formula: Mapped[int]
    digest: Mapped[bytes]
    drawn_up_at: Mapped[dt.datetime]
    drawn_up_by: Mapped[uuid.UUID]
    preview_until: Mapped[dt.datetime]
    object_until: Mapped[dt.datetime]
    decide_until: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[uuid.UUID | None]


class Score(TenantOwned, Base):
    """What the formula makes of a unit's month: hundredths with four decimals, None where nothing was counted."""

    __tablename__ = "evaluation_scores"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    peer_class: Mapped[str]
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))


class Standing(TenantOwned, Base):
    """How the government above evaluates this one for a month: what is previewed here, objected to, and published.

    `unit_id` is what this government is in the house above. `lines` are the indicators with numerator, denominator,
    what the others would have (`expected`) and the verdict; `corrected` is the score with what was corrected since.
    """

    __tablename__ = "evaluation_standings"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int]
    unit_id: Mapped[uuid.UUID]
    peer_class: Mapped[str]
    formula: Mapped[int]
    weights: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    corrected: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    drawn_up_at: Mapped[dt.datetime]
    preview_until: Mapped[dt.datetime]
    object_until: Mapped[dt.datetime]
    decide_until: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]


class Objection(TenantObject, Base):
    """A district's objection to one indicator of its month. The same row, with the same id, stands on both sides.

    An upheld one carries what is counted instead; it is a line of its own and leaves what was drawn up as it is.
    """

    __tablename__ = "evaluation_objections"
    __table_args__ = (
        UniqueConstraint("tenant_id", "month", "unit_id", "indicator"),
        CheckConstraint("(decided_at is null) = (upheld is null)", name="decided"),
        CheckConstraint('coalesce(upheld, false) = ("of" is not null)', name="corrected"),
        CheckConstraint('counted between 0 and "of"', name="counted"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date]
    unit_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    indicator: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    upheld: Mapped[bool | None]
    answer: Mapped[str | None]
    counted: Mapped[int | None]
    of: Mapped[int | None]
