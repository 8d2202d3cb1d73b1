"""A campaign from the plan to its scores, through its pages; what does not pass is said where it was typed."""

import re
import uuid
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.inspection.running import finish
from tests.cast import EAST
from tests.conftest import House
from tests.inspection.world import lived, sample_of, scored, started
from tests.web.browsing import Browser, browsing

BULK = ("bulk",)
CASE_LINES = "登记完整 30\n答复质量 70"


async def test_a_campaign_goes_from_the_plan_to_its_scores(house: House) -> None:
    await lived(house)
    async with browsing(house, "inspector") as inspector, browsing(house, "duty_head") as head:
        await english(inspector)
        await english(head)
        assert "No campaign yet" in (await inspector.get("/inspection")).text
        kept = await inspector.post("/inspection/new", **a_form(house))
        url = kept.headers["location"]
        assert kept.status_code == 303, kept.text
        page = await inspector.get(url)
        assert "Draw the sample" in page.text
        seen = version(page.text)
        assert (await inspector.post(f"{url}/draw", version=seen)).status_code == 303
        page = await inspector.get(url)
        assert "The sample waits to be drawn" in page.text
        assert f'action="{url}/draw"' not in page.text, "it is asked for once"
        assert (await inspector.post(f"{url}/draw", version=seen)).status_code == 303, "twice is once"
        assert "Nothing was drawn yet" in (await inspector.get(f"{url}/redraw")).text
        await run_pending(house.database, queues=BULK)
        page = await head.get(url)
        assert "Population" in page.text
        assert (await head.post(f"{url}/approval", version=version(page.text))).status_code == 303
        assert "It has not been drawn again yet" in (await head.get(f"{url}/redraw")).text
        for one in (head, inspector):
            assert (await one.post(f"{url}/redraws")).status_code == 303
        assert "The sample waits to be drawn again" in (await inspector.get(f"{url}/redraw")).text
        piece = await inspector.get(f"{url}/progress/redraw")
        assert ("hx-trigger" in piece.text, "hx-refresh" in piece.headers) == (True, False)
        await run_pending(house.database, queues=BULK)
        assert "hx-refresh" in (await inspector.get(f"{url}/progress/redraw")).headers
        again = await inspector.get(f"{url}/redraw")
        assert "It is the very same sample" in again.text
        assert "Drawn again before" not in again.text, "two who asked at once got one answer"
        assert (await inspector.get(f"{url}/progress/nothing")).status_code == 404
        sample = await inspector.get(f"{url}/sample")
        place = re.search(rf'href="({url}/items/[^"]+)"', sample.text)
        assert place
        item = await inspector.get(place[1])
        assert "East Lake District" in item.text, "the bar says where one stands"
        saved = await inspector.post(
            f"{place[1]}/sheet", l1="full", l2="half", note="", slot="1", version="0"
        )
        assert saved.status_code == 303, saved.text
        assert "/items/" in saved.headers["location"], "the next one comes up"
        assert "65.0" in (await inspector.get(f"{url}/sample")).text
        assert (await inspector.get(f"{url}/sample.xlsx")).status_code == 200
        assert [one async for one in looks(house)] == [house.cast.actors["inspector"].account_id]


async def test_a_plan_is_taken_up_again_with_all_that_was_typed(house: House) -> None:
    await lived(house)
    async with browsing(house, "inspector") as inspector, browsing(house, "east_head") as stranger:
        await english(inspector)
        url = (await inspector.post("/inspection/new", **{**a_form(house), "size": "900"})).headers[
            "location"
        ]
        again = re.search(r'href="(/inspection/new\?from=[^"]+)"', (await inspector.get(url)).text)
        assert again
        form = (await inspector.get(again[1])).text
        assert 'value="900"' in form
        assert CASE_LINES in form
        assert re.search(rf'value="{house.cast.units[EAST]}" checked', form)
        assert (await inspector.get("/inspection/new?from=nothing")).status_code == 404
        assert (await stranger.get(again[1])).status_code in (403, 404)


async def test_what_does_not_pass_is_said_at_its_field_and_stays(house: House) -> None:
    await lived(house)
    async with browsing(house, "inspector") as browser:
        await english(browser)
        await browser.get("/inspection/new")
        light = await browser.post(
            "/inspection/new", **a_form(house) | {"case_lines": "登记完整 30\n答复质量 60"}
        )
        assert light.status_code == 422
        assert "add up to 90 instead of 100" in light.text
        assert "答复质量 60" in light.text
        nameless = await browser.post(
            "/inspection/new", **a_form(house) | {"case_lines": "登记完整 30\n答复质量"}
        )
        assert "Line 2, “答复质量”" in nameless.text
        large = await browser.post("/inspection/new", **a_form(house) | {"size": 500})
        url = large.headers["location"]
        assert (await browser.post(f"{url}/draw", version="1")).status_code == 303
        await run_pending(house.database, queues=BULK)
        page = await browser.get(url)
        assert "The sample was not drawn" in page.text
        assert "500 are wanted, there are 18" in page.text
        assert f'action="{url}/draw"' in page.text, "it may be asked for again"


async def test_two_who_save_the_same_sheet_lose_nothing(house: House) -> None:
    await lived(house)
    campaign_id = await started(house)
    once = next(one for one in await sample_of(house, campaign_id) if not one.twice)
    both = next(one for one in await sample_of(house, campaign_id) if one.twice)
    url = f"/inspection/{campaign_id}/items"
    marks: dict[str, Any] = {"l1": "none", "l2": "full", "note": "我的记录", "slot": "1", "version": "0"}
    async with browsing(house, "second") as browser:
        await english(browser)
        await browser.get(f"{url}/{once.id}")
        await scored(house, "inspector", campaign_id, once, "full", "full")
        await scored(house, "inspector", campaign_id, both, "full", "full")
        late = await browser.post(f"{url}/{once.id}/sheet", **marks)
        assert late.status_code == 409
        assert "Somebody saved this sheet" in late.text
        assert "我的记录" in late.text
        late = await browser.post(f"{url}/{both.id}/sheet", **marks)
        assert late.status_code == 409
        assert 'name="slot" value="2"' in late.text, "it is offered as the second sheet"
        assert "Sheet of Inspector" not in late.text, "which is written without seeing the first"
        again = await browser.post(f"{url}/{both.id}/sheet", **marks | {"slot": "2"})
        assert again.status_code == 303
        assert (await browser.post(f"{url}/{both.id}/sheet", **marks | {"slot": "2"})).status_code == 303, (
            "twice"
        )
        assert "Sheet of Inspector" in (await browser.get(f"{url}/{both.id}")).text


async def test_who_comes_too_late_reads_why_and_keeps_what_was_typed(house: House) -> None:
    await lived(house)
    campaign_id = await started(house)
    url, number = f"/inspection/{campaign_id}", (await sample_of(house, campaign_id))[0].number
    async with browsing(house, "inspector") as browser:
        await english(browser)
        seen = version((await browser.get(url)).text)
        for item in await sample_of(house, campaign_id):
            await scored(house, "inspector", campaign_id, item, "full", "full")
            if item.twice:
                await scored(house, "second", campaign_id, item, "full", "full", slot=2)
        async with house.acting("second") as (db, actor):
            await finish(db, actor, campaign_id, version=None, at=house.now)
        late = await browser.post(f"{url}/findings", version=seen, number=number, words="答复未说明依据。")
        assert late.status_code == 409
        assert "Somebody acted on this campaign after your page was loaded" in late.text
        assert "This cannot be done here any more" in late.text
        assert "答复未说明依据。" in late.text
        refused = await browser.post(
            f"{url}/findings", version=int(seen) + 1, number=number, words="答复未说明依据。"
        )
        assert (refused.status_code, "答复未说明依据。" in refused.text) == (422, True)


async def test_the_door_is_closed_to_others_and_a_foreign_campaign_is_not_there(house: House) -> None:
    await lived(house)
    campaign_id = await started(house)
    for login, answer in (("reviewer", 403), ("east_head", 404), ("bridge_officer", 403)):
        async with browsing(house, login) as browser:
            assert (await browser.get(f"/inspection/{campaign_id}")).status_code == answer, login
            assert (await browser.post(f"/inspection/{campaign_id}/redraws")).status_code == answer, login
    async with browsing(house, "inspector") as browser:
        assert (await browser.get(f"/inspection/{uuid.uuid4()}")).status_code == 404
        assert (await browser.get(f"/inspection/{campaign_id}/items/{uuid.uuid4()}")).status_code == 404
        assert (await browser.get(f"/inspection/{campaign_id}/approval")).status_code == 303
        assert (await browser.post(f"/inspection/{campaign_id}/approval", version="1")).status_code == 403


def a_form(house: House) -> dict[str, Any]:
    team = [str(house.cast.actors[one].account_id) for one in ("inspector", "second")]
    return {
        "title": "三月检查", "places": str(house.cast.units[EAST]), "first_on": "2026-03-01", "last_on": "2026-03-31",
        "size": 6, "calls": 0, "least": 1, "twice": 50, "team": team, "case_lines": CASE_LINES,
    }  # fmt: skip


def version(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found
    return found[1]


async def looks(house: House) -> Any:
    async with house.acting("east_head") as (db, _):
        rows = await db.scalars(
            select(AuditEntry.account_id).where(
                AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "looked_in"
            )
        )
        for one in rows:
            yield one


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
