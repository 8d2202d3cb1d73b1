"""A change of settings, from its proposal on. The rows are the history of every setting."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned

STATES = ("proposed", "approved", "refused", "withdrawn")


class Change(TenantObject, Base):
    """What somebody proposed: `items` are settings with what they were `before` and are to be `after`.

    `effective_on` is the local day that was asked for, `effective_from` the moment that the approval made of it:
    never before itself. What is read with a date (time rules) holds from then on by itself; the rest is written by a
    job, which notes `in_force_at`. A change `from_above` followed one of the government above. `effect` is what it
    would do, as a job has reckoned it: to open cases, and to the last months.
    """

    __tablename__ = "setting_changes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("state in ('proposed', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint(
            "state <> 'approved' or not four_eyes or decided_by <> proposed_by", name="four_eyes"
        ),
        CheckConstraint("(state = 'proposed') = (decided_at is null)", name="decided"),
        CheckConstraint("(state = 'approved') = (effective_from is not null)", name="effective"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    number: Mapped[int]
    state: Mapped[str]
    items: Mapped[list[Any]]
    reason: Mapped[str]
    four_eyes: Mapped[bool]
    effective_on: Mapped[dt.date]
    effective_from: Mapped[dt.datetime | None]
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[uuid.UUID]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    answer: Mapped[str | None]
    in_force_at: Mapped[dt.datetime | None]
    puts_back: Mapped[int | None]
    from_above: Mapped[bool]
    effect: Mapped[dict[str, Any] | None]


class ChangeCase(TenantOwned, Base):
    """A case that a waiting proposal concerns, as it was reckoned: `stage` is where it stands or what would become of
    it, `of` the threshold or the kind of clock, `before` and `after` the moments between which it would move.

    `place` counts them in their order, so that a page is found by its key. The rows go when the proposal is decided.
    """

    __tablename__ = "change_cases"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "change_id"], ["setting_changes.tenant_id", "setting_changes.id"]),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_change_cases_stage", "tenant_id", "change_id", "stage", "place"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    change_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID]
    stage: Mapped[str]
    of: Mapped[str | None]
    unit_id: Mapped[uuid.UUID | None]
    before: Mapped[dt.datetime | None]
    after: Mapped[dt.datetime | None]
