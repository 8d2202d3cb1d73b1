"""A file of divisions becomes the streets and committees of a city and its districts, once, whatever happens."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.divisions import taking
from hotline_tenants.divisions.model import DivisionRow
from hotline_tenants.network.model import Unit
from hotline_tenants.points.founding import approve_founded
from hotline_tenants.points.model import Point
from hotline_tenants.points.standing import standings
from hotline_tenants.points.verifying import point_faults
from tests.cast import EAST as EAST_CODE
from tests.conftest import House
from tests.divisions.bringing import (
    CITY,
    EAST,
    LAKE,
    LOTUS,
    MILL,
    PINE,
    ROWS,
    STONE,
    WEST,
    fates,
    file_of,
    looked_at,
    one_batch,
    refused,
    rows_of,
    taken_over,
    units_of,
)  # fmt: skip
from tests.web.browsing import browsing


async def test_a_dry_run_says_what_would_be_and_changes_nothing(house: House, tmp_path: Path) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    assert await fates(house, import_id) == {"keep": 1, "change": 2, "create": 5}
    assert "990101001" not in {unit.code for unit in await units_of(house, "east_head")}


async def test_streets_and_committees_stand_in_their_own_governments_with_points_applied_for(
    house: House, tmp_path: Path
) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    await taken_over(house, import_id)
    east, west = await units_of(house, "east_head"), await units_of(house, "west_dispatcher")
    lotus, lake = east.by_code("990101001"), east.by_code("990101001001")
    assert (lotus.kind, lotus.parent_id, lotus.name_zh) == ("street", None, "荷风街道")
    assert (lake.kind, lake.parent_id) == ("committee", lotus.id)
    assert west.by_code("990121001201").parent_id == west.by_code("990121001").id
    assert "990101001" not in {unit.code for unit in await units_of(house, "network_officer")}
    async with house.acting("east_head") as (db, _):
        points = await db.execute(
            select(Point.state, Point.import_id, func.count())
            .where(Point.tenant_id == db.tenant)
            .group_by(Point.state, Point.import_id)
        )
        assert points.all() == [("applied", import_id, 3)]
        assert [one async for one in point_faults(db, EAST_CODE)] == []


async def test_the_line_of_each_district_is_a_point_of_the_city_and_is_opened_like_any_other(
    house: House, tmp_path: Path
) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    lines = {row.code: (row.fate, row.changes) for row in await rows_of(house, import_id) if row.rank < 2}
    assert lines == {CITY[0]: ("keep", []), EAST[0]: ("change", ["point"]), WEST[0]: ("change", ["point"])}
    await taken_over(house, import_id, batch=1)
    async with house.acting("duty_head") as (db, actor):
        points = select(Point.unit_id, Point.state).where(Point.tenant_id == db.tenant)
        units = house.cast.units
        assert {tuple(row) for row in await db.execute(points)} == {
            (units[EAST_CODE], "applied"), (units[WEST[0]], "applied"),
        }  # fmt: skip
        assert await approve_founded(db, actor, import_id, most=10, at=house.now) == 2
        east = units[EAST_CODE]
        standing = (await standings(db, [east], on=house.now.date()))[east]
        assert standing.holes("government") == ["telephone", "liaison", "leader", "test_call"]
        assert [one async for one in point_faults(db, CITY[0])] == []


async def test_the_same_file_again_leaves_everything_alone(house: House, tmp_path: Path) -> None:
    await taken_over(house, await looked_at(house, file_of(tmp_path)))
    again = await looked_at(house, file_of(tmp_path))
    assert await fates(house, again) == {"keep": 8}
    await taken_over(house, again)
    async with house.acting("east_head") as (db, _):
        assert (
            await db.scalar(select(func.count()).select_from(Point).where(Point.tenant_id == db.tenant)) == 3
        )


async def test_a_row_may_stand_before_the_one_above_it(house: House, tmp_path: Path) -> None:
    import_id = await looked_at(house, file_of(tmp_path, tuple(reversed(ROWS))))
    assert await fates(house, import_id) == {"keep": 1, "change": 2, "create": 5}
    await taken_over(house, import_id, batch=1)
    east = await units_of(house, "east_head")
    assert east.by_code(LAKE[0]).parent_id == east.by_code(LOTUS[0]).id


async def test_another_name_and_another_place_are_changed_and_nothing_else(
    house: House, tmp_path: Path
) -> None:
    await taken_over(house, await looked_at(house, file_of(tmp_path)))
    second = ("990101002", "新月街道", "990101", "street")
    changed = (CITY, EAST, WEST, LOTUS, (LAKE[0], "湖心岛社区居委会", *LAKE[2:]), (*PINE[:2], second[0], "village"), second,
               STONE, MILL)  # fmt: skip
    import_id = await looked_at(house, file_of(tmp_path, changed))
    assert {row.code: row.changes for row in await rows_of(house, import_id) if row.fate in ("create", "change")} == {
        LAKE[0]: ["name"], PINE[0]: ["parent"], second[0]: ["unit", "point"],
    }  # fmt: skip
    await taken_over(house, import_id)
    east = await units_of(house, "east_head")
    assert east.by_code(LAKE[0]).name_zh == "湖心岛社区居委会"
    assert east.by_code(PINE[0]).parent_id == east.by_code(second[0]).id


async def test_what_is_cut_off_goes_on_where_it_stopped(house: House, tmp_path: Path) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    async with house.acting("network_officer") as (db, actor):
        await taking.start_import(db, actor, import_id, at=house.now)
    assert await one_batch(house, import_id, batch=2)
    assert len([row for row in await rows_of(house, import_id) if row.done_at]) == 2
    async with house.acting("network_officer") as (db, _):
        await taking.take_batch(db, import_id, at=house.now, batch=2)
        await db.abandon()  # as a power cut leaves it
    await taken_over(house, import_id)
    assert all(row.done_at for row in await rows_of(house, import_id) if row.fate in taking.CHANGING)
    assert len([unit for unit in await units_of(house, "east_head") if unit.code.startswith("990101")]) == 3


async def test_two_files_at_once_are_not_taken_over(house: House, tmp_path: Path) -> None:
    first, second = await looked_at(house, file_of(tmp_path)), await looked_at(house, file_of(tmp_path))

    async def start(import_id: object) -> bool:
        async with house.acting("network_officer") as (db, actor):
            try:
                await taking.start_import(db, actor, import_id, at=house.now)  # type: ignore[arg-type]
            except Refused:
                await db.abandon()
                return False
            return True

    assert sorted(await asyncio.gather(start(first), start(second))) == [False, True]


async def test_what_changed_since_the_dry_run_is_decided_again(house: House, tmp_path: Path) -> None:
    """Somebody established the street by hand meanwhile, as a department: the row is refused then, with its reason."""
    import_id = await looked_at(house, file_of(tmp_path))
    async with house.acting("east_head") as (db, _):
        db.add(
            Unit(
                tenant_id=db.tenant,
                id=import_id,
                code=LOTUS[0],
                name_zh="荷风办",
                name_en="-",
                kind="department",
            )
        )
    await taken_over(house, import_id)
    assert [problem for _, _, problem in await refused(house, import_id)] == [
        "other_kind",
        "no_place",
        "no_place",
    ]
    assert (await units_of(house, "west_dispatcher")).by_code(STONE[0]).kind == "street"


async def test_a_district_takes_over_its_own_part_and_leaves_the_rest_aside(
    house: House, tmp_path: Path
) -> None:
    house.cast.actors["east_network"] = replace(house.cast.actors["east_head"], role="network_officer")
    try:
        import_id = await looked_at(house, file_of(tmp_path), "east_network")
        assert await fates(house, import_id, "east_network") == {"aside": 4, "keep": 1, "create": 3}
        await taken_over(house, import_id, "east_network")
    finally:
        del house.cast.actors["east_network"]
    assert STONE[0] not in {unit.code for unit in await units_of(house, "west_dispatcher")}
    assert (await units_of(house, "east_head")).by_code(LAKE[0]).kind == "committee"


async def test_a_file_is_nobody_elses(house: House, tmp_path: Path) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await taking.import_for(db, actor, import_id)
    async with house.acting("dispatcher") as (db, actor):
        with pytest.raises(NotAllowed):
            await taking.start_import(db, actor, import_id, at=house.now)


async def test_on_the_pages_it_is_looked_at_taken_over_and_approved_by_somebody_else(
    house: House, tmp_path: Path
) -> None:
    path = file_of(tmp_path, [*ROWS, ("990101001", "又一个", "990101", "street")])
    async with browsing(house, "network_officer") as browser:
        await browser.get("/network/divisions")
        answer = await browser.post_files("/network/divisions", [(path.name, path.read_bytes())])
        assert answer.status_code == 303, answer.text
        place = answer.headers["location"]
        shown = (await browser.get(place)).text
        assert "代码 990101001 在 A5 也出现过" in shown or "代码 990101001 在 A10 也出现过" in shown
        assert (await browser.get(f"{place}/rows.xlsx")).status_code == 200
        await browser.post_files("/network/divisions", [(path.name, file_of(tmp_path).read_bytes())])
        place = (await browser.post_files("/network/divisions", [(path.name, path.read_bytes())])).headers[
            "location"
        ]
        await browser.get(place)
        assert (await browser.post(f"{place}/start")).status_code in (302, 303)
        await run_pending(house.database)
        assert "7 个网络点等待值班室负责人批准" in (await browser.get(place)).text
        assert (await browser.post(f"{place}/approval")).status_code == 403
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get(place)).text
        assert "批准该文件的全部 7 个网络点" in page
        assert (await browser.post(f"{place}/approval")).status_code in (302, 303)
        await run_pending(house.database)
        assert "批准该文件的全部" not in (await browser.get(place)).text
    async with house.acting("west_dispatcher") as (db, _):
        states = await db.execute(select(Point.state, Point.approved_by).where(Point.tenant_id == db.tenant))
        assert states.all() == [("approved", house.cast.actors["duty_head"].account_id)] * 2


async def test_a_file_that_was_thrown_away_is_not_taken_over(house: House, tmp_path: Path) -> None:
    import_id = await looked_at(house, file_of(tmp_path))
    async with house.acting("network_officer") as (db, actor):
        await taking.discard_import(db, actor, import_id)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused):
            await taking.start_import(db, actor, import_id, at=house.now)
        left = select(func.count()).select_from(DivisionRow)
        assert (
            await db.scalar(left.where(DivisionRow.tenant_id == db.tenant, DivisionRow.done_at.is_not(None)))
            == 0
        )


async def test_the_real_divisions_of_a_city_become_its_points(house: House, tmp_path: Path) -> None:
    """With the codes of the file's governments put in place of the cast's: 172 streets and 1,649 committees."""
    shared = Path(__file__).parents[3] / "shared" / "data" / "divisions_4301.csv"
    if not shared.is_file():
        pytest.skip("the shared divisions are not here")
    text = shared.read_text(encoding="utf-8-sig").replace("430102", "990101").replace("430181", "990121")
    path = tmp_path / "divisions.csv"
    path.write_text(
        text.replace("4301,长沙市", "9901,长沙市").replace(",4301,area", ",9901,area"), encoding="utf-8"
    )
    import_id = await looked_at(house, path)
    rows = await rows_of(house, import_id)
    created = [row for row in rows if row.fate == "create"]
    assert len(rows) == 1831
    assert {row.problem for row in rows if row.fate == "refuse"} == {"no_government", "parent_refused"}
    await taken_over(house, import_id, batch=500)
    assert await fates(house, import_id) == {
        "keep": 1, "change": 2, "create": len(created), "refuse": 1828 - len(created),
    }  # fmt: skip
    assert await fates(house, await looked_at(house, path)) == {
        "keep": 3 + len(created),
        "refuse": 1828 - len(created),
    }
