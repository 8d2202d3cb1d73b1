"""Whoever calls again finds the demand and the number, and nowhere what was answered before."""

from typing import Any

from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from tests.conftest import House
from tests.recalls.test_recalls import MARCH, UNSOLVED, drawn, lived, says
from tests.web.browsing import Browser, browsing


async def test_a_caller_is_called_again_without_a_word_of_the_first_answer(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    call = (await drawn(house))[0]
    async with browsing(house, "callback_officer") as browser:
        await english(browser)
        assert call.number in (await browser.get("/recalls")).text
        page = await browser.get(f"/recalls/{call.id}")
        assert "想问办事窗口几点下班。" in page.text
        assert "13800001234" not in page.text
        assert "17:30。" not in page.text, "nor what the district answered"
        shown = await browser.post(f"/recalls/{call.id}/look")
        assert "13800001234" in shown.text
        nothing = await browser.post(f"/recalls/{call.id}/attempts", contacted="yes", version="0")
        assert nothing.status_code == 422
        late = await browser.post(f"/recalls/{call.id}/attempts", contacted="no", version="5")
        assert late.status_code == 409
        done = await browser.post(
            f"/recalls/{call.id}/attempts", contacted="yes", solved="no", satisfied="neutral", version="0"
        )
        assert done.status_code == 303
        assert done.headers["location"] != f"/recalls/{call.id}"
    async with house.acting("east_head") as (db, _):
        looked = await db.scalars(
            select(AuditEntry.detail)
            .where(AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "looked_in")
            .order_by(AuditEntry.id)
        )
        assert [(one["purpose"], "trace" in one) for one in looked] == [("recall", False), ("recall", True)]


async def test_the_city_publishes_and_the_district_reads_its_own(house: House, superuser: Any) -> None:
    await lived(house, superuser)
    async with browsing(house, "duty_head") as head, browsing(house, "east_head") as below:
        await english(head)
        await english(below)
        empty = await head.get("/recalls/results")
        assert "No month of re-calls yet" in empty.text
        assert "The next draw takes 50 callers of each district" in empty.text
        for call in await drawn(house):
            await says(house, call, UNSOLVED)
        page = await head.get("/recalls/results")
        assert "100.0%" in page.text
        assert "51.0% – 100.0%" in page.text
        assert "up to 4 callers of each district" in page.text
        assert "No month of re-calls yet" in (await below.get("/recalls/results")).text
        assert (await head.post("/recalls/publications", month=str(MARCH))).status_code == 303
        assert (await head.post("/recalls/publications", month="yesterday")).status_code == 422
        published = await below.get("/recalls/results")
        assert "What is published of us" in published.text
        assert "The next draw" not in published.text, "nobody stands below it"
        assert '<th scope="row">East Lake District</th>' in published.text, "in the reader's language"
        assert (await head.get("/recalls/results?month=1999-01-01")).status_code == 422
    async with browsing(house, "east_callback") as browser:
        assert (await browser.get("/recalls/results")).status_code == 403


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
