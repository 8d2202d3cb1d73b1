"""Deltas, and one rollup per question."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class Delta(TenantObject, Base):
    """A small step of a figure, written by the verb that caused it and folded away by a job."""

    __tablename__ = "figure_deltas"
    __table_args__ = (
        Index("ix_figure_deltas_read", "tenant_id", "unit_id", "measure", "day",
              postgresql_include=["origin", "amount"]),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")
    definer_reads: ClassVar[bool] = True

    day: Mapped[dt.date]
    measure: Mapped[str]
    origin: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    category_id: Mapped[uuid.UUID | None]
    area_id: Mapped[uuid.UUID | None]
    amount: Mapped[int]


class TenantDay(TenantOwned, Base):
    """How much of a measure one government had on a day."""

    __tablename__ = "figures_tenant_day"

    measure: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class TenantMonth(TenantOwned, Base):
    """The same by month (its first day): a year costs twelve rows."""

    __tablename__ = "figures_tenant_month"

    measure: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class UnitDay(TenantOwned, Base):
    """How much of a measure one unit had on a day; a city's unit may be a whole district.

    The days of a unit lie together in the key, with all measures: that is how they are read.
    """

    __tablename__ = "figures_unit_day"

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class UnitMonth(TenantOwned, Base):
    """The same by month."""

    __tablename__ = "figures_unit_month"

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class CategoryMonth(TenantOwned, Base):
    """How much of a measure fell to a third-level category in a month."""

    __tablename__ = "figures_category_month"

    category_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


NOWHERE = uuid.UUID(int=0)
"""The category or the area of what has none, in a key."""


class TopicDay(TenantOwned, Base):
    """How many demands arrived on a day, registered here or received from another government, by what they are about
    and where. Of them alone: any other measure by category and area would compress nothing.
    """

    __tablename__ = "figures_topic_day"

    origin: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    category_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    area_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
