"""An import that is killed in the middle and started again ends as if nothing had happened."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from hotline_tenants.cases.model import Case
from hotline_tenants.imports.model import ImportRun
from tests.cast import CITY, EAST
from tests.commands import HOTLINE, environment_of
from tests.conftest import House
from tests.imports.looking import everything_is_proved, figures, refusals, reviews, rows_of
from tests.imports.making import groups, replies_file, reply

pytestmark = pytest.mark.long

ROWS = 900
PATIENCE = 30


def many(folder: Path) -> Path:
    """Every third row names a district, every third none, every third is wrong."""
    kinds: list[dict[str, object]] = [{}, {"title": "停水", "text": "停水"}, {"answered": "?"}]
    return replies_file(folder, *(reply(str(number), **kinds[number % 3]) for number in range(ROWS)))


def start(house: House, file: Path, report: Path) -> subprocess.Popen[bytes]:
    """The command as a person types it, with small batches."""
    command = [HOTLINE, "cases", "import", str(file), "--tenant", CITY, "--map", "replies", "--batch", "20"]
    return subprocess.Popen(
        [*command, "--report", str(report)], env=environment_of(house.settings), stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


async def read_so_far(house: House) -> int:
    return sum(run.rows_read for run in await rows_of(house, house.cast.city, ImportRun))


async def until_some_are_read(house: House, rows: int) -> None:
    while True:
        if await read_so_far(house) >= rows:
            return
        await asyncio.sleep(0.01)


async def test_a_killed_import_goes_on_without_doubles_and_without_gaps(house: House, tmp_path: Path) -> None:
    file, report = many(tmp_path), tmp_path / "report.xlsx"
    process = start(house, file, report)
    async with asyncio.timeout(PATIENCE):
        await until_some_are_read(house, 60)
    process.kill()
    assert await asyncio.to_thread(process.wait, PATIENCE) != 0
    halfway = await read_so_far(house)
    assert 60 <= halfway < ROWS
    assert not report.exists()

    again = start(house, file, report)
    assert await asyncio.to_thread(again.wait, PATIENCE) == 0
    (run,) = await rows_of(house, house.cast.city, ImportRun)
    assert (groups(run), run.rows_read) == ((300, 0, 300, 300), ROWS)
    assert run.finished_at is not None
    assert report.exists()
    cases = await rows_of(house, house.cast.city, Case)
    assert {case.source_number for case in cases} == {str(number) for number in range(0, ROWS, 3)}
    assert len(cases) == len(await rows_of(house, house.cast.east, Case)) == 300
    assert {one.source_number for one in await reviews(house)} == {
        str(number) for number in range(1, ROWS, 3)
    }
    assert len(await refusals(house)) == 300
    assert (await figures(house, house.cast.city))["answered", house.cast.units[EAST]] == 300
    await everything_is_proved(house)
