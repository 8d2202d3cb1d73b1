"""The units of a government on their pages: the tree, establishing, describing and closing."""

import asyncio
import uuid
from functools import partial

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_tenants.network.catalogue import propose
from hotline_tenants.network.keeping import NewUnit, describe, establish
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import UnitInfo, UnitTree, add_unit
from tests.cases.test_the_main_road import dispatched_to, registered, unit_replies
from tests.conftest import House
from tests.web.browsing import Browser, browsing
from tests.web.people.keeping import account_of, recorded

NEW = {"name_zh": "市园林绿化局", "name_en": "Parks Bureau", "code": "C-PARKS", "kind": "department"}


async def unit_called(house: House, code: str) -> Unit | None:
    async with house.acting("network_officer") as (db, _):
        wanted = select(Unit).where(Unit.tenant_id == db.tenant, Unit.code == code)
        return (await db.execute(wanted)).scalar_one_or_none()


async def established(browser: Browser, **fields: str) -> uuid.UUID:
    answer = await browser.post("/units/new", **{**NEW, **fields})
    assert answer.status_code == 303, answer.text
    return uuid.UUID(answer.headers["location"].rsplit("/", 1)[1])


async def test_a_unit_is_established_renamed_and_moved(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        parks = await established(browser)
        east_park = await established(browser, code="C-PARKS-1", name_zh="东园管理处", parent=str(parks))
        tree = (await browser.get("/units")).text
        assert "市园林绿化局" in tree
        assert "东园管理处" in tree
        url = f"/units/{east_park}"
        assert (await browser.get(url)).status_code == 200
        changed = await browser.post(f"{url}/description", name_zh="滨江公园管理处", name_en="", parent=None)
        assert changed.status_code == 303, changed.text
        page = (await browser.get(url)).text
    assert "滨江公园管理处" in page
    assert str(parks) not in page.split("hl-side")[0]
    found = await unit_called(house, "C-PARKS-1")
    assert found is not None
    assert (found.name_zh, found.name_en, found.parent_id) == ("滨江公园管理处", "滨江公园管理处", None)
    assert len(await recorded(house, house.cast.city, "unit_added")) == 2
    assert await recorded(house, house.cast.city, "unit_changed") == [(east_park, {"code": "C-PARKS-1"})]


async def test_wrong_fields_keep_what_was_typed_and_establish_nothing(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        taken = await browser.post("/units/new", **{**NEW, "code": "C-WATER"})
        kind = await browser.post("/units/new", **{**NEW, "kind": "government"})
        empty = await browser.post("/units/new", **{**NEW, "name_zh": "", "code": ""})
    assert (taken.status_code, kind.status_code, empty.status_code) == (422, 422, 422)
    assert 'value="市园林绿化局"' in taken.text
    assert 'value="C-WATER"' in taken.text
    assert empty.text.count('aria-invalid="true"') == 2
    assert await unit_called(house, "C-PARKS") is None


async def test_a_unit_never_stands_under_itself_or_its_own(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        top = await established(browser)
        middle = await established(browser, code="C-PARKS-1", parent=str(top))
        bottom = await established(browser, code="C-PARKS-1-1", parent=str(middle))
        for parent in (top, middle, bottom):
            answer = await browser.post(
                f"/units/{top}/description", name_zh="顶", name_en="", parent=str(parent)
            )
            assert answer.status_code == 422
            assert 'value="顶"' in answer.text
    for parent in (top, bottom):
        with pytest.raises(Refused) as refusal:
            async with house.acting("network_officer") as (db, actor):
                await describe(db, actor, top, name_zh="顶", name_en="", parent=parent, at=house.now)
        assert set(refusal.value.fields) == {"parent"}


async def test_nothing_stands_under_a_committee_and_the_form_does_not_offer_it(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        street = await established(browser, code="S1", name_zh="滨江街道", kind="street")
        committee = await established(
            browser, code="S1-1", name_zh="江岸社区", kind="committee", parent=str(street)
        )
        offered = (await browser.get("/units/new")).text
        assert f'value="{street}"' in offered
        assert f'value="{committee}"' not in offered
        below = {**NEW, "code": "S2", "name_zh": "花园街道", "kind": "street", "parent": str(committee)}
        assert (await browser.post("/units/new", **below)).status_code == 422
    for road in (
        partial(establish, new=NewUnit(code="S2", name_zh="花园街道", name_en="", kind="street", parent=committee)),
        partial(describe, unit_id=street, name_zh="滨江街道", name_en="", parent=committee),
        partial(describe, unit_id=house.cast.units["C-WATER"], name_zh="水务", name_en="", parent=committee),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            async with house.acting("network_officer") as (db, actor):
                await road(db, actor, at=house.now)
        assert (
            str(refusal.value.fields["parent"])
            == "It would stand under a committee, which has nothing below it."
        )
    assert await unit_called(house, "S2") is None


def test_a_tree_with_a_circle_in_it_is_walked_to_an_end() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    tree = UnitTree(
        [
            UnitInfo(here, code, code, code, "department", above, None, closed=False)
            for here, above, code in ((one, other, "A"), (other, one, "B"))
        ]
    )
    assert [unit.code for unit in tree.upwards(one)] == ["A", "B"]
    assert tree.within(one, other)


async def test_two_moves_at_once_do_not_close_a_circle(house: House, superuser: psycopg.Connection) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        one = await established(browser)
        other = await established(browser, code="C-PARKS-2")

    async def the_other_way() -> bool:
        try:
            async with house.acting("network_officer") as (db, actor):
                await describe(db, actor, other, name_zh="园林", name_en="", parent=one, at=house.now)
        except Refused:
            return False
        return True

    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with house.acting("network_officer") as (db, actor):
        await describe(db, actor, one, name_zh="园林", name_en="", parent=other, at=house.now)
        second = asyncio.create_task(the_other_way())
        while not second.done() and superuser.execute(waits).fetchone() == (0,):
            await asyncio.wait({second}, timeout=0.01)
    assert await second is False


async def test_a_unit_with_open_work_is_not_closed_and_the_number_is_told(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    housing = house.cast.units["C-HOUSING"]
    async with browsing(house, "network_officer") as browser:
        await browser.get(f"/units/{housing}")
        answer = await browser.post(f"/units/{housing}/closure")
        assert answer.status_code == 422
        assert "还有 1 件未办结任务" in answer.text
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    async with browsing(house, "network_officer") as browser:
        await browser.get(f"/units/{housing}")
        answer = await browser.post(f"/units/{housing}/closure")
    assert "还有 1 件未办结任务" in answer.text, "a reply may come back"
    found = await unit_called(house, "C-HOUSING")
    assert found is not None
    assert found.closed_at is None


async def test_a_unit_with_people_in_it_is_not_closed_and_once_they_are_gone_it_is(house: House) -> None:
    water = house.cast.units["C-WATER"]
    async with browsing(house, "network_officer") as browser:
        await browser.get(f"/units/{water}")
        refused = await browser.post(f"/units/{water}/closure")
        assert refused.status_code == 422
        assert "还有 2 个在任角色" in refused.text
    async with browsing(house, "tenant_admin") as admin:
        await admin.get("/people")
        for login in ("water_officer", "water_leader"):
            membership = house.cast.actors[login].membership_id
            url = f"/people/{account_of(house, login)}/roles/{membership}/ending"
            assert (await admin.post(url)).status_code == 303
    async with house.acting("dispatcher") as (db, _):
        category = house.cast.category("9901", "供水")
        assert await propose(db, category, None, on=house.now.date()) is not None
    async with browsing(house, "network_officer") as browser:
        await browser.get(f"/units/{water}")
        assert (await browser.post(f"/units/{water}/closure")).status_code == 303
        assert "C-WATER" not in (await browser.get("/units")).text
        closed = await browser.get(f"/units/{water}")
        assert closed.status_code == 200
        assert "/closure" not in closed.text
        assert (await browser.post(f"/units/{water}/closure")).status_code == 422
    async with house.acting("dispatcher") as (db, _):
        assert await propose(db, category, None, on=house.now.date()) is None, "its responsibilities ended"
    assert await recorded(house, house.cast.city, "unit_closed") == [
        (water, {"code": "C-WATER", "entries": 1})
    ]


async def test_a_unit_with_others_under_it_is_not_closed(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units/new")
        parks = await established(browser)
        await established(browser, code="C-PARKS-1", parent=str(parks))
        answer = await browser.post(f"/units/{parks}/closure")
    assert answer.status_code == 422
    assert "1 个单位" in answer.text


async def test_a_government_is_kept_by_the_registry_and_not_here(house: House) -> None:
    east = house.cast.units["990101"]
    async with browsing(house, "network_officer") as browser:
        page = await browser.get(f"/units/{east}")
        assert page.status_code == 200
        assert "/closure" not in page.text
        assert (await browser.post(f"/units/{east}/closure")).status_code == 422
        answer = await browser.post(f"/units/{east}/description", name_zh="别名", name_en="")
        assert answer.status_code == 422
    found = await unit_called(house, "990101")
    assert found is not None
    assert (found.name_zh, found.closed_at) == ("东湖区", None)


async def test_another_governments_unit_does_not_exist(house: House) -> None:
    bridge = house.cast.units["E-BRIDGE"]
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units")
        assert (await browser.get(f"/units/{bridge}")).status_code == 404
        assert (await browser.post(f"/units/{bridge}/closure")).status_code == 404
        answer = await browser.post(f"/units/{bridge}/description", name_zh="别名", name_en="")
        assert answer.status_code == 404
    async with house.acting("east_dispatcher") as (db, _):
        name = await db.scalar(select(Unit.name_zh).where(Unit.tenant_id == db.tenant, Unit.id == bridge))
    assert name == "花桥街道"


async def test_only_those_who_keep_units_see_and_change_them(house: House) -> None:
    water = house.cast.units["C-WATER"]
    async with browsing(house, "dispatcher") as browser:
        await browser.get("/dispatch")
        for path in ("/units", "/units/new", f"/units/{water}"):
            assert (await browser.get(path)).status_code == 403
        assert (await browser.post("/units/new", **NEW)).status_code == 403
        assert (await browser.post(f"/units/{water}/closure")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/units")).status_code == 303
    assert await unit_called(house, "C-PARKS") is None


async def test_another_process_does_not_hide_what_was_just_established(house: House) -> None:
    async with browsing(house, "network_officer") as browser:
        await browser.get("/units")
        async with house.database.transaction(house.cast.actors["network_officer"].scope) as db:
            kept = dict(db.cache._kept)
            made = await add_unit(db, code="C-PARKS", name_zh="市园林局", name_en="", kind="department")
        house.database.cache._kept.update(kept)
        assert (await browser.get(f"/units/{made}")).status_code == 200
