"""What has outlived its time goes, and nothing else."""

import datetime as dt

import psycopg
import pytest

from hotline_platform.access.limits import count_attempt
from hotline_platform.access.sign_in import sign_in
from hotline_platform.database.scope import NOWHERE
from hotline_platform.housekeeping import clearing
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.model import Job
from tests.cast import PASSWORD
from tests.conftest import House

COUNTS = (
    "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM sessions), (SELECT count(*) FROM jobs)"
)
DAY = dt.timedelta(days=1)


async def some_of_everything(house: House) -> None:
    """One sign-in (an attempt and a session of twelve hours), one job that failed, one that waits."""
    await sign_in(house.database, "operator", PASSWORD, address="192.0.2.7", hours=12, at=house.now)
    async with house.database.transaction(NOWHERE) as db:
        for failed_at in (house.now, None):
            db.put(Job, id=new_id(), queue="default", actor="some_job", arguments={}, failed_at=failed_at)


async def test_each_kind_goes_when_its_own_time_is_over(house: House, superuser: psycopg.Connection) -> None:
    superuser.execute("DELETE FROM jobs")
    await some_of_everything(house)

    async def left_after(time: dt.timedelta) -> object:
        await clearing.clear(house.database, at=house.now + time)
        return superuser.execute(COUNTS).fetchone()

    assert await left_after(DAY) == (1, 1, 2)
    assert await left_after(DAY + dt.timedelta(minutes=1)) == (0, 1, 2)
    assert await left_after(30 * DAY) == (0, 1, 2)
    assert await left_after(30 * DAY + dt.timedelta(minutes=1)) == (0, 1, 1)
    assert await left_after(30 * DAY + dt.timedelta(hours=13)) == (0, 0, 1)
    assert await left_after(900 * DAY) == (0, 0, 1), "a job that waits is never thrown away"


async def test_more_than_one_batch_goes_too(
    house: House, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BATCH", 2)
    for number in range(5):
        await count_attempt(house.database, "test", str(number), limit=9, within=DAY, at=house.now)
    assert await clearing.clear(house.database, at=house.now + 2 * DAY) == 5
    assert superuser.execute("SELECT count(*) FROM attempts").fetchone() == (0,)
