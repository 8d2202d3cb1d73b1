"""An export tells what is in it, table by table, and is read again a handful of rows at a time."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hotline_platform.database.model import columns_of
from hotline_platform.database.scope import at
from hotline_platform.embedded import Embedded
from hotline_platform.files.disk import Disk
from hotline_tenants.handover import importing
from hotline_tenants.handover.describing import DESCRIPTION, description
from hotline_tenants.handover.parcel import tables
from hotline_tenants.network.keeping import NewUnit, describe, establish
from tests.cast import EAST
from tests.commands import hotline
from tests.conftest import House
from tests.handover.leaving import exported, fresh_deployment, imported


def sections() -> dict[str, str]:
    """What is said of each table."""
    _, *parts = description().split("\n### ")
    return {part.split("\n", 1)[0]: part for part in parts}


def test_every_table_and_every_column_that_goes_along_is_told() -> None:
    told = sections()
    assert set(told) == {"accounts", *(table.name for table in tables())}
    for table in tables():
        head, *lines = told[table.name].split("\n\n")
        assert head == table.name
        assert lines[0].endswith("."), f"{table.name} says what it is"
        assert [line.split("`")[1] for line in lines[1].splitlines()[2:]] == columns_of(table)
    assert "| `merged_into_id` | id (UUID) | yes | `cases` |" in told["cases"]
    assert "| `registered_by` | id (UUID) | yes | `accounts` |" in told["cases"]
    assert "password_hash" not in told["accounts"]


async def test_the_description_lies_in_the_parcel_and_the_command_prints_it(
    house: House, tmp_path: Path
) -> None:
    await exported(house, Disk(tmp_path / "store"), EAST, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as parcel:
        assert parcel.read(DESCRIPTION).decode() == description()
        there = {Path(name).stem for name in parcel.namelist() if name.startswith("tables/")}
    assert there == set(sections())
    assert description() in (await hotline(house.settings, "tenant", "format")).output


async def test_rows_that_point_to_rows_of_their_own_table_are_read_in_turn_and_none_is_kept(
    house: House, server: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six units under each other, the upper ones established last."""
    actor, below = replace(house.cast.actors["network_officer"], tenant=house.cast.east), None
    for number in range(6):
        async with house.database.transaction(at(house.cast.east)) as db:
            new = NewUnit(code=f"N{number}", name_zh=f"第{number}科", name_en="", kind="department")
            unit = await establish(db, actor, new, at=house.now)
            if below is not None:
                await describe(db, actor, below, name_zh="科", name_en="", parent=unit, at=house.now)
        below = unit
    store = Disk(tmp_path / "store")
    await exported(house, store, EAST, tmp_path / "out.zip")
    monkeypatch.setattr(importing, "BATCH", 1)
    async with fresh_deployment(server) as elsewhere:
        done = await imported(house, elsewhere, Disk(tmp_path / "there"), tmp_path / "out.zip")
    assert (done.faults, done.differing) == ([], [])
