"""Months as they were reckoned for comparison: counts by kind of work, and the band of every unit."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Float, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantOwned

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
