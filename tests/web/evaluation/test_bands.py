"""Units are shown in bands within their class; a month can be reckoned anew; every number leads to its cases."""

import datetime as dt
import html
import re
from typing import Any

from sqlalchemy import select

from hotline_platform.jobs.model import Job
from hotline_tenants.evaluation.model import ReckonedMonth, UnitBand
from hotline_tenants.evaluation.months import HISTORY
from hotline_tenants.evaluation.reckoning import reckon
from tests.cast import EAST
from tests.conftest import House
from tests.evaluation.test_publishing import formula_in_force
from tests.figures.world import live_through
from tests.recalls.test_recalls import SOLVED, drawn, lived, says
from tests.web.browsing import Browser, browsing

MARCH = dt.date(2026, 3, 1)
PAGE = f"/evaluation?month={MARCH}"


async def test_a_month_is_shown_class_by_class_and_its_numbers_lead_to_their_cases(house: House) -> None:
    await reckoned(house)
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = await browser.get(PAGE)
        assert page.status_code == 200
        assert "Urban districts" in page.text
        assert "Departments" in page.text
        assert "too few to say" in page.text
        links = re.findall(r'href="(/figures/cases\?[^"]+)">(\d+)/(\d+)<', page.text)
        assert links
        for url, _, of in links[:4]:
            cases = await browser.get(html.unescape(url))
            assert f"{of} in all" in cases.text


async def test_a_verdict_stands_in_words_beside_the_rate_and_what_the_others_would_have(house: House) -> None:
    async with house.acting("duty_head") as (db, _):
        db.put(ReckonedMonth, month=MARCH, reckoned_at=house.now)
        db.put(
            UnitBand, month=MARCH, origin="live", peer_class="department", unit_id=house.cast.units["C-HOUSING"],
            indicator="reply", verdict="worse", counted=700, of=1_000, expected=0.875, p=0.0001, days=None,
        )  # fmt: skip
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = await browser.get(PAGE)
        assert re.search(
            r"worse</span>\s*<span[^>]*>70\.0%</span>\s*<small><a [^>]*>700/1,000</a>", page.text
        )
        assert "others: 87.5%" in page.text
        await browser.post("/language", language="zh", next="/")
        assert "较差</span>" in (await browser.get(PAGE)).text


async def test_a_month_that_was_never_reckoned_says_so_and_one_click_has_it_done(house: House) -> None:
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = await browser.get("/evaluation")
        assert "This month has not been reckoned yet" in page.text
        month = re.search(r'name="month" value="(\d{4}-\d\d-01)"', page.text)
        assert month
        answer = await browser.post("/evaluation/reckonings", month=month[1], origin="live")
        assert answer.headers["location"] == f"/evaluation?month={month[1]}&origin=live"
    async with house.acting("duty_head") as (db, _):
        job = (await db.scalars(select(Job).where(Job.actor == "reckon_month"))).one()
        assert (job.tenant_id, job.arguments) == (db.tenant, {"month": month[1]})


async def test_a_month_without_work_is_empty_and_one_out_of_reach_is_refused_at_its_field(
    house: House,
) -> None:
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        assert "Nothing to compare in this month" in (await browser.get(PAGE)).text
        wrong = await browser.get("/evaluation?month=1999-01-01")
        assert wrong.status_code == 422
        assert "This choice does not exist any more" in wrong.text
        assert "There is no such month here" in wrong.text
        refused = await browser.post("/evaluation/reckonings", month="1999-01-01", origin="live")
        assert refused.status_code == 422


async def test_all_imported_history_is_compared_at_once_and_never_drawn_up(house: House) -> None:
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = await browser.get(f"/evaluation?month={HISTORY}")
        assert "All imported history" in page.text
        assert "Imported history has not been reckoned yet" in page.text
        assert "Draw up the evaluation" not in page.text
        refused = await browser.post("/evaluation/drawings-up", month=str(HISTORY))
        assert refused.status_code == 422
        assert "is no part of an evaluation" in refused.text


async def test_history_shows_at_once_how_long_answers_took_and_within_how_many_days_it_compares(
    house: House,
) -> None:
    async with house.acting("duty_head") as (db, _):
        db.put(ReckonedMonth, month=HISTORY, reckoned_at=house.now)
        db.put(
            UnitBand, month=HISTORY, origin="imported", peer_class="department", unit_id=house.cast.units["C-HOUSING"],
            indicator="pace_median", verdict="worse", counted=18, of=54, expected=0.5575, p=0.004, days=10.34, within=7,
        )  # fmt: skip
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = (await browser.get(f"/evaluation?month={HISTORY}")).text
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        assert "10.3 d; within 7 d 33%, others 56%" in words
        assert "10.3 d within 7 d 18/54" in words
        assert "Timely reply" not in words, "of what nothing was counted there is no column"
        assert re.search(
            r'<details class="hl-section hl-section-fold" open>\s*<summary><h2>Departments', page
        )
        await browser.post("/language", language="zh", next="/")
        assert "7 天内答复 33%，同类 56%" in (await browser.get(f"/evaluation?month={HISTORY}")).text


async def test_whoever_draws_a_month_up_hears_of_callers_who_are_still_called_again(
    house: House, superuser: Any
) -> None:
    await live_through(house)
    await lived(house, superuser)
    calls = await drawn(house)
    await formula_in_force(house)
    async with house.acting("inspector") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = (await browser.get(PAGE)).text
        assert "they get no band for solved and satisfied, and that stays: East Lake District." in page
        for call in calls[:2]:
            await says(house, call, SOLVED)
        assert "they get no band for solved" not in (await browser.get(PAGE)).text, "half are reached"


async def test_a_district_compares_its_own_units_and_knows_nothing_of_other_districts(house: House) -> None:
    await reckoned(house)
    async with browsing(house, "east_reviewer") as browser:
        await english(browser)
        page = await browser.get("/evaluation")
        assert page.status_code == 200
        assert "Urban districts" not in page.text
        assert f'value="{MARCH}"' not in page.text, "the months of the city are the city's"
        assert EAST not in page.text


async def test_who_may_not_read_figures_finds_a_closed_door(house: House) -> None:
    async with browsing(house, "bridge_officer") as browser:
        assert (await browser.get("/evaluation")).status_code == 403
        assert (
            await browser.post("/evaluation/reckonings", month=str(MARCH), origin="live")
        ).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/evaluation")).status_code == 303


async def reckoned(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
