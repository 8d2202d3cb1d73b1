"""A formula is drafted on a page, looked at beside the one in force, and approved by somebody else; then a month is drawn up."""

import datetime as dt
import re

from hotline_platform.jobs.pending import run_pending
from hotline_tenants.evaluation.formulas import FIRST
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.evaluation.reckoning import reckon
from tests.conftest import House
from tests.evaluation.test_publishing import formula_in_force
from tests.figures.world import live_through
from tests.web.browsing import Browser, browsing

MARCH = dt.date(2026, 3, 1)
WEIGHTS: dict[str, object] = (
    dict.fromkeys(INDICATORS, 0) | {"reply": 60, "resolution": 40} | {"basis": "adjusted"}
)


async def test_a_formula_goes_from_draft_to_force_and_a_month_is_drawn_up_by_it(house: House) -> None:
    await live_through(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "inspector") as keeper, browsing(house, "duty_head") as head:
        await english(keeper)
        await english(head)
        drafted = await keeper.post(
            "/evaluation/formulas", **WEIGHTS, effective_from=await a_month(keeper), reason="通知"
        )
        assert drafted.headers["location"] == "/evaluation/formulas/1"
        seen = await keeper.get("/evaluation/formulas/1")
        assert "What it would have made of March 2026" in seen.text
        assert "100.0000" in seen.text
        assert "Approve the formula" not in seen.text
        assert "Approve the formula" in (await head.get("/evaluation/formulas/1")).text
        assert (await head.post("/evaluation/formulas/1/approval")).status_code == 303
        assert "approved" in (await head.get("/evaluation/formulas")).text


async def test_a_draft_stands_beside_the_version_in_force_weight_by_weight_and_score_by_score(
    house: House,
) -> None:
    await live_through(house)
    await formula_in_force(house)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        given = {**WEIGHTS, "reply": 30, "resolution": 70, "effective_from": await a_month(browser)}
        drafted = await browser.post("/evaluation/formulas", **given, reason="通知")
        page = (await browser.get(drafted.headers["location"])).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    then = FIRST["reply"]
    assert f"Timely reply {then} 30 {30 - then:+}" in words
    assert "By this one Difference" in words


async def test_weights_that_do_not_add_up_are_said_above_the_form_and_what_was_typed_stays(
    house: House,
) -> None:
    async with browsing(house, "inspector") as browser:
        await english(browser)
        wrong = {**WEIGHTS, "reply": 55}
        answer = await browser.post(
            "/evaluation/formulas", **wrong, effective_from=await a_month(browser), reason="通知"
        )
        assert answer.status_code == 422
        assert "The weights add up to 95; they must add up to 100." in answer.text
        assert re.search(r'value="55"[^>]*id="form-reply"', answer.text)
        assert "There is no formula yet" in answer.text
        assert "it measures the desk, not the units" in answer.text
        assert 'name="misdispatched"' not in answer.text


async def test_without_a_formula_in_force_the_month_says_what_is_missing_and_where_it_is_made(
    house: House,
) -> None:
    await live_through(house)
    house.later(days=20)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        page = (await browser.get(f"/evaluation?month={MARCH}")).text
        assert "No approved formula is in force in this month." in page
        assert '<a href="/evaluation/formulas">Formula of the evaluation</a>' in page
        assert 'action="/evaluation/drawings-up"' not in page
        leads = set(re.findall(r'href="#([a-z-]+)"', page))
        assert leads <= set(re.findall(r'id="([a-z-]+)"', page)), "no link of the page leads nowhere"
        refused = await browser.post("/evaluation/drawings-up", month=str(MARCH))
        assert refused.status_code == 422
        assert "No approved formula is in force in this month" in refused.text
    await formula_in_force(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        assert "Draw up the evaluation" in (await browser.get(f"/evaluation?month={MARCH}")).text


async def test_a_job_draws_the_month_up_and_the_page_says_where_that_stands_until_it_is_done(
    house: House,
) -> None:
    await live_through(house)
    await formula_in_force(house)
    house.later(days=20)
    async with house.acting("duty_head") as (db, _):
        await reckon(db, MARCH, at=house.now)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        answer = await browser.post("/evaluation/drawings-up", month=str(MARCH))
        assert answer.headers["location"] == f"/evaluation?month={MARCH}"
        page = await browser.get(f"/evaluation?month={MARCH}")
        assert "The evaluation of the month waits to be drawn up" in page.text
        assert f'hx-get="/evaluation/progress?month={MARCH}"' in page.text
        assert "Draw up the evaluation" not in page.text
        again = await browser.post("/evaluation/drawings-up", month=str(MARCH))
        assert again.status_code == 422
        assert "is being drawn up already" in again.text
        piece = await browser.get(f"/evaluation/progress?month={MARCH}")
        assert "waits to be drawn up" in piece.text
        assert "<html" not in piece.text
        assert "HX-Refresh" not in piece.headers
        await run_pending(house.database, queues=("bulk",))
        assert (await browser.get(f"/evaluation/progress?month={MARCH}")).headers["HX-Refresh"] == "true"
        done = await browser.get(f"/evaluation?month={MARCH}")
        assert "Preview until" in done.text
        assert "waits to be drawn up" not in done.text


async def test_who_keeps_does_not_approve_and_who_reads_does_neither(house: House) -> None:
    async with browsing(house, "inspector") as browser:
        assert (await browser.post("/evaluation/formulas/1/approval")).status_code == 403
        assert (await browser.post("/evaluation/publications", month=str(MARCH))).status_code == 403
        assert (await browser.get("/evaluation/formulas/1")).status_code == 404
    async with browsing(house, "reviewer") as browser:
        assert (await browser.get("/evaluation/formulas")).status_code == 200
        assert (await browser.post("/evaluation/formulas", **WEIGHTS)).status_code == 403
        assert (await browser.post("/evaluation/drawings-up", month=str(MARCH))).status_code == 403


async def a_month(browser: Browser) -> str:
    page = await browser.get("/evaluation/formulas")
    return str(re.findall(r'<option value="(\d{4}-\d\d-01)"', page.text)[0])


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
