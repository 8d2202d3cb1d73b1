"""Months as they were reckoned for comparison: counts by kind of work, and the band of every unit."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Float
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
