"""Standstills on the pages: who is out and reads why, what the public reads, what the administrator enters and sees."""

import datetime as dt
import uuid

from hotline_platform.access.accounts import add_membership
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.scope import at
from hotline_tenants.standstill.settling import settle_all
from hotline_tenants.standstill.suspending import resume, suspend
from tests.api.calling import System, added_client, http_on
from tests.cases.test_the_main_road import registered
from tests.cast import CITY, EAST, PASSWORD
from tests.conftest import House
from tests.standstill.looking import moment, standstills
from tests.standstill.test_outages import dispatched
from tests.standstill.test_suspending import with_bridge
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def suspended(house: House) -> None:
    await suspend(house.database, house.cast.actors["system_admin"], EAST, reason="机构改革", at=now())


async def resumed(house: House) -> None:
    await resume(house.database, house.cast.actors["system_admin"], EAST, reason="改革完成", at=now())


async def test_whoever_works_in_a_suspended_government_is_out_at_once_and_reads_why(house: House) -> None:
    async with browsing(house, "bridge_officer") as browser:
        assert (await browser.get("/inbox")).status_code == 200
        await suspended(house)
        out = await browser.get("/inbox")
        assert out.status_code == 403
        assert "东湖区已暂停" in out.text
        assert "临江市的热线" in out.text
        assert 'href="/inbox"' not in out.text, "no menu leads on"
        assert (await browser.post("/notices/all-read")).status_code == 403
        await resumed(house)
        assert (await browser.get("/inbox")).status_code == 200
        await settle_all(house.database, at=now())
        await suspended(house)
        await browser.get("/inbox")
        assert (await browser.post("/sign-out")).headers["location"] == "/sign-in"


async def test_the_door_says_so_to_those_who_know_their_password_only(house: House) -> None:
    await suspended(house)
    async with browsing(house) as browser:
        right = await browser.sign_in("bridge_officer")
        wrong = await browser.sign_in("bridge_officer", "not-the-password")
        assert (right.status_code, wrong.status_code) == (422, 422)
        assert "目前已暂停" in right.text
        assert "暂停" not in wrong.text
        assert (await browser.sign_in("housing_officer")).status_code == 303
    await resumed(house)
    async with browsing(house) as browser:
        assert (await browser.sign_in("bridge_officer")).status_code == 303


async def test_who_works_elsewhere_too_stands_there(house: House) -> None:
    account = house.cast.actors["bridge_officer"].account_id
    assert account is not None
    async with house.database.transaction(at(house.cast.city)) as db:
        add_membership(
            db, account, "unit_officer", unit_id=house.cast.units["C-HOUSING"], city=True, at=house.now
        )
    async with browsing(house) as browser:
        await suspended(house)
        assert (await browser.sign_in("bridge_officer", PASSWORD)).status_code == 303
        page = await browser.get("/inbox")
        assert page.status_code == 200
        assert "临江市" in page.text


async def test_the_public_reads_where_to_turn_and_can_still_look_a_demand_up(house: House) -> None:
    await suspended(house)
    async with browsing(house) as browser:
        page = await browser.get(f"/p/{EAST}")
        assert "在此之前请联系临江市" in page.text
        assert f'href="/p/{CITY}"' in page.text
        assert f"/p/{EAST}/submit" not in page.text
        assert (await browser.get(f"/p/{EAST}/track")).status_code == 200
        assert (await browser.get(f"/p/{EAST}/submit")).status_code == 303
    await resumed(house)
    async with browsing(house) as browser:
        assert f"/p/{EAST}/submit" in (await browser.get(f"/p/{EAST}")).text


async def test_the_administrator_suspends_and_resumes_on_the_page(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        assert f"/governments/{EAST}/suspension" in (await browser.get(f"/governments/{EAST}")).text
        assert "从未暂停" in (await browser.get(f"/governments/{EAST}/suspension")).text
        short = await browser.post(f"/governments/{EAST}/suspension", reason=" ")
        assert short.status_code == 422
        assert 'aria-invalid="true"' in short.text
        assert (await standstills(house)) == []
        done = await browser.post(
            f"/governments/{EAST}/suspension", reason="机构改革，市政府第三次常务会议决定"
        )
        assert done.headers["location"] == f"/governments/{EAST}/suspension"
        page = await browser.get(f"/governments/{EAST}/suspension")
        assert "停止计时" in page.text
        again = await browser.post(f"/governments/{EAST}/suspension", reason="机构改革")
        assert again.status_code == 422
        await settle_all(house.database, at=now())
        await browser.post(f"/governments/{EAST}/resumption", reason="改革完成")
        await settle_all(house.database, at=now())
        page = await browser.get(f"/governments/{EAST}/suspension")
        assert "时限已顺延" in page.text
        own = await browser.get(f"/governments/{CITY}/suspension")
        assert "您本人就在该政府任职" in own.text
        assert (await browser.get("/governments/000000/suspension")).status_code == 404
    kinds = [
        kind
        for kind in ("government_suspended", "government_resumed")
        if await recorded(house, DEPLOYMENT, kind)
    ]
    assert kinds == ["government_suspended", "government_resumed"]


async def test_an_outage_is_entered_seen_and_taken_back_on_the_page(house: House) -> None:
    house.now = now() - dt.timedelta(hours=3)
    await dispatched(house)
    zone = dt.timezone(dt.timedelta(hours=8))
    begin, end = (
        f"{now().astimezone(zone) - dt.timedelta(minutes=many):%Y-%m-%dT%H:%M}" for many in (90, 30)
    )
    async with browsing(house, "system_admin") as browser:
        assert "尚未登记停运" in (await browser.get("/outages")).text
        wrong = await browser.post("/outages", begin=end, end=begin, reason="机房停电")
        assert wrong.status_code == 422
        assert "结束时间应晚于开始时间" in wrong.text
        assert "机房停电" in wrong.text, "what was typed stays"
        assert (await browser.post("/outages", begin=begin, end=end, reason="机房停电")).status_code == 303
        assert "正在顺延时限" in (await browser.get("/outages")).text
        await settle_all(house.database, at=now())
        page = await browser.get("/outages")
        assert "时限已顺延" in page.text
        (outage,) = await standstills(house)
        overlapping = await browser.post("/outages", begin=begin, end=end, reason="机房停电")
        assert "已登记过停运" in overlapping.text
        empty = await browser.post(f"/outages/{outage.id}/taking-back", reason="")
        assert empty.status_code == 422
        assert (await browser.get(f"/outages/{outage.id}/taking-back")).status_code == 303
        assert (
            await browser.post(f"/outages/{outage.id}/taking-back", reason="日期写错了")
        ).status_code == 303
        await settle_all(house.database, at=now())
        assert "停运已撤回" in (await browser.get("/outages")).text
        nowhere = await browser.post(f"/outages/{uuid.uuid4()}/taking-back", reason="日期写错了")
        assert nowhere.status_code == 404
    assert len(await recorded(house, DEPLOYMENT, "outage_entered")) == 1
    assert len(await recorded(house, DEPLOYMENT, "outage_taken_back")) == 1


async def test_only_the_system_administrator_opens_these_pages(house: House) -> None:
    for login in ("tenant_admin", "security_officer", "duty_head"):
        async with browsing(house, login) as browser:
            await browser.get("/notices")
            assert (await browser.get("/outages")).status_code == 403
            assert (await browser.get(f"/governments/{EAST}/suspension")).status_code == 403
            assert (await browser.post("/outages", begin="", end="", reason="")).status_code == 403
            assert (
                await browser.post(f"/governments/{EAST}/suspension", reason="机构改革")
            ).status_code == 403
    assert await standstills(house) == []


async def test_the_page_of_a_case_tells_why_its_clocks_stand_and_by_what_they_moved(house: House) -> None:
    opened, _ = await with_bridge(house)
    admin = house.cast.actors["system_admin"]
    await suspend(house.database, admin, EAST, reason="机构改革", at=moment("3 10:00"))
    await settle_all(house.database, at=moment("3 10:01"))
    async with browsing(house, "dispatcher") as browser:
        assert "承办政府已暂停" in (await browser.get(f"/cases/{opened.id}")).text
    await resume(house.database, admin, EAST, reason="改革完成", at=moment("5 10:00"))
    await settle_all(house.database, at=moment("5 10:01"))
    async with browsing(house, "dispatcher") as browser:
        page = (await browser.get(f"/cases/{opened.id}")).text
        assert "政府暂停自" in page
        assert "东湖区" in page
        assert "政府暂停期间停止计时" in page
        await browser.post("/language", language="en", next="/")
        assert "The government was suspended from" in (await browser.get(f"/cases/{opened.id}")).text


async def test_who_chooses_a_unit_sees_that_a_government_is_suspended(house: House) -> None:
    opened, _ = await with_bridge(house)
    fresh = await registered(house)
    async with browsing(house, "dispatcher") as browser:
        assert "东湖区（已暂停）" not in (await browser.get(f"/cases/{fresh.id}")).text
        await suspended(house)
        assert "东湖区（已暂停）" in (await browser.get(f"/cases/{fresh.id}")).text
    assert opened.id != fresh.id


async def test_systems_of_a_suspended_government_are_refused_with_a_problem(house: House) -> None:
    client = await added_client(house, "dispatcher", tenant=house.cast.east)
    async with http_on(house) as http:
        system = System(http, client)
        assert (await system.get_token()).status_code == 200
        assert (await system.get("/api/v1/cases")).status_code == 200
        await suspended(house)
        for answer in (await system.get("/api/v1/cases"), await system.get_token()):
            assert answer.status_code == 403
            assert answer.json()["type"] == "/api/problems/suspended"
        nobody = await http.post(
            "/api/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(str(client.id), "not-the-secret"),
        )
        assert nobody.status_code == 401, "only who knows the secret hears of it"
        assert (await http.get("/api/problems/suspended")).status_code == 200
        await resumed(house)
        assert (await system.get("/api/v1/cases")).status_code == 200


async def test_lists_show_what_waits_for_a_suspended_government_as_standing(house: House) -> None:
    house.now = now() - dt.timedelta(days=30)
    opened, _ = await with_bridge(house)
    admin = house.cast.actors["system_admin"]
    async with browsing(house, "dispatcher") as browser:
        assert "已超期" in (await browser.get("/cases")).text
        await suspend(house.database, admin, EAST, reason="机构改革", at=house.now)
        page = (await browser.get("/cases")).text
        assert opened.number in page
        assert "hl-paused" in page
        assert "已超期" not in page, "it has as much time left as when it was suspended"
