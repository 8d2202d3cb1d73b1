"""A change of settings, from its proposal on. The rows are the history of every setting."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from hotline_platform.database.model import Base, TenantObject

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
