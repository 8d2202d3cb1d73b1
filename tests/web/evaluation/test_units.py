"""A unit's leader finds the unit's month, asks for an exclusion there and reads what is decided."""

import datetime as dt
import re

from sqlalchemy import update

from hotline_tenants.evaluation.model import Publication
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_publishing import MARCH, drawn_up
from tests.web.browsing import Browser, browsing

PLACE = "/evaluation/unit"
GIVEN = {
    "reason": "force_majeure",
    "first_on": "2026-03-02",
    "last_on": "2026-03-02",
    "grounds": "暴雨，无法上门。",
}


async def test_a_leader_asks_on_a_page_and_the_head_decides_on_one(house: House) -> None:
    async with browsing(house, "housing_leader") as leader, browsing(house, "duty_head") as head:
        await english(leader)
        await english(head)
        assert "No month has been shown to you yet" in (await leader.get(PLACE)).text
        await drawn_up(house, "adjusted")
        async with house.acting("duty_head") as (db, _):  # the pages go by the clock on the wall
            month = update(Publication).where(Publication.tenant_id == db.tenant)
            soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
            await db.execute(month.values(preview_until=soon, object_until=soon))
        assert f'href="{PLACE}/{MARCH}"' in (await leader.get(PLACE)).text
        page = await leader.get(f"{PLACE}/{MARCH}")
        assert "Timely reply" in page.text
        assert "Object to an indicator" in page.text
        assert f'href="{PLACE}/{MARCH}/exclusions"' in page.text
        assert "Apply for an exclusion" in (await leader.get(f"{PLACE}/{MARCH}/exclusions")).text
        nonsense = {**GIVEN, "first_on": "2026-03-05"}
        wrong = await leader.post_files(f"{PLACE}/{MARCH}/exclusions", [("证明.pdf", made.pdf())], **nonsense)
        assert wrong.status_code == 422
        assert GIVEN["grounds"] in wrong.text
        sent = await leader.post_files(f"{PLACE}/{MARCH}/exclusions", [("证明.pdf", made.pdf())], **GIVEN)
        place = sent.headers["location"]
        own = await leader.get(place)
        assert f'href="{PLACE}/{MARCH}"' in own.text
        evidence = re.search(rf'href="({place}/files/[0-9a-f-]+)"', own.text)
        assert evidence
        assert (await leader.get(evidence[1])).content == made.pdf()
        assert place in (await head.get(f"/evaluation?month={MARCH}")).text
        assert (await head.post(place, verdict="refused", answer="证据不足。")).status_code == 303
        assert "证据不足。" in (await leader.get(place)).text
        assert "not granted" in (await leader.get(f"{PLACE}/{MARCH}")).text
        empty = await leader.post(f"{PLACE}/{MARCH}/objections", indicator="reply", reason="")
        assert (empty.status_code, "Object to an indicator" in empty.text) == (422, True)
        objected = await leader.post(f"{PLACE}/{MARCH}/objections", indicator="reply", reason="已按时答复。")
        assert objected.headers["location"] == f"{PLACE}/{MARCH}"
        found = re.search(
            r'href="(/evaluation/objections/[0-9a-f-]+)"', (await head.get(f"/evaluation?month={MARCH}")).text
        )
        assert found
        assert "已按时答复。" in (await head.get(found[1])).text
        given = {"verdict": "upheld", "counted": 1, "of": 1, "answer": "属实。"}
        assert (await head.post(found[1], **given)).status_code == 303
        assert "corrected after an objection" in (await leader.get(f"{PLACE}/{MARCH}")).text
    async with browsing(house, "housing_officer") as officer:
        assert (await officer.get(PLACE)).status_code == 403
        assert (await officer.get(found[1])).status_code == 403
        assert (
            await officer.post(f"{PLACE}/{MARCH}/objections", indicator="reply", reason="否")
        ).status_code == 403


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")
