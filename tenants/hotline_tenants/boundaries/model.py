"""A plan by which boundaries change. Once it is done it is the succession itself: who goes on with what since when."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base

KINDS = ("move", "split", "merge", "convert")


class BoundaryPlan(Base):
    """Units of one government that go over to another on a day. `units` are those chosen, each with everything under
    it; `moved` all that went, known since `begun_at`. `counterparts` say which unit there takes what a unit that stays
    was handling of it. `cases` counts the open demands that went. A plan of the kind "convert" makes the one unit
    chosen a government of its own, and may be undone.
    """

    __tablename__ = "boundary_plans"
    __table_args__ = (
        CheckConstraint("kind in ('move', 'split', 'merge', 'convert')", name="kind"),
        CheckConstraint("source_id <> target_id", name="two"),
        CheckConstraint("approved_by <> drafted_by", name="two_persons"),
        CheckConstraint("begun_at is null or approved_at is not null", name="approved"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    units: Mapped[list[Any]]
    counterparts: Mapped[dict[str, Any]]
    moved: Mapped[list[Any]]
    effective_on: Mapped[dt.date]
    reason: Mapped[str]
    version: Mapped[int]
    cases: Mapped[int]
    drafted_at: Mapped[dt.datetime]
    drafted_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[uuid.UUID | None]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None]
    begun_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[uuid.UUID | None]

    @property
    def open(self) -> bool:
        """Whether it may still be changed or carried out, or is being taken back."""
        return self.withdrawn_at is None and self.done_at is None

    @property
    def roots(self) -> list[uuid.UUID]:
        """The units chosen."""
        return [uuid.UUID(one) for one in self.units]

    @property
    def gone(self) -> frozenset[uuid.UUID]:
        """Every unit that went over."""
        return frozenset(uuid.UUID(one) for one in self.moved)
