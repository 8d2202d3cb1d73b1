"""What recurs runs once per period, whoever ticks."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.jobs.broker import BROKER
from hotline_platform.jobs.pending import run_pending
from hotline_platform.jobs.periodic import RECURRING, periodic, tick

NOON = dt.datetime(2026, 3, 2, 12, 0, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
runs: list[str] = []


@pytest.fixture(autouse=True)
def counting() -> Iterator[None]:
    """One recurring job, every minute; nothing else recurs."""
    kept = dict(RECURRING)
    RECURRING.clear()
    runs.clear()

    @periodic(every=MINUTE, name="counting")
    async def count(database: Database) -> None:
        async with database.transaction(NOWHERE):
            runs.append("counting")

    yield
    for recurring in RECURRING.values():
        del BROKER.actors[recurring.actor.actor_name]
    RECURRING.clear()
    RECURRING.update(kept)


def next_at(table: psycopg.Connection, name: str) -> dt.datetime:
    row = table.execute("SELECT next_at FROM periodic WHERE name = %s", (name,)).fetchone()
    assert row is not None
    moment: dt.datetime = row[0]
    return moment.astimezone(dt.UTC)


async def test_a_new_name_first_runs_at_its_next_point(database: Database) -> None:
    assert await tick(database, NOON) == []
    assert await tick(database, NOON + MINUTE) == ["counting"]
    await run_pending(database)
    assert runs == ["counting"]


async def test_two_tickers_bring_one_run(database: Database) -> None:
    await tick(database, NOON)
    due = await asyncio.gather(*(tick(database, NOON + MINUTE) for _ in range(4)))
    assert sorted(due) == [[], [], [], ["counting"]]
    await run_pending(database)
    assert runs == ["counting"]


async def test_missed_periods_run_once_and_the_grid_does_not_drift(
    database: Database, table: psycopg.Connection
) -> None:
    await tick(database, NOON)
    assert await tick(database, NOON + 10 * MINUTE) == ["counting"]
    assert await tick(database, NOON + 10 * MINUTE) == []
    assert next_at(table, "counting") == dt.datetime(2026, 3, 2, 12, 11, tzinfo=dt.UTC)
    await run_pending(database)
    assert runs == ["counting"]


async def test_a_run_that_still_waits_makes_the_next_one_unnecessary(database: Database) -> None:
    await tick(database, NOON)
    await tick(database, NOON + MINUTE)
    await tick(database, NOON + 2 * MINUTE)
    assert await run_pending(database) == 1


async def test_a_daily_job_keeps_its_time_of_day(database: Database, table: psycopg.Connection) -> None:
    @periodic(every=dt.timedelta(days=1), name="nightly", phase=dt.timedelta(hours=16, minutes=30))
    async def seal(database: Database) -> None:
        runs.append("nightly")

    await tick(database, NOON)
    assert next_at(table, "nightly") == dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC)


async def test_another_pace_takes_effect_at_the_next_tick(
    database: Database, table: psycopg.Connection
) -> None:
    await tick(database, NOON)
    actor = RECURRING.pop("counting").actor
    del BROKER.actors[actor.actor_name]

    @periodic(every=dt.timedelta(hours=1), name="counting")
    async def count(database: Database) -> None:
        runs.append("hourly")

    await tick(database, NOON + dt.timedelta(seconds=1))
    assert next_at(table, "counting") == dt.datetime(2026, 3, 2, 13, 0, tzinfo=dt.UTC)


async def test_a_failed_run_is_said_and_the_next_one_clears_it(
    database: Database, table: psycopg.Connection
) -> None:
    @periodic(every=MINUTE, name="stumbling")
    async def stumble(database: Database) -> None:
        if not runs:
            runs.append("stumbling")
            raise ValueError("Zhang San")

    RECURRING.pop("counting")
    BROKER.actors.pop("periodic.counting")
    await tick(database, NOON)
    await tick(database, NOON + MINUTE)
    with pytest.raises(ValueError, match="Zhang San"):
        await run_pending(database)
    state = "SELECT last_failure, last_finished_at IS NULL FROM periodic"
    assert table.execute(state).fetchall() == [("ValueError", True)]
    assert table.execute("SELECT failure FROM jobs WHERE failed_at IS NOT NULL").fetchall() == [
        ("ValueError",)
    ]
    await tick(database, NOON + 2 * MINUTE)
    assert await run_pending(database) == 1
    assert table.execute(state).fetchall() == [(None, False)]
    assert table.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
