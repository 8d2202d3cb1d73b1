"""One run over one file, the cells it refused, and the rows that wait for a person."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class ImportRun(TenantObject, Base):
    """One file on its way in. Every row read so far is in exactly one of four groups; the database holds it to that.

    `by_unit` counts the imported rows by the unit that they name ("own" where they name none), `by_reason` those in the
    review queue. `unread` are headings of the file that the map does not know, `left_out` sheets without the headings. Two runs over one file cannot go on
    at the same time: the second continues the first.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        Index("ix_import_runs_started", "tenant_id", "started_at", "id"),
        Index("uq_import_runs_running", "tenant_id", "file_digest", "map_digest", unique=True,
              postgresql_where="finished_at IS NULL"),
        CheckConstraint("rows_read = imported + present + refused + queued", name="sums"),
    )  # fmt: skip

    file_name: Mapped[str]
    file_digest: Mapped[bytes]
    map_name: Mapped[str]
    map_digest: Mapped[bytes]
    source: Mapped[str]
    started_at: Mapped[dt.datetime]
    moved_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    rows_total: Mapped[int]
    rows_read: Mapped[int]
    imported: Mapped[int]
    present: Mapped[int]
    refused: Mapped[int]
    queued: Mapped[int]
    answered: Mapped[int]
    by_unit: Mapped[dict[str, Any]]
    by_reason: Mapped[dict[str, Any]]
    unread: Mapped[list[Any]]
    left_out: Mapped[list[Any]]


class ImportRefusal(TenantOwned, Base):
    """One cell for which a row was refused: where it stands, what it holds (shortened), and which problem it has."""

    __tablename__ = "import_refusals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "run_id"], ["import_runs.tenant_id", "import_runs.id"]),
    )

    run_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[str]
    cell: Mapped[str]
    heading: Mapped[str]
    value: Mapped[str]
    problem: Mapped[str]
    params: Mapped[dict[str, Any]]


class ImportReview(TenantObject, Base):
    """A row whose place a person must decide. Its texts are taken out of here when they become a case.

    `districts` are the units that it names, `elsewhere` the names of other places; `cell` is where its number stands.
    """

    __tablename__ = "import_reviews"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "run_id"], ["import_runs.tenant_id", "import_runs.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        UniqueConstraint("tenant_id", "source", "source_number"),
        Index("ix_import_reviews_state", "tenant_id", "state", "written_at", "id"),
        Index("ix_import_reviews_run", "tenant_id", "run_id", "line"),
        CheckConstraint("reason in ('none', 'several', 'elsewhere')", name="reason"),
        CheckConstraint("state in ('waiting', 'district', 'own', 'left_out')", name="state"),
        CheckConstraint("(state = 'district') = (unit_id is not null)", name="unit"),
        CheckConstraint("(state in ('district', 'own')) = (case_id is not null)", name="case"),
    )

    run_id: Mapped[uuid.UUID]
    line: Mapped[int]
    sheet: Mapped[str]
    cell: Mapped[str]
    source: Mapped[str]
    source_number: Mapped[str]
    type: Mapped[str]
    channel: Mapped[str]
    reason: Mapped[str]
    districts: Mapped[list[Any]]
    elsewhere: Mapped[list[Any]]
    title: Mapped[str]
    body: Mapped[str]
    caller: Mapped[str]
    answer: Mapped[str]
    written_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    case_id: Mapped[uuid.UUID | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None]
    version: Mapped[int]
