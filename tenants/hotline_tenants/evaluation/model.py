"""Months as they were reckoned for comparison: counts by kind of work, and the band of every unit."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

NO_CATEGORY = uuid.UUID(int=0)
"""Stands in a key for work that was given no category."""

_BASIS = "basis in ('raw', 'adjusted')"


class ReckonedMonth(TenantOwned, Base):
    """When the cells and bands of a month (its first day) were reckoned last."""

    __tablename__ = "evaluation_months"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    reckoned_at: Mapped[dt.datetime]


class EvaluatedRow(TenantOwned, Base):
    """One assignment as it stood when its month was drawn up: what it counts for, and nothing of anybody. Never changed.

    `marks` are the measures that count it, with `called` and `reached` for its caller, between spaces; `took` are the
    seconds from dispatch to an answer of this month. `category_id` is of the first level, `topic_id` the finest.
    """

    __tablename__ = "evaluation_rows"
    __table_args__ = (Index("ix_evaluation_rows_unit", "tenant_id", "month", "unit_id", "assignment_id"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    assignment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID]
    type: Mapped[str]
    urgency: Mapped[str]
    category_id: Mapped[uuid.UUID]
    topic_id: Mapped[uuid.UUID]
    dispatched_on: Mapped[dt.date]
    took: Mapped[int | None] = mapped_column(BigInteger)
    marks: Mapped[str]


class Cell(TenantOwned, Base):
    """How much of a measure a unit had in a month of one kind of work: type, urgency, first-level category.

    There are `adjusted` ones only of a month from which something is excluded.
    """

    __tablename__ = "evaluation_cells"
    __table_args__ = (CheckConstraint(_BASIS, name="basis"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    basis: Mapped[str] = mapped_column(primary_key=True, server_default="raw")
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    urgency: Mapped[str] = mapped_column(primary_key=True)
    category_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class UnitBand(TenantOwned, Base):
    """The verdict on a unit's indicator in a month, beside the units of its class (`banding.Band`).

    `days` is the quantile itself where the indicator is a pace: exact, in days of 24 hours. `counted` are then the answers
    `within` so many days; None in months that were drawn up before this was kept.
    """

    __tablename__ = "evaluation_bands"
    __table_args__ = (
        CheckConstraint("verdict in ('better', 'expected', 'worse', 'few')", name="verdict"),
        CheckConstraint('counted between 0 and "of"', name="counted"),
        CheckConstraint(_BASIS, name="basis"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(primary_key=True)
    basis: Mapped[str] = mapped_column(primary_key=True, server_default="raw")
    peer_class: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    counted: Mapped[int]
    of: Mapped[int]
    expected: Mapped[float | None] = mapped_column(Float)
    p: Mapped[float] = mapped_column(Float)
    days: Mapped[float | None] = mapped_column(Float)
    within: Mapped[int | None]


class Formula(TenantOwned, Base):
    """Weights in hundredths, by indicator; effective from a month (its first day) once a second person approved it.

    `basis` says of which figures the score is made: all that was counted, or what is left after exclusions.
    """

    __tablename__ = "evaluation_formulas"
    __table_args__ = (
        CheckConstraint("approved_by <> drafted_by", name="four_eyes"),
        CheckConstraint("(approved_at is null) = (approved_by is null)", name="approved"),
        CheckConstraint(_BASIS, name="basis"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    version: Mapped[int] = mapped_column(primary_key=True)
    effective_from: Mapped[dt.date]
    weights: Mapped[dict[str, Any]]
    basis: Mapped[str] = mapped_column(server_default="raw")
    reason: Mapped[str]
    drafted_at: Mapped[dt.datetime]
    drafted_by: Mapped[uuid.UUID]
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[uuid.UUID | None]


class Publication(TenantOwned, Base):
    """The evaluation of a month, drawn up by one person and published by another when its periods are over.

    What it rests on stands still from the moment it is drawn up: the month's rows, its cells, the `indicators` that
    there were, and `digest` over the scores. `adjusted_digest` is there once something was excluded: over the adjusted
    scores and what was excluded. `next_at` is when somebody is told that decisions are due, then that they are late.
    """

    __tablename__ = "evaluation_publications"
    __table_args__ = (
        CheckConstraint("published_by <> drawn_up_by", name="four_eyes"),
        CheckConstraint("published_at is null or next_at is null", name="watched"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    formula: Mapped[int]
    indicators: Mapped[list[Any]]
    digest: Mapped[bytes]
    adjusted_digest: Mapped[bytes | None]
    drawn_up_at: Mapped[dt.datetime]
    drawn_up_by: Mapped[uuid.UUID]
    preview_until: Mapped[dt.datetime]
    object_until: Mapped[dt.datetime]
    decide_until: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[uuid.UUID | None]


class MonthWork(TenantOwned, Base):
    """Work on a month that a person asked for and a job does: drawing it up, or taking out of it what was granted.

    What came of it stands with the month itself; while nothing has, the job says where it is. `refused` is why it
    could not be done.
    """

    __tablename__ = "evaluation_work"
    __table_args__ = (CheckConstraint("deed in ('draw_up', 'take_out')", name="deed"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    deed: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID]
    refused: Mapped[str | None]


class Score(TenantOwned, Base):
    """What the formula makes of a unit's month: hundredths with four decimals, None where nothing was counted.

    `score` is of everything, `adjusted` of what is left after exclusions.
    """

    __tablename__ = "evaluation_scores"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    peer_class: Mapped[str]
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    adjusted: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))


class Standing(TenantOwned, Base):
    """How the government above evaluates this one for a month: what is previewed here, objected to, and published.

    `unit_id` is what this government is in the house above. `lines` are the indicators with numerator, denominator,
    what the others would have (`expected`) and the verdict; `adjusted_lines` the same after exclusions, None while there
    are none. `corrected` is the score that counts: by the `basis` of the formula, with what was corrected since.
    """

    __tablename__ = "evaluation_standings"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int]
    unit_id: Mapped[uuid.UUID]
    peer_class: Mapped[str]
    formula: Mapped[int]
    weights: Mapped[dict[str, Any]]
    basis: Mapped[str] = mapped_column(server_default="raw")
    lines: Mapped[list[Any]]
    adjusted_lines: Mapped[list[Any] | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    adjusted: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    corrected: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    drawn_up_at: Mapped[dt.datetime]
    preview_until: Mapped[dt.datetime]
    object_until: Mapped[dt.datetime]
    decide_until: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]


class Objection(TenantObject, Base):
    """A district's objection to one indicator of its month; the same row, with the same id, stands on both sides. Or
    that of a unit in its own house: then `other_tenant_id` is this house itself.

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


class ExclusionReason(TenantOwned, Base):
    """For what a government lets work be left out of the adjusted figures. One that has ended is offered no more."""

    __tablename__ = "evaluation_reasons"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    ended_at: Mapped[dt.datetime | None]


class Exclusion(TenantObject, Base):
    """A district's application to leave a kind of its work out of a month. The same row, with the same id, stands on
    both sides.

    It names work, never cases: everything of that type, category (by its code) and days of dispatch goes, what went
    well too; in the `whole_class` if the city says so. `counted` is how many assignments that took out, None until a
    job has done so.
    """

    __tablename__ = "evaluation_exclusions"
    __table_args__ = (
        Index("ix_evaluation_exclusions_month", "tenant_id", "month", "unit_id", "id"),
        CheckConstraint("(decided_at is null) = (granted is null)", name="decided"),
        CheckConstraint("decided_by <> made_by", name="four_eyes"),
        CheckConstraint("first_on <= last_on", name="days"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    month: Mapped[dt.date]
    unit_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    reason: Mapped[str]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]
    grounds: Mapped[str]
    type: Mapped[str | None]
    category: Mapped[str | None]
    first_on: Mapped[dt.date | None]
    last_on: Mapped[dt.date | None]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[uuid.UUID]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    granted: Mapped[bool | None]
    answer: Mapped[str | None]
    whole_class: Mapped[bool] = mapped_column(server_default="false")
    counted: Mapped[int | None]


class ExclusionFile(TenantObject, Base):
    """A piece of evidence of an exclusion; the other side has a copy of its own."""

    __tablename__ = "evaluation_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "exclusion_id"], ["evaluation_exclusions.tenant_id", "evaluation_exclusions.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        Index("ix_evaluation_files_exclusion", "tenant_id", "exclusion_id", "id"),
        Index("ix_evaluation_files_file", "tenant_id", "file_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    exclusion_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]


class Signal(TenantOwned, Base):
    """How often something that may be gaming was seen in a unit's month, out of how many occasions."""

    __tablename__ = "evaluation_signals"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    signal: Mapped[str] = mapped_column(primary_key=True)
    counted: Mapped[int]
    of: Mapped[int]


class SignalledCase(TenantOwned, Base):
    """A very assignment that a signal counts."""

    __tablename__ = "evaluation_signalled"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    month: Mapped[dt.date] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    signal: Mapped[str] = mapped_column(primary_key=True)
    assignment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
