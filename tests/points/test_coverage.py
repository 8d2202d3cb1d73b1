"""Coverage: where nobody answers, of oneself, of every government below, of one of them down to each committee."""

import uuid

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import Scope
from hotline_tenants.points.coverage import Covered, covered, places
from tests.cast import EAST
from tests.conftest import House
from tests.points.setting_up import committee
from tests.web.browsing import browsing


async def opened(
    house: House, superuser: psycopg.Connection, unit_id: uuid.UUID, state: str = "open"
) -> None:
    """A point in this state, without the way there."""
    superuser.execute(
        "INSERT INTO points (tenant_id, unit_id, state, telephone, applied_at, opened_at, version, events, head)"
        " VALUES (%s, %s, %s, '12345', now(), now(), 1, 0, '')", [house.cast.east, unit_id, state],
    )  # fmt: skip


async def of_the_city(house: House) -> dict[int, Covered]:
    reads = (house.cast.city, house.cast.east, house.cast.west)
    async with house.database.transaction(Scope(house.cast.city, reads), "reader") as db:
        return {tenant: covered(tops) for tenant, tops in (await places(db, reads)).items()}


@pytest.mark.parametrize(("state", "living"), [("open", 1), ("approved", 0), ("suspended", 0), ("closed", 0)])
async def test_only_an_open_point_is_a_living_one(
    house: House, superuser: psycopg.Connection, state: str, living: int
) -> None:
    await opened(house, superuser, house.cast.units["E-BRIDGE"], state)
    found = await of_the_city(house)
    assert found[house.cast.east] == Covered(2, living, 0, 0)
    assert found[house.cast.west] == Covered(1, 0, 0, 0)
    assert found[house.cast.city].all == 0, "departments are no pieces of the map"


async def test_a_committee_stands_under_its_street_and_is_counted_apart(
    house: House, superuser: psycopg.Connection
) -> None:
    await opened(house, superuser, await committee(house, "east_head"))
    assert (await of_the_city(house))[house.cast.east] == Covered(2, 0, 1, 1)


async def test_the_city_sees_its_districts_side_by_side_and_looks_into_one(
    house: House, superuser: psycopg.Connection
) -> None:
    await opened(house, superuser, house.cast.units["E-BRIDGE"])
    await committee(house, "east_head")
    for login in ("network_officer", "duty_head", "inspector"):
        async with browsing(house, login) as browser:
            page = (await browser.get("/network/coverage")).text
            assert f'href="/network/coverage/{EAST}"' in page
            assert "西岭县" in page
    async with browsing(house, "inspector") as browser:
        inside = await browser.get(f"/network/coverage/{EAST}")
        assert "花桥社区居委会" in inside.text
        assert "柳岸街道" in inside.text
        assert "/network/points/" not in inside.text, "points of another house are not opened"
        level = f"/network/levels/{EAST}/{house.cast.units['E-BRIDGE']}"
        assert f'<a href="{level}">花桥社区居委会</a>' in inside.text, (
            "but each place leads to where it stands"
        )
        assert (await browser.get(level)).status_code == 200
    async with house.acting("network_officer") as (db, _):
        looks = select(AuditEntry.detail).where(AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "look")
        assert {"government": EAST, "what": "network"} in (await db.execute(looks)).scalars().all()


async def test_a_district_sees_its_own_and_nothing_of_another(house: House) -> None:
    async with browsing(house, "east_head") as browser:
        page = (await browser.get("/network/coverage")).text
        assert "花桥街道" in page
        assert "青石镇" not in page
        bridge = f"/network/points/{house.cast.units['E-BRIDGE']}"
        assert page.count(f'<a href="{bridge}">花桥街道</a>') == 2, (
            "as a street, and as one without a living point"
        )
        assert f'"link":"{bridge}"' in page.replace(" ", ""), "and so does its field of the map"
        for code in ("990121", "9901", EAST):
            assert (await browser.get(f"/network/coverage/{code}")).status_code == 404


async def test_who_has_nothing_to_do_with_the_network_does_not_see_it(house: House) -> None:
    for login in ("housing_officer", "dispatcher"):
        async with browsing(house, login) as browser:
            for place in ("/network", "/network/coverage", f"/network/coverage/{EAST}", "/network/divisions"):
                assert (await browser.get(place)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/network/coverage")).status_code == 303
