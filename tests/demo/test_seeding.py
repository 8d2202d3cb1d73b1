"""The invented city lives through the verbs, and everything that is proved of real work holds of it."""

import datetime as dt

import psycopg

from hotline_tenants.demo.seeding import is_seeded, seed
from tests.commands import hotline
from tests.conftest import House

COUNT = 40


async def test_a_small_invented_city_is_founded_lives_and_proves_itself(
    house: House, superuser: psycopg.Connection
) -> None:
    assert not await is_seeded(house.database)
    await seed(house.database, house.settings, now=dt.datetime.now(dt.UTC), count=COUNT)
    assert await is_seeded(house.database)
    states = superuser.execute(
        "SELECT state, count(*) FROM cases WHERE NOT referred GROUP BY state"
    ).fetchall()
    assert sum(many for _, many in states) == COUNT
    assert len(states) > 4, "two months look alive"
    assert superuser.execute("SELECT actor, failure FROM jobs WHERE failure IS NOT NULL").fetchall() == []
    for command in (("audit", "verify"), ("figures", "verify")):
        done = await hotline(house.settings, *command)
        assert done.exit_code == 0, done.output
