"""The dispatch catalogue and the classification on their pages."""

import datetime as dt
import re
import uuid

from sqlalchemy import func, select

from hotline_platform.access.accounts import add_membership
from hotline_tenants.network.catalogue import propose
from hotline_tenants.network.classification import classification
from hotline_tenants.network.model import CatalogueEntry
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded


def given(house: House, **changed: object) -> dict[str, object]:
    """The form as a network officer fills it in: street lamps in the district are the housing bureau's."""
    return {
        "category__3": str(house.cast.category(CITY, "路灯")), "unit_id": str(house.cast.units["C-HOUSING"]),
        "area_id": str(house.cast.units[EAST]), "basis_zh": "《城市照明管理规定》第九条", "basis_en": "",
        "effective_from": "2026-01-01", **changed,
    }  # fmt: skip


async def entries(house: House) -> int:
    async with house.acting("network_officer") as (db, _):
        wanted = select(func.count()).select_from(CatalogueEntry)
        counted = await db.scalar(
            wanted.where(CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None))
        )
        return counted or 0


async def proposed(house: House, category: uuid.UUID, area: uuid.UUID | None) -> uuid.UUID | None:
    async with house.acting("dispatcher") as (db, _):
        found = await propose(db, category, area, on=house.now.date())
        return found.unit_id if found else None


async def test_a_unit_made_responsible_is_proposed_until_the_responsibility_ends(house: House) -> None:
    lamps, east = house.cast.category(CITY, "路灯"), house.cast.units[EAST]
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        answer = await browser.post("/catalogue/new", **given(house))
        assert answer.status_code == 303, answer.text
        assert await proposed(house, lamps, east) == house.cast.units["C-HOUSING"]
        listed = (await browser.get(f"/catalogue?area={east}")).text
        assert "路灯" in listed
        assert "供水" not in listed.split("<tbody")[1]
        (entry, _), *_ = await recorded(house, house.cast.city, "entry_added")
        page = await browser.get(f"/catalogue/{entry}")
        assert "《城市照明管理规定》第九条" in page.text
        for _ in range(2):
            assert (await browser.post(f"/catalogue/{entry}/ending")).status_code == 303
        assert "路灯" in (await browser.get("/catalogue/ended")).text
    assert await proposed(house, lamps, east) == east, "the district is the backstop again"
    assert len(await recorded(house, house.cast.city, "entry_ended")) == 1


async def test_a_whole_upper_category_can_be_one_units_and_the_particular_entry_comes_first(
    house: House,
) -> None:
    async with house.acting("network_officer") as (db, _):
        known = await classification(db)
        works = next(one for one in known.below(known.below()[0].id) if one.name_zh == "市政设施")
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        whole = given(house, category__3=f"all:{works.id}", area_id="")
        assert (await browser.post("/catalogue/new", **whole)).status_code == 303
    lamps, water = house.cast.category(CITY, "路灯"), house.cast.category(CITY, "供水")
    assert await proposed(house, lamps, None) == house.cast.units["C-HOUSING"]
    assert await proposed(house, water, None) == house.cast.units["C-WATER"]


async def test_wrong_fields_keep_what_was_typed_and_add_nothing(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        wrong = given(house, category__3="", basis_zh="", basis_en="Kept as typed", effective_from="soon")
        answer = await browser.post("/catalogue/new", **wrong)
        foreign = await browser.post(
            "/catalogue/new", **given(house, unit_id=str(house.cast.units["E-BRIDGE"]))
        )
        taken = given(
            house, category__3=str(house.cast.category(CITY, "供水")), area_id="", effective_from="2020-01-01"
        )
        twice = await browser.post("/catalogue/new", **taken)
    assert (answer.status_code, foreign.status_code, twice.status_code) == (422, 422, 422)
    assert 'value="Kept as typed"' in answer.text
    assert answer.text.count('class="hl-error"') == 3
    assert "已有责任单位" in twice.text
    assert 'value="《城市照明管理规定》第九条"' in twice.text
    assert await entries(house) == 1


async def test_another_governments_entry_does_not_exist(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        await browser.post("/catalogue/new", **given(house))
    (entry, _), *_ = await recorded(house, house.cast.city, "entry_added")
    async with house.acting("east_dispatcher") as (db, actor):
        assert actor.account_id is not None
        add_membership(db, actor.account_id, "network_officer", city=False, at=house.now)
    async with browsing(house, "east_dispatcher") as browser:
        page = (await browser.get("/dispatch")).text
        standing = re.findall(r'name="standing" value="([^"]+)" class="hl-menu-item">', page)
        await browser.post("/standing", standing=standing[0])
        assert (await browser.get("/catalogue")).status_code == 200
        assert (await browser.get(f"/catalogue/{entry}")).status_code == 404
        assert (await browser.post(f"/catalogue/{entry}/ending")).status_code == 404
    assert await entries(house) == 2


async def test_only_those_who_keep_the_catalogue_see_and_change_it(house: House) -> None:
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/dispatch")
        for path in (
            "/catalogue",
            "/catalogue/ended",
            "/catalogue.xlsx",
            "/catalogue/new",
            "/classification",
        ):
            assert (await browser.get(path)).status_code == 403
        assert (await browser.post("/catalogue/new", **given(house))).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/catalogue")).status_code == 303
    assert await entries(house) == 1


async def test_the_catalogue_is_taken_away_as_a_file_and_that_is_recorded(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        assert (await browser.get("/catalogue.xlsx")).status_code == 200
    assert await recorded(house, house.cast.city, "export") == [(None, {"list": "/catalogue", "rows": 1})]


async def test_the_classification_is_read_with_its_numbers(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get("/classification")).text
    assert "一级 2 类，二级 2 类，三级 3 类" in page
    assert "施工噪声" in page


async def test_a_responsibility_follows_another_from_its_day_on_and_the_history_shows(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        await browser.post("/catalogue/new", **given(house))
        later = given(house, unit_id=str(house.cast.units["C-WATER"]), effective_from="2026-07-01")
        assert (await browser.post("/catalogue/new", **later)).status_code == 303
        backwards = await browser.post("/catalogue/new", **given(house, effective_from="2026-03-01"))
        assert backwards.status_code == 422, "nothing is put before what is to come"
        (place,) = re.findall(
            r'href="(/catalogue/[0-9a-f-]{36})"[^>]*>[^<]*路灯', (await browser.get("/catalogue")).text
        )[:1]
        page = (await browser.get(place)).text
        assert "市住建局" in page
        assert "市水务集团" in page
    category, area = house.cast.category(CITY, "路灯"), house.cast.units[EAST]
    async with house.acting("dispatcher") as (db, _):
        for day, unit in (
            ("2025-12-31", EAST),
            ("2026-01-01", "C-HOUSING"),
            ("2026-06-30", "C-HOUSING"),
            ("2026-07-01", "C-WATER"),
        ):
            proposal = await propose(db, category, area, on=dt.date.fromisoformat(day))
            assert proposal is not None
            assert proposal.unit_id == house.cast.units[unit], day


async def test_what_is_still_to_come_says_so_in_the_list(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        await browser.post("/catalogue/new", **given(house))
        assert "尚未生效" not in (await browser.get("/catalogue")).text
        later = given(house, unit_id=str(house.cast.units["C-WATER"]), effective_from="2099-07-01")
        assert (await browser.post("/catalogue/new", **later)).status_code == 303
        assert "尚未生效" in (await browser.get("/catalogue")).text


async def test_what_takes_the_place_of_a_responsibility_is_typed_from_it(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/catalogue/new")
        await browser.post("/catalogue/new", **given(house))
        (place,) = re.findall(
            r'href="(/catalogue/[0-9a-f-]{36})"[^>]*>[^<]*路灯', (await browser.get("/catalogue")).text
        )[:1]
        link = re.findall(r'href="(/catalogue/new\?follows=[^"]+)"', (await browser.get(place)).text)[0]
        page = (await browser.get(link)).text
        for value in (
            given(house)["unit_id"],
            given(house)["area_id"],
            str(house.cast.category(CITY, "路灯")),
        ):
            assert f'value="{value}" selected' in page
        assert str(given(house)["basis_zh"]) in page
        assert (await browser.get(f"/catalogue/new?follows={uuid.uuid4()}")).status_code == 404
        assert (await browser.get("/catalogue/new?follows=1")).status_code == 404
