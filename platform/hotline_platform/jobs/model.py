"""The tables of jobs: global infrastructure without row security; they hold ids, never personal data."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Computed, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base

QUEUES = ("urgent", "default", "bulk")


class Job(Base):
    """One job that is waiting, claimed by a worker, or given up (`failed_at`). A finished job is deleted.

    `failure` holds the class of the last exception and, for our own errors, their message.
    `lane` is what the claim goes round-robin over: the tenant, 0 for the platform itself.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_ready",
            "queue",
            "lane",
            "run_at",
            postgresql_where=text("claimed_by IS NULL AND failed_at IS NULL"),
        ),
        Index("ix_jobs_claimed", "claimed_by", postgresql_where=text("claimed_by IS NOT NULL")),
        Index("ix_jobs_failed", "failed_at", postgresql_where=text("failed_at IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    queue: Mapped[str]
    actor: Mapped[str]
    tenant_id: Mapped[int | None]
    lane: Mapped[int] = mapped_column(Computed("coalesce(tenant_id, 0)", persisted=True), nullable=False)
    arguments: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    run_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    claimed_by: Mapped[int | None]
    claimed_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    failure: Mapped[str | None]


class Periodic(Base):
    """When a recurring job is due next, and how its last run went. `every` counts seconds."""

    __tablename__ = "periodic"

    name: Mapped[str] = mapped_column(primary_key=True)
    every: Mapped[int]
    next_at: Mapped[dt.datetime]
    last_started_at: Mapped[dt.datetime | None]
    last_finished_at: Mapped[dt.datetime | None]
    last_failure: Mapped[str | None]
