"""The registry on its pages: the tree, one government, adding one."""

from sqlalchemy import select

from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.tenancy.model import Tenant
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from tests.cast import CITY
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded

NEW = {
    "name_zh": "南浦区", "name_en": "South Bank District", "short_zh": "南浦", "short_en": "South Bank",
    "code": "990102", "tier": "district", "parent": CITY, "language": "zh",
}  # fmt: skip


async def registered(house: House) -> dict[str, str]:
    async with house.database.transaction(NOWHERE, "admin") as db:
        rows = await db.execute(select(Tenant.code, Tenant.status))
        return {row[0]: row[1] for row in rows}


async def test_a_government_added_on_the_page_is_live_below_its_city_with_rules_and_classification(
    house: House,
) -> None:
    async with browsing(house, "system_admin") as browser:
        await browser.get("/governments/new")
        answer = await browser.post("/governments/new", **NEW)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/governments/990102"
        page = (await browser.get("/governments/990102")).text
        assert "South Bank District" in page
        assert "hotline account add" in page
        assert "南浦区" in (await browser.get("/governments")).text
        assert "南浦区" in (await browser.get(f"/governments/{CITY}")).text
    assert (await registered(house))["990102"] == "live"
    async with house.database.transaction(at(house.cast.city)) as db:
        unit = (await unit_tree(db)).by_code("990102")
    assert unit.governs_tenant_id is not None
    async with house.database.transaction(at(unit.governs_tenant_id)) as db:
        assert len(await classification(db)) == 7
    assert await recorded(house, 0, "government_added") == [(None, {"government": "990102"})]


async def test_wrong_fields_keep_what_was_typed_and_add_nothing(house: House) -> None:
    before = await registered(house)
    async with browsing(house, "system_admin") as browser:
        await browser.get("/governments/new")
        wrong = await browser.post("/governments/new", **{**NEW, "code": "南浦", "name_en": ""})
        taken = await browser.post("/governments/new", **{**NEW, "code": "990101"})
        loose = await browser.post("/governments/new", **{**NEW, "parent": ""})
        twice = await browser.post("/governments/new", **{**NEW, "tier": "city"})
    assert {wrong.status_code, taken.status_code, loose.status_code, twice.status_code} == {422}
    assert 'value="南浦区"' in wrong.text
    assert wrong.text.count('aria-invalid="true"') == 1
    assert taken.text.count('aria-invalid="true"') == 1
    assert loose.text.count('aria-invalid="true"') == 1
    assert twice.text.count('aria-invalid="true"') == 1
    assert await registered(house) == before


async def test_a_second_press_of_the_button_finds_the_government_there(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        await browser.get("/governments/new")
        assert (await browser.post("/governments/new", **NEW)).status_code == 303
        assert (await browser.post("/governments/new", **NEW)).status_code == 422
    assert list(await registered(house)).count("990102") == 1


async def test_a_government_that_is_not_there_is_not_found(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        assert (await browser.get("/governments/000000")).status_code == 404
        assert (await browser.get("/governments/990101")).status_code == 200


async def test_only_the_system_administrator_keeps_the_registry(house: House) -> None:
    before = await registered(house)
    for login in ("tenant_admin", "security_officer", "auditor"):
        async with browsing(house, login) as browser:
            await browser.get("/handbook/roles")
            for path in ("/governments", "/governments/new", "/governments/990101"):
                assert (await browser.get(path)).status_code == 403
            assert (await browser.post("/governments/new", **NEW)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/governments")).status_code == 303
    assert await registered(house) == before
