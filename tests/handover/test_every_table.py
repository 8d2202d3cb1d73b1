"""No table of a government is forgotten: each goes along row by row, or is on the list that says why not."""

from pathlib import Path

import psycopg

from hotline_platform.database.security import tenant_models
from hotline_platform.embedded import Embedded
from hotline_platform.files.disk import Disk
from hotline_tenants.handover.parcel import LEFT_OUT
from tests.cast import EAST
from tests.conftest import House
from tests.ending.leaving import fill_every_table
from tests.handover.leaving import FRESH, exported, fresh_deployment, imported, rows_of


async def test_every_row_of_every_table_is_the_same_in_a_fresh_deployment(
    house: House, server: Embedded, superuser: psycopg.Connection, tmp_path: Path
) -> None:
    fill_every_table(superuser, house.cast.east)
    there = rows_of(superuser, house.cast.east)
    assert there.keys() == tenant_models().keys()
    await exported(house, Disk(tmp_path / "here"), EAST, tmp_path / "out.zip")
    async with fresh_deployment(server) as fresh:
        done = await imported(house, fresh, Disk(tmp_path / "there"), tmp_path / "out.zip")
        assert done.differing == []
        assert done.faults, "chains that were made up do not hold, and that is said"
        with psycopg.connect(server.url("postgres", FRESH)) as connection:
            found = rows_of(connection, house.cast.east)
    assert found == {name: rows for name, rows in there.items() if name not in LEFT_OUT}
