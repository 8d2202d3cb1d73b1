"""The morning page: the first of a head and a leader; every figure leads to its very cases; what waits leads to itself."""

import datetime as dt
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from hotline_tenants.evaluation.formulas import draft
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.figures.folding import fold
from hotline_tenants.figures.model import TopicDay
from hotline_tenants.handling.dispatching import reclassify
from hotline_tenants.intake.registering import register
from hotline_tenants.overview.verifying import verify
from hotline_tenants.supervision import issuing
from tests.cases.test_the_main_road import LAMP, dispatched_to, registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.supervision.desk import drafted, staffed
from tests.web.browsing import Browser, browsing

ZONE = ZoneInfo("Asia/Shanghai")
PLACE = "/morning"


@pytest.fixture
async def desk(house: House) -> House:
    """The cast at work yesterday at ten, by the clock of the city."""
    yesterday = dt.datetime.now(ZONE).date() - dt.timedelta(days=1)
    house.now = dt.datetime.combine(yesterday, dt.time(10), ZONE).astimezone(dt.UTC)
    return await staffed(house)


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")


def texts(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def arrivals(house: House, number: int) -> None:
    """Demands about street lamps in the East Lake District."""
    demand = replace(LAMP, area_id=house.cast.units[EAST], category_id=house.cast.category(CITY, "路灯"))
    for _ in range(number):
        async with house.acting("operator") as (db, actor):
            await register(db, actor, demand, at=house.later(minutes=1))


async def past(house: House, weeks: int) -> None:
    """What is folded of the weeks before: one such demand on each day."""
    async with house.acting("duty_head") as (db, _):
        last = house.now.astimezone(ZONE).date()
        for day in range(7, 7 * weeks + 7):
            db.put(
                TopicDay, origin="live", day=last - dt.timedelta(days=day), area_id=house.cast.units[EAST],
                category_id=house.cast.category(CITY, "路灯"), amount=1,
            )  # fmt: skip


@pytest.mark.parametrize("login", ["duty_head", "leader", "east_head"])
async def test_it_is_the_first_page_of_a_head_and_a_leader_in_both_languages(desk: House, login: str) -> None:
    async with browsing(desk, login) as browser:
        assert (await browser.get("/")).headers["location"] == PLACE
        zh = await browser.get(PLACE)
        await english(browser)
        en = await browser.get(PLACE)
    assert (zh.status_code, en.status_code) == (200, 200)
    assert "没有需要您签批的事项" in zh.text
    for words in ("Nothing waits for you", "It is too early to say", "Nothing is overdue."):
        assert words in en.text


async def test_nobody_else_has_one(desk: House) -> None:
    for login in ("dispatcher", "inspector", "housing_leader"):
        async with browsing(desk, login) as browser:
            assert (await browser.get(PLACE)).status_code == 403


async def test_what_grew_leads_to_its_very_cases_folded_or_not(desk: House) -> None:
    await past(desk, 6)
    await arrivals(desk, 7)
    async with desk.acting("duty_head") as (db, _):
        await fold(db)
    await arrivals(desk, 5)
    await registered(desk)  # of no category and nowhere
    async with browsing(desk, "leader") as browser:
        await english(browser)
        page = (await browser.get(PLACE)).text
        row = re.search(r"<tr><td>([^<]*Street lamps)</td>.*?</tr>", page, re.DOTALL)
        assert row
        assert "of the last 6 weeks" in texts(page)
        line, link = texts(row[0]), re.search(r'href="([^"]+)"', row[0])
        assert re.search(r"Street lamps East Lake District yesterday 12 1\.0", line), line
        assert link
        behind = (await browser.get(link[1].replace("&amp;", "&"))).text
        assert "12 in all" in texts(behind)
        assert "Street lamps · East Lake District" in texts(behind)
        every = await browser.get(link[1].replace("&amp;", "&").replace("&area=990101", ""))
        assert "12 in all" in texts(every.text)
        assert (
            await browser.get(link[1].replace("&amp;", "&").replace("category=", "category=x"))
        ).status_code == 404


async def test_a_category_that_is_corrected_moves_the_figure_with_it(desk: House) -> None:
    await arrivals(desk, 1)
    opened = await registered(desk)
    async with desk.acting("dispatcher") as (db, actor):
        await reclassify(
            db, actor, opened.id, category_id=desk.cast.category(CITY, "供水"), case_type="help", urgency="general",
            version=None, at=desk.later(minutes=1),
        )  # fmt: skip
    async with desk.acting("duty_head") as (db, _):
        assert await verify(db) == []
        await fold(db)
    async with desk.acting("duty_head") as (db, _):
        assert await verify(db) == []
        db.put(
            TopicDay, origin="live", day=dt.date(2020, 1, 1), area_id=desk.cast.units[EAST],
            category_id=desk.cast.category(CITY, "路灯"), amount=1,
        )  # fmt: skip
        (wrong,) = await verify(db)
        assert (wrong.rollup, wrong.counted, wrong.kept) == ("figures_topic_day", 0, 1)
        await db.abandon()


async def test_the_five_figures_of_yesterday_and_what_is_late_lead_to_their_cases(desk: House) -> None:
    await arrivals(desk, 3)
    opened = await registered(desk)
    await dispatched_to(desk, opened, EAST)
    async with desk.acting("duty_head") as (db, _):
        # The hours to sign are over, whatever day of the week this test sees.
        await db.driver.execute(
            "UPDATE clocks SET due_at = now() - interval '1 hour' WHERE tenant_id = $1 AND kind = 'sign'", db.tenant
        )  # fmt: skip
    async with browsing(desk, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(PLACE)).text
        tiles = re.findall(r'hl-tile-value" (?:href="([^"]+)")?>([\d,–%]+)', page)
        assert [value for _, value in tiles[:2]] == ["4", "1"]
        assert page.count('class="hl-tile-label"') == 5
        late = re.search(r"East Lake District</span><meter[^>]*></meter><a href=\"([^\"]+)\">1<", page)
        assert late
        for link, number in (*tiles[:2], (late[1], "1")):
            behind = texts((await browser.get(link.replace("&amp;", "&"))).text)
            assert f"{number} in all" in behind, link


async def test_what_is_due_today_leads_to_its_cases_and_is_not_overdue(desk: House) -> None:
    opened = await registered(desk)
    await dispatched_to(desk, opened, EAST)
    async with desk.acting("duty_head") as (db, _):
        await db.driver.execute(
            "UPDATE clocks SET due_at = CASE WHEN kind = 'sign' THEN now() + interval '10 minutes'"
            " ELSE now() + interval '90 days' END WHERE tenant_id = $1 AND stopped_at IS NULL", db.tenant
        )  # fmt: skip
    async with browsing(desk, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(PLACE)).text
        assert "Due soon, by district" in page
        row = re.search(r'<tr><th scope="row">East Lake District</th>(.*?)</tr>', page, re.DOTALL)
        assert row
        numbers = re.findall(r'<a href="([^"]+)">(\d+)</a>', row[1])
        assert [number for _, number in numbers][-1] == "1"
        for link, number in numbers:
            assert f"{number} in all" in texts((await browser.get(link.replace("&amp;", "&"))).text), link
    async with browsing(desk, "east_head") as browser:
        await english(browser)
        assert "No limit to sign or to reply falls" in (await browser.get(PLACE)).text


async def test_what_waits_for_a_signature_leads_to_it_and_never_ones_own_draft(desk: House) -> None:
    letter = await drafted(desk)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
    async with desk.acting("inspector") as (db, actor):
        weights = dict.fromkeys(INDICATORS, 0) | {"reply": 60, "resolution": 40}
        first = (desk.now.date().replace(day=1) + dt.timedelta(days=62)).replace(day=1)
        await draft(db, actor, weights, effective_from=first, reason="通知", at=desk.now)
    async with browsing(desk, "leader") as browser:
        await english(browser)
        page = (await browser.get(PLACE)).text
        assert f'<a href="/supervision/{letter}">路灯长期不亮</a>' in page
        assert '<a href="/evaluation/formulas/1">' in page
        assert (await browser.get(f"/supervision/{letter}")).status_code == 200
    async with browsing(desk, "east_head") as browser:
        assert "没有需要您签批的事项" in (await browser.get(PLACE)).text, "another government's"
