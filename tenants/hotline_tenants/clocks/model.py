"""Time rules, running clocks and local closures."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

CLOCK_KINDS = ("desk", "sign", "contact", "reply", "review", "callback", "objection")
SITUATIONS = ("rework", "second_rework", "supervision")


class TimeRule(TenantObject, Base):
    """Limits for the cases it matches. Empty conditions match everything. A new version is a new row, same `code`.

    Limits are spans in their printed form ("15min", "4wh", "5wd"); None where the rule sets none. `inherited` ones are
    copied from the government above, or for a city from the product, because clocks name the version of a rule.
    """

    __tablename__ = "time_rules"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", "version"),
        CheckConstraint("situation in ('rework', 'second_rework', 'supervision')", name="situation"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    code: Mapped[str]
    version: Mapped[int]
    effective_from: Mapped[dt.datetime]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    situation: Mapped[str | None]
    urgency: Mapped[str | None]
    channels: Mapped[list[Any] | None]
    types: Mapped[list[Any] | None]
    category_code: Mapped[str | None]
    desk: Mapped[str]
    sign: Mapped[str]
    return_within: Mapped[str | None]
    contact: Mapped[str | None]
    reply: Mapped[str]
    review: Mapped[str]
    callback: Mapped[str]
    extension: Mapped[str | None]
    extensions: Mapped[int] = mapped_column(SmallInteger)
    pause: Mapped[str] = mapped_column(server_default="3wd")
    objection: Mapped[str] = mapped_column(server_default="3wd")
    inherited: Mapped[bool] = mapped_column(server_default="false")


class Clock(TenantObject, Base):
    """One running or stopped clock of a case or an assignment.

    `next_at` is when the sweep must look again (near due, then due) and empty when there is nothing more to notice:
    its partial index is all the sweep reads. `held_at` is when the reply was submitted
    that now waits for its review (`hold` "review": only a reply that passes stops the clock), or when the clock was
    paused because the caller is awaited ("caller") or its government suspended; the sweep leaves such a clock alone.
    `explanation` tells how the due moment was computed.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint(
            "kind in ('desk', 'sign', 'contact', 'reply', 'review', 'callback', 'objection')", name="kind"
        ),
        CheckConstraint("outcome in ('met', 'missed', 'void')", name="outcome"),
        CheckConstraint("hold in ('review', 'caller', 'suspension')", name="hold"),
        Index("ix_clocks_case", "tenant_id", "case_id"),
        Index("ix_clocks_next", "tenant_id", "next_at", postgresql_where="next_at IS NOT NULL"),
        Index("ix_clocks_overdue", "tenant_id", "due_at", "kind", "unit_id",
              postgresql_include=["assignment_id", "held_at"], postgresql_where="stopped_at IS NULL"),
        Index("ix_clocks_provisional", "tenant_id", "id", postgresql_where="provisional AND stopped_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    assignment_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    started_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    near_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    held_at: Mapped[dt.datetime | None]
    hold: Mapped[str | None]
    stopped_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    provisional: Mapped[bool]
    rule_code: Mapped[str]
    rule_version: Mapped[int]
    span: Mapped[str]
    explanation: Mapped[dict[str, Any]]


class Closure(TenantObject, Base):
    """A day on which one government's offices are closed although the country works."""

    __tablename__ = "closures"
    __table_args__ = (UniqueConstraint("tenant_id", "day"),)

    day: Mapped[dt.date]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]


class CalendarAlarm(TenantOwned, Base):
    """A year that due moments of this tenant had to assume, and when its administrators were told: once."""

    __tablename__ = "calendar_alarms"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    year: Mapped[int] = mapped_column(primary_key=True)
    raised_at: Mapped[dt.datetime]
