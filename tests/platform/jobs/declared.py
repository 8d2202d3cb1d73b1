"""The jobs that the tests declare."""

import asyncio
import datetime as dt
import os
import uuid
from pathlib import Path

from sqlalchemy import text

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.jobs.actors import job, platform_job
from hotline_platform.jobs.later import later

SHORT = dt.timedelta(seconds=0.05)
received: list[object] = []


async def note(db: Db, n: int) -> None:
    await db.execute(
        text("INSERT INTO noted VALUES (:n, current_setting('hotline.tenant', true), :pid)"),
        {"n": n, "pid": os.getpid()},
    )


@job()
async def note_job(db: Db, actor: Actor, n: int) -> None:
    assert actor.role == "system"
    await note(db, n)


@job(queue="urgent")
async def urgent_job(db: Db, actor: Actor, n: int) -> None:
    await note(db, n)


@job()
async def typed_job(db: Db, actor: Actor, case_id: uuid.UUID, since: dt.datetime) -> None:
    received.extend((case_id, since))


@job()
async def begetting_job(db: Db, actor: Actor) -> None:
    later(db, note_job, n=2)


@platform_job()
async def broad_job(database: Database, n: int) -> None:
    async with database.transaction(NOWHERE) as db:
        await note(db, n)


@job()
async def slow_job(db: Db, actor: Actor, n: int, mark: str, seconds: float) -> None:
    """Notes, says so in a file, and takes its time before the commit."""
    await note(db, n)
    Path(mark).write_text(str(os.getpid()))  # noqa: ASYNC240 - a few bytes
    await asyncio.sleep(seconds)


@platform_job()
async def slow_broad_job(database: Database, mark: str, seconds: float) -> None:
    with Path(mark).open("a") as file:  # noqa: ASYNC230 - a few bytes
        file.write(f"{os.getpid()}\n")
    await asyncio.sleep(seconds)


@job(max_attempts=3, backoff=SHORT)
async def refused_job(db: Db, actor: Actor) -> None:
    await note(db, 0)
    raise Refused(N_("It never works."))


@job(max_attempts=2, backoff=SHORT)
async def leaking_job(db: Db, actor: Actor) -> None:
    raise ValueError("Zhang San, 13800000000")
