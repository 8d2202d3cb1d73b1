"""A plan by which boundaries change. Once it is done it is the succession itself: who goes on with what since when."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base

KINDS = ("move", "split", "divide", "merge", "convert")
ENDING = ("divide", "merge")
"""Kinds by which the government that gives ends."""


UNDONE_WITHIN = dt.timedelta(days=7)
"""How long a unit that became a government may become the unit again."""


class BoundaryPlan(Base):
    """Units of one government that go over to another on a day. `units` are those chosen, each with everything under
    it; `moved` all that went, known since `begun_at`. `counterparts` say which unit there takes what a unit that stays
    was handling of it. A plan of the kind "divide" ends a government in two others: the units chosen go to the target
    and everything else to `rest_id`; `rest_moved` is what went there. `cases` counts the open demands that went, `supervisions` those that
    followed, whole or in part. A plan of the kind "convert" makes the one unit
    chosen a government of its own, and may be undone. `failed_at` is since when something unforeseen keeps it from going
    on, `failure` its kind: it is tried again and again, and both are empty as soon as it went.
    """

    __tablename__ = "boundary_plans"
    __table_args__ = (
        CheckConstraint("kind in ('move', 'split', 'divide', 'merge', 'convert')", name="kind"),
        CheckConstraint("source_id <> target_id", name="two"),
        CheckConstraint("(kind = 'divide') = (rest_id is not null)", name="rest"),
        CheckConstraint("rest_id not in (source_id, target_id)", name="three"),
        CheckConstraint("approved_by <> drafted_by", name="two_persons"),
        CheckConstraint("begun_at is null or approved_at is not null", name="approved"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    rest_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    units: Mapped[list[Any]]
    counterparts: Mapped[dict[str, Any]]
    moved: Mapped[list[Any]]
    rest_moved: Mapped[list[Any]] = mapped_column(server_default="[]")
    effective_on: Mapped[dt.date]
    reason: Mapped[str]
    version: Mapped[int]
    cases: Mapped[int]
    supervisions: Mapped[int] = mapped_column(server_default="0")
    rectifications: Mapped[int] = mapped_column(server_default="0")
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
    failed_at: Mapped[dt.datetime | None]
    failure: Mapped[str | None]

    @property
    def open(self) -> bool:
        """Whether it may still be changed or carried out, or is being taken back."""
        return self.withdrawn_at is None and self.done_at is None

    @property
    def roots(self) -> list[uuid.UUID]:
        """The units chosen."""
        return [uuid.UUID(one) for one in self.units]

    @property
    def targets(self) -> list[int]:
        """The governments that go on with it: that of the units chosen, then that of everything else."""
        return [self.target_id] if self.rest_id is None else [self.target_id, self.rest_id]

    def gone(self, target: int) -> frozenset[uuid.UUID]:
        """Every unit that went over to one of them."""
        went = self.rest_moved if target == self.rest_id else self.moved
        return frozenset(uuid.UUID(one) for one in went)
