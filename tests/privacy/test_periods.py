"""How long personal data are kept is set by the administrator, who sees before what it would erase."""

import datetime as dt

import pytest
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.changes.at_once import change_at_once
from hotline_tenants.changes.model import Change
from hotline_tenants.privacy.erasing import erase_due
from hotline_tenants.privacy.keeping import effects
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.privacy.test_erasing import closed, texts
from tests.web.browsing import browsing


async def set_by_admin(house: House, **given: int | None) -> None:
    await set_by(house, house.cast.actors["tenant_admin"], **given)


async def set_by(house: House, actor: Actor, **given: int | None) -> None:
    wanted = {f"value.{kind}_days": given.get(kind) for kind in ("person", "content")}
    await change_at_once(house.database, actor, actor.tenant, wanted, reason="档案管理办法", at=house.now)


async def counted(
    house: House, at: dt.datetime, **given: int | None
) -> dict[tuple[str, str], tuple[int, int]]:
    async with house.database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    days = {"person": None, "content": None, **given}
    found = await effects(house.database, registry, house.cast.city, days, at=at)
    return {(one.government.code, one.kind): (one.now, one.then) for one in found}


async def test_what_is_counted_before_is_what_is_erased_afterwards(house: House) -> None:
    opened = await closed(house)
    tonight = house.now + dt.timedelta(days=100)
    before = await counted(house, tonight, person=90)
    assert before[(CITY, "person")] == (0, 1)
    assert before[(CITY, "content")] == (0, 0)
    assert (await texts(house, opened))["case_persons.name"]
    await set_by_admin(house, person=90)
    assert await erase_due(house.database, at=tonight) == 1
    assert not (await texts(house, opened))["case_persons.name"]
    assert (await counted(house, tonight, person=90))[(CITY, "person")] == (0, 0)


async def test_governments_that_have_set_nothing_follow_and_are_counted(house: House) -> None:
    east = Actor(tenant=house.cast.east, role="tenant_admin", name="east", account_id=new_id())
    assert (EAST, "person") in await counted(house, house.now)
    await set_by(house, east, person=400)
    found = await counted(house, house.now, person=90)
    assert (EAST, "person") not in found, "it has a period of its own"
    assert (EAST, "content") in found


async def test_the_history_says_before_and_after_and_going_back_is_going_back(house: House) -> None:
    await set_by_admin(house, person=90, content=2_000)
    await set_by_admin(house, content=2_000)
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        told = select(Change.items).where(Change.tenant_id == db.tenant).order_by(Change.number)
        found = [
            [(one["of"], one["before"], one["after"]) for one in items] for items in await db.scalars(told)
        ]
    assert found == [
        [("value.person_days", None, 90), ("value.content_days", None, 2000)], [("value.person_days", 90, None)],
    ]  # fmt: skip


async def test_periods_have_a_floor_and_a_ceiling_and_texts_do_not_go_first(house: House) -> None:
    for given, field in (
        ({"person": 29}, "person"),
        ({"content": 36_501}, "content"),
        ({"person": 400, "content": 399}, "content"),
        ({"content": 1_000}, "content"),
    ):
        with pytest.raises(Refused) as refused:
            await set_by_admin(house, **given)
        assert set(refused.value.fields) == {f"value.{field}_days.value"}
    for login in ("system_admin", "duty_head", "operator"):
        with pytest.raises(NotAllowed):
            await set_by(house, house.cast.actors[login], person=90)
    assert (await counted(house, house.now))[(CITY, "person")] == (0, 0)


async def test_the_page_shows_first_and_sets_only_what_was_read(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        page = await browser.get("/retention")
        assert "1,095" in page.text
        assert 'name="sure"' not in page.text
        shown = await browser.post("/retention", person="90", content="", then="show")
        assert shown.status_code == 200
        assert 'name="sure"' in shown.text
        assert 'value="90"' in shown.text
        unread = await browser.post("/retention", person="90", content="", then="set")
        assert unread.status_code == 422
        assert "请先查看将要删除的内容" in unread.text
        assert 'name="sure"' in unread.text
        wrong = await browser.post("/retention", person="9", content="", then="set", sure="yes")
        assert wrong.status_code == 422
        assert 'aria-invalid="true"' in wrong.text
        assert "1,095" in (await browser.get("/retention")).text, "nothing was set yet"
        silent = await browser.post("/retention", person="90", content="", then="set", sure="yes")
        assert silent.status_code == 422
        assert "请说明变更理由" in silent.text
        assert 'name="sure"' in silent.text
        done = await browser.post(
            "/retention", person="90", content="", then="set", sure="yes", reason="档案管理办法"
        )
        assert done.headers["location"] == "/retention"
        assert "1,095" not in (await browser.get("/retention")).text
    for login in ("network_officer", "duty_head"):
        async with browsing(house, login) as browser:
            await browser.get("/notices")
            assert (await browser.get("/retention")).status_code == 403
            assert (await browser.post("/retention", person="90", then="set", sure="yes")).status_code == 403
