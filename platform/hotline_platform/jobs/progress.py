"""How far a job is that somebody waits for."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_platform.jobs.model import Job


@dataclass(frozen=True)
class Progress:
    """`waiting` for a worker, `running`, waiting `again` after an attempt that failed, or given up as `failed`."""

    state: Literal["waiting", "running", "again", "failed"]
    since: dt.datetime


async def progress_of(db: Db, job_id: uuid.UUID) -> Progress | None:
    """None where the job is done: its row goes with its deed."""
    wanted = select(Job.created_at, Job.claimed_at, Job.failed_at, Job.failure).where(Job.id == job_id)
    job = (await db.execute(wanted)).one_or_none()
    if job is None:
        return None
    if job.failed_at is not None:
        return Progress("failed", job.failed_at)
    if job.claimed_at is not None:
        return Progress("running", job.claimed_at)
    return Progress("waiting" if job.failure is None else "again", job.created_at)


@dataclass(frozen=True)
class Work:
    """What a person asked a job for and what is not done: which deed, who asked for it when, and the job. Without a job
    it was refused, or is lost.
    """

    deed: str
    asked_at: dt.datetime
    asked_by: uuid.UUID
    refused: Message | None
    progress: Progress | None

    @property
    def goes_on(self) -> bool:
        """Whether it will be done without anybody."""
        return self.progress is not None and self.progress.state != "failed"
