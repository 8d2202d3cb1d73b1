"""Answering days through the front door: planned, made public, its calls followed; and every refusal as a page."""

import datetime as dt

import pytest

from tests.answering.desk import TUESDAY, planned
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.conftest import House
from tests.supervision.desk import staffed
from tests.web.browsing import browsing
from tests.web.reading import texts


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_a_day_is_planned_and_made_public(desk: House) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    typed = {
        "leader": "周副市长",
        "topic": "供水与路灯",
        "starts_at": f"{soon:%Y-%m-%dT09:00}",
        "ends_at": f"{soon:%Y-%m-%dT11:00}",
    }
    async with browsing(desk, "supervisor") as browser:
        assert "尚无领导接听日" in (await browser.get("/answering")).text
        choices = (await browser.get("/answering/new")).text
        assert "Water Leader · 市水务集团" in choices, "people are told apart by where they stand"
        wrong = await browser.post("/answering/new", **{**typed, "ends_at": typed["starts_at"]})
        assert wrong.status_code == 422
        assert "周副市长" in wrong.text, "what was typed is kept"
        url = (await browser.post("/answering/new", **typed)).headers["location"]
        await browser.get(url)
        assert "供水与路灯" not in (await browser.get("/p/9901")).text
        await browser.get(url)
        assert (await browser.post(f"{url}/publication", version="1")).status_code == 303
        assert (await browser.post(f"{url}/publication", version="1")).status_code == 303, "a second press"
        stale = await browser.post(f"{url}/cancellation", version="1", reason="改期")
        assert stale.status_code == 409
        assert "改期" in stale.text
        assert (await browser.get("/answering.xlsx")).status_code == 200
    async with browsing(desk) as citizen:
        page = await citizen.get("/p/9901")
        assert "领导接听日预告" in page.text
        assert "供水与路灯" in page.text
        assert "09:00–11:00" in page.text, "the day is said once"
    for stranger, status in (("east_supervisor", 404), ("dispatcher", 403), ("water_leader", 404)):
        async with browsing(desk, stranger) as browser:
            assert (await browser.get(url)).status_code == status, stranger


async def test_calls_are_added_instructed_and_followed(desk: House) -> None:
    url = f"/answering/{await planned(desk, unit_id=desk.cast.units['C-WATER'])}"
    desk.now = TUESDAY + dt.timedelta(minutes=10)
    first, second = await registered(desk), await registered(desk)
    async with browsing(desk, "operator") as browser:
        await browser.get(url)
        assert (await browser.post(f"{url}/calls", version="1", number="9901-0")).status_code == 422
        await browser.get(url)
        assert (await browser.post(f"{url}/gathering", version="1")).status_code == 303
        page = await browser.get(url)
        assert first.number in page.text
        assert second.number in page.text
        said = f"{url}/calls/{first.id}/instruction"
        assert (await browser.post(said, version="2", instruction="请水务集团今天到场")).status_code == 303
        assert "请水务集团今天到场" in (await browser.get(url)).text
        assert f"{url}/closing" not in page.text, "that is the office's"
        assert "周副市长接听日来电" in texts((await browser.get(f"/cases/{first.id}")).text)
    async with browsing(desk, "supervisor") as browser:
        page = await browser.get(url)
        assert "还有 2 件来电未答复" in texts(page.text)
        assert "已超期" in texts(page.text)
        assert (await browser.post(f"{url}/closing", version="3")).status_code == 422
    await dispatched_to(desk, first, "C-WATER")
    async with browsing(desk, "water_leader") as browser:
        page = await browser.get(url)
        assert first.number in page.text
        assert second.number not in page.text, "another's case does not exist for the unit"
        assert url in (await browser.get(f"/cases/{first.id}")).text
    async with browsing(desk, "water_officer") as browser:
        assert url in (await browser.get(f"/cases/{first.id}")).text, "it is their leader's day"
