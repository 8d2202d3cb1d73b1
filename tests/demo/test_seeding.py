"""The invented city lives through the verbs, and everything that is proved of real work holds of it."""

from pathlib import Path

import psycopg
import pytest

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.model import Base
from hotline_platform.database.security import tenant_models
from hotline_platform.embedded import Embedded
from hotline_platform.files.disk import Disk
from hotline_tenants.demo.places import CITY
from hotline_tenants.handover.parcel import LEFT_OUT
from hotline_tenants.history.whole import verify_everything
from tests.commands import hotline
from tests.conftest import House
from tests.demo.conftest import COUNT
from tests.handover.leaving import FRESH, exported, fresh_deployment, imported, rows_of

pytestmark = pytest.mark.long

CHAINED = sorted(name for name in tenant_models() if "head" in Base.metadata.tables[name].c)
"""The tables whose rows know the last hash of a chain."""


async def test_a_small_invented_city_is_founded_lives_and_proves_itself(
    house: House, superuser: psycopg.Connection
) -> None:
    states = superuser.execute(
        "SELECT state, count(*) FROM cases WHERE NOT referred GROUP BY state"
    ).fetchall()
    assert sum(many for _, many in states) == COUNT
    assert {state for state, _ in states} > {"closed", "archived"}, "some are over, and some under way"
    assert superuser.execute("SELECT actor, failure FROM jobs WHERE failure IS NOT NULL").fetchall() == []
    ends = superuser.execute(
        "SELECT status, count(*) FROM tenants WHERE status IN ('archived', 'erased') GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert ends == [("archived", 1), ("erased", 1)], "two former districts show the end of a government"
    for command in (("audit", "verify"), ("figures", "verify")):
        done = await hotline(house.settings, *command)
        assert done.exit_code == 0, done.output


async def test_all_that_the_city_has_lived_holds_in_a_fresh_deployment(
    house: House, server: Embedded, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    city = _number(superuser, CITY)
    there = rows_of(superuser, city)
    assert there.keys() >= {*CHAINED}, "it has chains of every kind"
    await exported(house, Disk(tmp_path / "here"), CITY, tmp_path / "out.zip")
    async with fresh_deployment(server) as fresh:
        done = await imported(house, fresh, Disk(tmp_path / "there"), tmp_path / "out.zip")
        assert (done.faults, done.differing) == ([], [])
        with psycopg.connect(server.url("postgres", FRESH)) as connection:
            found = rows_of(connection, city)
        proved = await hotline(fresh[0], "audit", "verify")
        assert proved.exit_code == 0, proved.output
    assert found == {name: rows for name, rows in there.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("name", CHAINED)
async def test_a_chain_of_any_kind_that_was_cut_is_found(
    house: House, superuser: psycopg.Connection, name: str
) -> None:
    city = _number(superuser, CITY)
    superuser.execute(f"UPDATE {name} SET head = '\\x00' WHERE tenant_id = {city}".encode())
    key = house.settings.seal_key
    assert [fault async for fault in verify_everything(house.database, city, Counts(), key=key)]


def _number(superuser: psycopg.Connection, code: str) -> int:
    row = superuser.execute("SELECT id FROM tenants WHERE code = %s", [code]).fetchone()
    assert row is not None
    return int(row[0])
