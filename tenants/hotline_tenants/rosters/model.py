"""The tables of duty rosters. An empty `unit_id` is the desk: the duty room of the government itself."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject

POSTS = ("duty", "leader")
"""Who is reached first, and the leader on duty above them."""


class DutyPerson(TenantObject, Base):
    """Somebody who may stand on a roster, with the mobile number that reaches them. The number is personal data: it
    is shown masked, and it is gone when the person is taken off, or at `kept_until` where the place may open again.
    """

    __tablename__ = "duty_people"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("uq_duty_people_account", "tenant_id", "unit_id", "account_id", unique=True,
              postgresql_nulls_not_distinct=True, postgresql_where="ended_at IS NULL"),
        Index("ix_duty_people_kept", "tenant_id", "kept_until", postgresql_where="kept_until IS NOT NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    unit_id: Mapped[uuid.UUID | None]
    account_id: Mapped[uuid.UUID]
    phone: Mapped[str]
    added_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    kept_until: Mapped[dt.datetime | None]


class DutyShift(TenantObject, Base):
    """One person's time on one post. Shifts of a post never overlap, and none is longer than a week, so that whoever
    is on duty now began within the last week. A cancelled one stays on record.
    """

    __tablename__ = "duty_shifts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["duty_people.tenant_id", "duty_people.id"]),
        CheckConstraint("post in ('duty', 'leader')", name="post"),
        CheckConstraint("starts_at < ends_at and ends_at <= starts_at + interval '7 days'", name="span"),
        Index("ix_duty_shifts_place", "tenant_id", "unit_id", "starts_at", postgresql_where="cancelled_at IS NULL"),
        Index("ix_duty_shifts_starts", "tenant_id", "starts_at", postgresql_where="cancelled_at IS NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    unit_id: Mapped[uuid.UUID | None]
    post: Mapped[str]
    person_id: Mapped[uuid.UUID]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[uuid.UUID | None]
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[uuid.UUID | None]


class DutySwap(TenantObject, Base):
    """A shift that somebody else takes, for one of theirs in return or for none: asked for by who has it, agreed by
    who takes it, or settled by whoever keeps the roster. It names both, so that the roster of the past is known.
    """

    __tablename__ = "duty_swaps"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "shift_id"], ["duty_shifts.tenant_id", "duty_shifts.id"]),
        ForeignKeyConstraint(["tenant_id", "return_shift_id"], ["duty_shifts.tenant_id", "duty_shifts.id"]),
        CheckConstraint("state in ('asked', 'agreed', 'refused')", name="state"),
        Index(
            "uq_duty_swaps_asked", "tenant_id", "shift_id", unique=True, postgresql_where="state = 'asked'"
        ),
        Index("ix_duty_swaps_shift", "tenant_id", "shift_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    shift_id: Mapped[uuid.UUID]
    return_shift_id: Mapped[uuid.UUID | None]
    from_person_id: Mapped[uuid.UUID]
    to_person_id: Mapped[uuid.UUID]
    state: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None]


class DutyPattern(TenantObject, Base):
    """The week of a post from which a period is filled; a change is a new row, and the newest counts. `cells` names a person for each weekday and part of the day
    ("day1" is Monday's day, "night7" the night after Sunday); `holidays` the people who take turns on public
    holidays, none where holidays go by the weekday.
    """

    __tablename__ = "duty_patterns"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("post in ('duty', 'leader')", name="post"),
        Index("ix_duty_patterns_post", "tenant_id", "unit_id", "post", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    unit_id: Mapped[uuid.UUID | None]
    post: Mapped[str]
    day_from: Mapped[str]
    night_from: Mapped[str]
    cells: Mapped[dict[str, Any]]
    holidays: Mapped[list[Any]]
    set_at: Mapped[dt.datetime]
    set_by: Mapped[uuid.UUID | None]


class DutyWarning(TenantObject, Base):
    """A gap that was warned of, by the local day on which it begins: once."""

    __tablename__ = "duty_warnings"
    __table_args__ = (
        CheckConstraint("post in ('duty', 'leader')", name="post"),
        Index("uq_duty_warnings_gap", "tenant_id", "unit_id", "post", "day", unique=True,
              postgresql_nulls_not_distinct=True),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    unit_id: Mapped[uuid.UUID | None]
    post: Mapped[str]
    day: Mapped[dt.date]
    warned_at: Mapped[dt.datetime]
