"""The registry on its pages: the tree, and one government."""

from tests.cast import CITY
from tests.conftest import House
from tests.web.browsing import browsing


async def test_a_government_that_is_not_there_is_not_found(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        assert (await browser.get("/governments/000000")).status_code == 404
        assert (await browser.get("/governments/990101")).status_code == 200


async def test_only_the_system_administrator_keeps_the_registry(house: House) -> None:
    for login in ("tenant_admin", "security_officer", "auditor"):
        async with browsing(house, login) as browser:
            await browser.get("/handbook/roles")
            for path in ("/governments", "/governments/new", "/governments/990101"):
                assert (await browser.get(path)).status_code == 403
            assert (await browser.post("/governments/new")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/governments")).status_code == 303


async def test_a_government_shows_its_state_and_the_ways_on(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        page = (await browser.get("/governments/990101")).text
        assert "/governments/990101/readiness" in page
        assert "/governments/990101/values" in page
        assert "西岭县" in (await browser.get(f"/governments/{CITY}")).text
