"""Network points with their history, what is filed about them, and their duty lists."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry

STATES = ("applied", "refused", "approved", "open", "suspended", "closed")


class Point(TenantOwned, Base):
    """The standing of a unit in the network. There is one tree, that of the units: a point has no name and no place
    of its own. `events` and `head` are its chain's length and last hash; `import_id` is the file that applied for it.
    """

    __tablename__ = "points"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint(
            "state in ('applied', 'refused', 'approved', 'open', 'suspended', 'closed')", name="state"
        ),
        CheckConstraint("(state = 'open') <= (opened_at is not null)", name="opened"),
        Index("ix_points_state", "tenant_id", "state", "unit_id"),
        Index("ix_points_import", "tenant_id", "import_id", postgresql_where="import_id IS NOT NULL"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    state: Mapped[str]
    telephone: Mapped[str]
    applied_at: Mapped[dt.datetime]
    applied_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[uuid.UUID | None]
    trained_on: Mapped[dt.date | None]
    opened_at: Mapped[dt.datetime | None]
    import_id: Mapped[uuid.UUID | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class PointEvent(Entry, Base):
    """One step in the life of a point."""

    __tablename__ = "point_events"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "unit_id"], ["points.tenant_id", "points.unit_id"]),)

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


class PointChange(TenantObject, Base):
    """What changed at a point on a day, and until when it must be filed. Known and not yet filed where `filed_at` is
    empty, unless the point was closed meanwhile (`settled_at`). A committee has no limit. `holder` is who answers now
    (empty: nobody), `told` how often the watch has spoken of it.
    """

    __tablename__ = "point_changes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["points.tenant_id", "points.unit_id"]),
        CheckConstraint("subject in ('liaison', 'leader', 'telephone', 'address', 'other')", name="subject"),
        CheckConstraint("filed_at is null or settled_at is null", name="settled"),
        Index("ix_point_changes_unit", "tenant_id", "unit_id", "subject", "happened_on"),
        Index(
            "ix_point_changes_open",
            "tenant_id",
            "due_at",
            postgresql_where="filed_at IS NULL AND settled_at IS NULL",
        ),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    unit_id: Mapped[uuid.UUID]
    subject: Mapped[str]
    happened_on: Mapped[dt.date]
    due_at: Mapped[dt.datetime | None]
    provisional: Mapped[bool]
    known_at: Mapped[dt.datetime]
    known_by: Mapped[uuid.UUID | None]
    filed_at: Mapped[dt.datetime | None]
    filed_by: Mapped[uuid.UUID | None]
    holder: Mapped[str]
    telephone: Mapped[str]
    note: Mapped[str]
    told: Mapped[int]
    settled_at: Mapped[dt.datetime | None]

    @property
    def late(self) -> bool:
        """Whether it was filed after its limit; what has none never is."""
        return self.filed_at is not None and self.due_at is not None and self.filed_at > self.due_at

    @property
    def waits(self) -> bool:
        """Whether it is still to be filed."""
        return self.filed_at is None and self.settled_at is None


class DutyList(TenantOwned, Base):
    """What a unit answers for, on what legal basis, from a day on. A version stays; a later one takes its place."""

    __tablename__ = "duty_lists"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "unit_id"], ["points.tenant_id", "points.unit_id"]),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    version: Mapped[int] = mapped_column(primary_key=True)
    duties: Mapped[str]
    basis: Mapped[str]
    effective_from: Mapped[dt.date]
    given_at: Mapped[dt.datetime]
    given_by: Mapped[uuid.UUID | None]


class TestRound(TenantObject, Base):
    """A round of test calls as planned: which points, drawn by a seed that anybody can draw by again or chosen by
    hand, and by which rules their calls are judged. The rules are frozen here.
    """

    __test__ = False  # no class of tests
    __tablename__ = "test_rounds"
    __table_args__ = (
        CheckConstraint("drawn in ('random', 'chosen')", name="drawn"),
        Index("ix_test_rounds_planned", "tenant_id", "planned_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    title: Mapped[str]
    drawn: Mapped[str]
    seed: Mapped[str]
    kinds: Mapped[list[Any]]
    due_on: Mapped[dt.date]
    rings_within: Mapped[int]
    pass_mark: Mapped[int]
    planned_at: Mapped[dt.datetime]
    planned_by: Mapped[uuid.UUID | None]


class TestCall(TenantObject, Base):
    """One call of a round: planned with its place in the draw, then done once, with its score sheet."""

    __test__ = False
    __tablename__ = "test_calls"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "round_id"], ["test_rounds.tenant_id", "test_rounds.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["points.tenant_id", "points.unit_id"]),
        UniqueConstraint("tenant_id", "round_id", "unit_id"),
        CheckConstraint("(called_at is null) = (score is null)", name="done"),
        Index("ix_test_calls_unit", "tenant_id", "unit_id", "called_at"),
        Index("ix_test_calls_called", "tenant_id", "called_on", postgresql_where="called_on IS NOT NULL"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    round_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    place: Mapped[int]
    called_at: Mapped[dt.datetime | None]
    called_on: Mapped[dt.date | None]
    called_by: Mapped[uuid.UUID | None]
    answered: Mapped[bool | None]
    rings: Mapped[int | None]
    greeted: Mapped[bool | None]
    knew_duties: Mapped[bool | None]
    called_back: Mapped[bool | None]
    note: Mapped[str]
    score: Mapped[int | None]
    passed: Mapped[bool | None]
