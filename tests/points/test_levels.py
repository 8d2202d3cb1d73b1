"""The network level by level: aggregates first, one level at a time, over the border by the reader's road, read only."""

import datetime as dt

import psycopg
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import Scope
from hotline_tenants.points.mapping import Counted, health_of, levels
from tests.cast import CITY, EAST, WEST
from tests.conftest import House
from tests.points.setting_up import called, committee, ready
from tests.points.test_coverage import opened
from tests.web.browsing import browsing


async def test_every_level_is_counted_with_its_open_points(
    house: House, superuser: psycopg.Connection
) -> None:
    await opened(house, superuser, house.cast.units["E-BRIDGE"])
    await committee(house, "east_head")
    reads = (house.cast.city, house.cast.east, house.cast.west)
    async with house.database.transaction(Scope(house.cast.city, reads), "reader") as db:
        found = await levels(db, reads)
    assert found[house.cast.east]["streets"] == Counted(2, 1)
    assert found[house.cast.east]["committees"] == Counted(1, 0)
    assert "streets" not in found[house.cast.city]
    assert found[house.cast.city]["bureaus"].living == 0


async def test_the_city_opens_a_district_one_level_after_the_other_and_changes_nothing(
    house: House, superuser: psycopg.Connection
) -> None:
    await opened(house, superuser, house.cast.units["E-BRIDGE"])
    await committee(house, "east_head")
    street = house.cast.units["E-BRIDGE"]
    async with browsing(house, "inspector") as browser:
        assert (await browser.get("/network")).headers["location"] == "/network/levels"
        top = (await browser.get("/network/levels")).text
        assert f'href="/network/levels/{EAST}"' in top
        assert "西岭县" in top
        inside = (await browser.get(f"/network/levels/{EAST}")).text
        assert "花桥街道" in inside
        assert "花桥社区居委会" not in inside, "one level at a time"
        assert f'href="/network/levels/{EAST}/{street}"' in inside
        deepest = await browser.get(f"/network/levels/{EAST}/{street}")
        assert "花桥社区居委会" in deepest.text
        assert "/network/points/" not in deepest.text, "points of another house are not opened"
        assert (await browser.get(f"/network/levels/{WEST}/{street}")).status_code == 404
    async with house.acting("network_officer") as (db, _):
        looks = select(AuditEntry.detail).where(AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "look")
        assert {"government": EAST, "what": "network"} in (await db.execute(looks)).scalars().all()


async def test_a_point_shows_who_answers_and_what_its_test_calls_came_to(house: House) -> None:
    house.now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    unit = await ready(house)
    await called(house, unit, answered=False)
    async with house.acting("network_officer") as (db, _):
        first = house.now.date().replace(day=1)
        found = await health_of(db, [unit], first, first + dt.timedelta(days=32))
        assert (found[unit].calls, found[unit].passed, found[unit].figure) == (2, 1, 50)
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get(f"/network/levels/{CITY}")).text
    day = house.now + dt.timedelta(hours=8)
    for said in ("江一帆", "顾远山", f"{day.year}年{day.month}月{day.day}日", ">50<"):
        assert said in page.replace("\n", "").replace("  ", ""), said


async def test_a_district_sees_its_own_levels_only(house: House) -> None:
    async with browsing(house, "east_head") as browser:
        page = (await browser.get("/network/levels")).text
        assert "西岭县" not in page
        assert (await browser.get(f"/network/levels/{EAST}")).status_code == 200
        for code in (CITY, WEST, "000000"):
            assert (await browser.get(f"/network/levels/{code}")).status_code == 404
    async with browsing(house, "water_officer") as browser:
        assert (await browser.get("/network/levels")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/network/levels")).status_code == 303


async def test_a_page_asks_as_much_however_many_units_there_are(house: House) -> None:
    async def asked() -> int:
        statements: list[str] = []

        def note(_: object, __: object, statement: str, *___: object) -> None:
            statements.append(statement)

        async with browsing(house, "east_head") as browser:
            await browser.get(f"/network/levels/{EAST}")
            event.listen(Engine, "before_cursor_execute", note)
            try:
                assert (await browser.get(f"/network/levels/{EAST}")).status_code == 200
            finally:
                event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    before = await asked()
    for number in range(5):
        await committee(house, "east_head", name=f"第{number}居委会", code=f"E-BRIDGE-{number}")
    assert await asked() == before
