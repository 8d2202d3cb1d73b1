"""A time in which clocks stand still, and how much each government's clocks moved because of it."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base

KINDS = ("suspension", "outage")


class Standstill(Base):
    """A suspension of one government, open until it is resumed, or an outage of the whole platform, always over.

    `held_at` is when the clocks of a suspended government were found standing, `settled_at` when the last clock was
    moved (or, after `taken_back_at`, moved back): what is not settled is still being worked off.
    """

    __tablename__ = "standstills"
    __table_args__ = (
        CheckConstraint("kind in ('suspension', 'outage')", name="kind"),
        CheckConstraint("(kind = 'suspension') = (government_id is not null)", name="government"),
        CheckConstraint("kind = 'suspension' or end_at is not null", name="over"),
        CheckConstraint("begin_at < end_at", name="order"),
        Index("uq_standstills_open", "government_id", unique=True, postgresql_where="end_at IS NULL"),
        ExcludeConstraint(
            (text("tstzrange(begin_at, end_at)"), "&&"), name="ex_standstills_outage",
            where=text("kind = 'outage' AND taken_back_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    government_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    begin_at: Mapped[dt.datetime]
    end_at: Mapped[dt.datetime | None]
    reason: Mapped[str]
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID | None]
    end_reason: Mapped[str | None]
    ended_by: Mapped[uuid.UUID | None]
    held_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    taken_back_at: Mapped[dt.datetime | None]
    taken_back_by: Mapped[uuid.UUID | None]
    taken_back_reason: Mapped[str | None]


class StandstillMoved(Base):
    """What one standstill moved in one government: cases, clocks in them, red cards that fell; and `moved_back`, the
    cases reckoned again when it was taken back. Numbers only.
    """

    __tablename__ = "standstill_moved"

    standstill_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("standstills.id"), primary_key=True)
    government_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    moved_cases: Mapped[int]
    moved_clocks: Mapped[int]
    fallen_cards: Mapped[int]
    moved_back: Mapped[int]
