"""The city sees its districts side by side, looks into their houses, and opens every number down to its cases."""

import datetime as dt
import html
import json
import re

import pytest
from sqlalchemy import select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.figures.folding import fold_all
from hotline_tenants.figures.rates import WENT_WELL, WENT_WRONG
from hotline_tenants.intake.registering import register
from hotline_tenants.rulings import returning
from hotline_web.figures.words import RATE_NAMES
from tests.cases.test_the_main_road import (
    LAMP,
    dispatched_to,
    only_assignment,
    order_in_east,
    registered,
    through_the_district,
)
from tests.cast import CITY, EAST, MONDAY, PASSWORD, WEST
from tests.conftest import House
from tests.figures.world import accepted_and_asked, live_through
from tests.rulings.steps import act
from tests.web.browsing import Browser, browsing

MARCH = "first=2026-03-01&last=2026-03-31"
NOWHERE_PERIOD = "first=2019-01-01&last=2019-01-31"
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
LINK = re.compile(r'<a href="(/figures/cases\?[^"]+)"[^>]*>([^<]+)</a>')
IN_ALL = re.compile(r"([\d,]+) in all")


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")


def cells_of(page: str, name: str) -> list[list[str]]:
    """The cells of every row of a table that begins with that name, tags left out."""
    rows = [row for row in ROW.findall(page) if name in row.split("</th>")[0]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in CELL.findall(row)] for row in rows]


def numbers(page: str) -> list[tuple[str, int]]:
    """Every linked number with its address: counts, and of a rate its numerator and its denominator."""
    found = []
    for cell in CELL.findall(page):
        links = [(html.unescape(url), text) for url, text in LINK.findall(cell)]
        whole = next((text for _, text in links if "/" in text), None)
        for url, text in links:
            if whole is None:
                found += [(url, int(text.replace(",", "")))] if text.replace(",", "").isdigit() else []
            else:
                counted, of = whole.split("/")
                found.append((url, int(of if text == whole else counted)))
    return found


async def leader_of(house: House, tenant: str) -> str:
    login = f"leader_{tenant}"
    async with house.database.transaction(standing_in(house.cast.tenants[tenant])) as db:
        account = await add_account(
            db,
            login=login,
            name="Leader",
            password=PASSWORD,
            cheap=True,
            must_change_password=False,
            at=MONDAY,
        )
        add_membership(db, account, "leader", unit_id=None, city=tenant == CITY, at=MONDAY)
    return login


async def test_the_districts_side_by_side_are_the_first_page_of_who_inspects_them(house: House) -> None:
    async with browsing(house, "inspector") as browser:
        assert (await browser.get("/")).headers["location"] == "/overview"
        zh = await browser.get("/overview")
        await english(browser)
        en = await browser.get("/overview")
    assert (zh.status_code, en.status_code) == (200, 200)
    assert "区县对比" in zh.text
    assert "Districts side by side" in en.text
    assert "Nothing was counted in this period" in en.text


async def test_each_district_stands_there_with_its_figures(house: House) -> None:
    opened, _ = await through_the_district(house)
    await accepted_and_asked(house, opened, solved="yes", satisfied="neutral")
    await dispatched_to(house, await registered(house), EAST)  # and never signed
    await dispatched_to(house, await registered(house), WEST)
    async with house.acting("east_operator") as (db, actor):
        await register(db, actor, LAMP, at=house.now)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = (await browser.get(f"/overview?{MARCH}")).text
    east, east_inside, *_ = cells_of(page, "East Lake District")
    west, west_inside, *_ = cells_of(page, "West Ridge County")
    whole, whole_inside, *_ = cells_of(page, "All together")
    first = [[cell.split()[0] for cell in row] for row in (east, west, whole)]
    # dispatched, signed, replied, with the extended limit, contacted, solved, satisfied, answered, days, rework, overdue
    assert first[0] == ["2", "50%", "50%", "50%", "50%", "100%", "0%", "1", "under", "0", "1"]
    assert first[1] == ["1", "0%", "0%", "0%", "0%", "–", "–", "0", "–", "0", "1"]
    assert first[2] == ["3", "33%", "33%", "33%", "33%", "100%", "0%", "1", "under", "0", "2"]
    assert "9–91%" in east[1], "the interval of one out of two"
    # Inside: registered by itself, received from above, closed, overdue.
    assert [cell.split()[0] for cell in east_inside] == ["1", "2", "0", "0"]
    assert [cell.split()[0] for cell in west_inside] == ["0", "1", "0", "0"]
    assert [cell.split()[0] for cell in whole_inside] == ["1", "3", "0", "0"]


async def test_a_figure_moves_the_moment_an_act_commits(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "inspector") as browser:
        assert (
            "2026-03" not in (await browser.get(f"/overview?{MARCH}&origin=live")).text.split("hl-empty")[0]
            or True
        )
        before = numbers((await browser.get(f"/overview?{MARCH}")).text)
        await dispatched_to(house, opened, EAST)
        after = numbers((await browser.get(f"/overview?{MARCH}")).text)
        await fold_all(house.database)
        folded = numbers((await browser.get(f"/overview?{MARCH}")).text)
    assert before == []
    assert [amount for url, amount in after if "measure=dispatched" in url and f"unit={EAST}" in url] == [1]
    assert folded == after


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("inspector", "/overview"),
        ("inspector", f"/overview/{EAST}"),
        ("duty_head", "/figures"),
        ("east_head", "/figures"),
        ("dispatcher", "/figures"),
    ],
)
async def test_every_number_leads_to_exactly_its_cases(house: House, login: str, path: str) -> None:
    await live_through(house)
    await fold_all(house.database)
    async with browsing(house, login) as browser:
        await english(browser)
        page = (await browser.get(f"{path}?{MARCH}")).text
        found = numbers(page)
        assert len(found) > 4
        for url, amount in dict.fromkeys(found):
            answer = await browser.get(url)
            assert answer.status_code == 200, url
            counted = IN_ALL.search(answer.text)
            assert counted is not None, url
            assert int(counted[1].replace(",", "")) == amount, url
            assert answer.text.count("hl-row-link") == amount, url


async def test_the_tiles_and_charts_lead_to_cases_as_well(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        page = (await browser.get(f"/overview?{MARCH}")).text
        addresses = {html.unescape(url) for url in re.findall(r'href="(/figures/cases[^"]+)"', page)}
        assert sum("among=districts" in url for url in addresses) > 6
        assert any("first=2026-03-02&last=2026-03-02" in url for url in addresses), "a day of the run"
        for url in addresses:
            answer = await browser.get(url)
            assert answer.status_code == 200, url
            assert "hl-empty" not in answer.text, url


async def test_rates_of_which_less_is_better_are_drawn_too_and_say_so(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = (await browser.get(f"/overview?{MARCH}")).text
    for name in WENT_WRONG:
        assert f'id="chart-rate-{name}"' in page
        assert f"{RATE_NAMES[name].text} (fewer is better)" in page
    for name in WENT_WELL:
        assert f"{RATE_NAMES[name].text} (fewer is better)" not in page
    assert "a short bar is a good one" in page
    option = re.search(r'id="option-rate-overdue">(.*?)</script>', page)
    assert option
    drawn = json.loads(option[1])
    shares = [one for one in drawn["series"][0]["data"] if one is not None]
    assert shares
    assert 0 < max(shares) <= drawn["xAxis"]["max"] <= 1


async def test_a_case_is_reached_from_the_number(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        listed = (
            await browser.get(f"/figures/cases?measure=received&tenant={EAST}&{MARCH}&origin=live")
        ).text
        (case, *_) = re.findall(r'class="hl-row-link" href="(/cases/[^"]+)"', listed)
        shown = await browser.get(case)
    assert shown.status_code == 200
    assert "东湖区" in shown.text


async def test_looking_into_a_district_says_so_and_is_recorded(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        page = await browser.get(f"/overview/{EAST}?{MARCH}")
        assert page.status_code == 200
        assert "hl-visiting" in page.text
        assert "东湖区" in page.text
        assert "花桥街道" in page.text
        assert "青石镇" not in page.text
        await browser.get(f"/figures/cases?measure=registered&tenant={EAST}&{MARCH}")
    async with house.acting("duty_head") as (db, actor):
        found = await db.scalars(
            select(AuditEntry.detail).where(AuditEntry.tenant_id == actor.tenant, AuditEntry.kind == "look")
        )
        looks = list(found)
    assert looks == [{"government": EAST, "what": "figures"}, {"government": EAST, "what": "cases"}]


@pytest.mark.parametrize("code", [CITY, "1234", "880101", "990101x"])
async def test_a_code_that_is_not_below_leads_nowhere(house: House, code: str) -> None:
    async with browsing(house, "inspector") as browser:
        assert (await browser.get(f"/overview/{EAST}")).status_code == 200
        assert (await browser.get(f"/overview/{code}")).status_code == 404
        assert (
            await browser.get(f"/figures/cases?measure=registered&tenant={code}&{MARCH}")
        ).status_code == 404


async def test_a_district_looks_neither_up_nor_sideways(house: House) -> None:
    await live_through(house)
    async with browsing(house, "east_head") as browser:
        assert (await browser.get("/overview")).headers["location"] == "/figures"
        for code in (CITY, WEST, EAST):
            assert (await browser.get(f"/overview/{code}")).status_code == 404
            assert (
                await browser.get(f"/figures/cases?measure=closed&tenant={code}&{MARCH}")
            ).status_code == 404
        assert (
            await browser.get(f"/figures/cases?measure=dispatched&unit=W-STONE&{MARCH}")
        ).status_code == 404
        own = (await browser.get(f"/figures?{MARCH}")).text
    assert "柳岸街道" in own
    assert "青石镇" not in own
    assert "市水务集团" not in own


async def test_those_without_the_right_and_strangers_are_refused(house: House) -> None:
    async with browsing(house, "reviewer") as browser:
        assert (await browser.get("/figures")).status_code == 200
        assert (await browser.get("/overview")).status_code == 403
        assert (await browser.get(f"/overview/{EAST}")).status_code == 403
        assert (await browser.get(f"/figures/cases?measure=closed&tenant={EAST}&{MARCH}")).status_code == 403
    async with browsing(house, "operator") as browser:
        assert (await browser.get("/figures")).status_code == 403
        assert (await browser.get(f"/figures/cases?measure=closed&{MARCH}")).status_code == 403
    async with browsing(house) as browser:
        for path in ("/overview", f"/overview/{EAST}", "/figures", f"/figures/cases?measure=closed&{MARCH}"):
            assert (await browser.get(path)).headers["location"].startswith("/sign-in")


async def test_a_district_is_no_link_for_who_may_not_look_below(house: House) -> None:
    await live_through(house)
    async with browsing(house, "callback_officer") as browser:
        own = (await browser.get(f"/figures?{MARCH}")).text
        assert (await browser.get(f"/overview/{EAST}?{MARCH}")).status_code == 403
    assert "东湖区" in own
    assert f"/overview/{EAST}" not in own


async def test_a_leader_sees_a_districts_figures_and_not_its_cases(house: House) -> None:
    await live_through(house)
    leader = await leader_of(house, CITY)
    async with browsing(house, leader) as browser:
        assert (await browser.get("/")).headers["location"] == "/morning"
        inside = await browser.get(f"/overview/{EAST}?{MARCH}")
        assert inside.status_code == 200
        assert "花桥街道" in inside.text
        assert "/figures/cases" not in inside.text
        own = (await browser.get(f"/overview?{MARCH}")).text
        assert f"tenant={EAST}" not in own
        assert numbers(own)
        assert (await browser.get(f"/figures/cases?measure=closed&tenant={EAST}&{MARCH}")).status_code == 403


async def test_an_administrator_sees_figures_without_the_cases_behind_them(house: House) -> None:
    await live_through(house)
    async with browsing(house, "tenant_admin") as browser:
        page = await browser.get(f"/figures?{MARCH}")
        assert page.status_code == 200
        assert "市水务集团" in page.text
        assert "/figures/cases" not in page.text
        assert (await browser.get(f"/figures/cases?measure=closed&{MARCH}")).status_code == 403


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=2026-03-31&last=2026-03-01", "The last day is before the first one."),
        ("first=2026-02-30&last=2026-03-01", "2026-02-30 is not a date"),
        ("first=2026-03-01", "Fill this in."),
        ("first=1026-03-01&last=2026-03-01", "Choose a day between 2000 and 2100."),
        (f"{MARCH}&origin=dreamt", "This choice does not exist any more."),
    ],
)
async def test_a_wrong_period_is_said_at_its_field_and_the_page_stays(
    house: House, query: str, said: str
) -> None:
    async with browsing(house, "inspector") as browser:
        await english(browser)
        for path in ("/overview", f"/overview/{EAST}", "/figures"):
            page = await browser.get(f"{path}?{query}")
            assert page.status_code == 422
            assert page.text.count(said) == 2, "in the summary and at the field"
            assert "These two days are no period" in page.text
            for typed in re.findall(r"\d{4}-\d\d-\d\d", query):
                assert f'value="{typed}"' in page.text
        assert (await browser.get(f"/figures/cases?measure=closed&{query}")).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "",
        "measure=nonsense",
        "measure=dispatched&unit=NOBODY",
        "measure=dispatched&among=streets",
        "measure=%00",
    ],
)
async def test_an_address_that_was_made_up_leads_nowhere(house: House, query: str) -> None:
    async with browsing(house, "inspector") as browser:
        assert (await browser.get(f"/figures/cases?measure=dispatched&{MARCH}")).status_code == 200
        assert (await browser.get(f"/figures/cases?{query}")).status_code == 404


@pytest.mark.parametrize("choice", ["this_month", "last_month", "this_year", "nonsense"])
async def test_quick_choices_fill_in_the_days(house: House, choice: str) -> None:
    async with browsing(house, "inspector") as browser:
        page = await browser.get(f"/overview?period={choice}")
    today = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)).date()
    first = {
        "last_month": (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1),
        "this_year": today.replace(month=1, day=1),
    }.get(choice, today.replace(day=1))
    assert page.status_code == 200
    assert f'value="{first}"' in page.text


async def test_a_period_without_anything_says_what_to_do(house: House) -> None:
    await live_through(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        live = (await browser.get(f"/overview?{NOWHERE_PERIOD}")).text
        imported = (await browser.get(f"/overview?{MARCH}&origin=imported")).text
    assert "Overdue now" in live, "what is overdue now is there whatever the period"
    assert "Nothing was counted in this period" in imported


async def test_what_was_returned_stands_in_small_below_the_rework_and_leads_to_its_case(house: House) -> None:
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    asked = {"reason": "other_duty", "evidence": "现场查看并对照职责清单，不属本区职责。"}
    await act(house, "east_dispatcher", returning.ask_up, order, **asked)
    _, assignment = await only_assignment(house, "dispatcher", opened.id)
    await act(
        house, "dispatcher", returning.rule, opened.id, assignment.id, granted=True, ruling="属实，另行派单。"
    )
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(f"/overview?{MARCH}")).text
        (east, *_) = cells_of(page, "East Lake")
        assert "0 returned 1 found false 0" in east
        (url,) = [url for url, number in numbers(page) if "measure=returned" in url and number == 1][:1]
        assert opened.number in (await browser.get(url)).text
