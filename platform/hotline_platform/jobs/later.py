"""Saying in a business transaction what is to be done after it."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.actors import JobActor
from hotline_platform.jobs.liveness import CHANNEL
from hotline_platform.jobs.model import Job


def later(
    db: Db, actor: JobActor, *, at: dt.datetime | None = None, wake: bool = False, **arguments: Any
) -> uuid.UUID:
    """Write a job of the tenant one stands in; it exists exactly if this transaction commits. Returns its id.

    `at` (with time zone) is the earliest moment it runs. Workers look every half second; `wake` tells them at the
    commit, which costs a busy act about a fifth of its rate. Raises TypeError for arguments that the job does not
    take or that JSON cannot carry; pass ids, never personal data.
    """
    actor.check(arguments)
    values: dict[str, Any] = {
        "id": new_id(),
        "queue": actor.queue_name,
        "actor": actor.actor_name,
        "tenant_id": db.scope.tenant if actor.settles_itself else None,
        "arguments": arguments,
    }
    if at is not None:
        values["run_at"] = at
    db.put(Job, **values)
    if wake:
        db.notify(CHANNEL, actor.queue_name)
    identifier: uuid.UUID = values["id"]
    return identifier


async def waits(db: Db, actor: JobActor) -> bool:
    """Whether a job of this kind waits already for the tenant one stands in, claimed by nobody: a sweep writes none
    beside it.
    """
    waiting = select(Job.id).where(
        Job.queue == actor.queue_name, Job.lane == db.tenant, Job.claimed_by.is_(None), Job.failed_at.is_(None),
        Job.actor == actor.actor_name,
    )  # fmt: skip
    return (await db.execute(waiting.limit(1))).first() is not None
