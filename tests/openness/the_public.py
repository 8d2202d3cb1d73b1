"""What a citizen does in the tests: fills the form in, takes the code away, comes back with it."""

import re
from typing import Any

import httpx
from sqlalchemy import func, select

from hotline_tenants.cases.model import Case
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.taking_up import take_up_waiting
from tests.cast import CITY
from tests.conftest import House
from tests.web.browsing import Browser

LAMP = {
    "type": "help", "title": "花桥路路灯不亮", "body": "花桥路 12 号门前的路灯三天没有亮。", "place": "花桥路 12 号",
    "caller_name": "林小满", "caller_phone": "138 0000 1234", "consent": "yes",
}  # fmt: skip
_FORM = re.compile(r'name="form_id" value="([^"]+)"')
_CODE = re.compile(r'hl-public-code[^"]*">(.*?)</p>', re.DOTALL)


def form_id_on(page: httpx.Response) -> str:
    found = _FORM.search(page.text)
    assert found, page.text
    return found[1]


def code_on(page: httpx.Response) -> str:
    found = _CODE.search(page.text)
    assert found, page.text
    return re.sub(r"<[^>]+>|\s", "", found[1])


async def submitted(browser: Browser, tenant: str = CITY, **changed: Any) -> str:
    """Load the form, send it, follow to the receipt; returns the code."""
    form_id = form_id_on(await browser.get(f"/p/{tenant}/submit"))
    answer = await browser.post(f"/p/{tenant}/submit", form_id=form_id, **{**LAMP, **changed})
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/p/{tenant}/receipt"), answer.text
    return code_on(await browser.get(f"/p/{tenant}/receipt"))


async def looked_up(browser: Browser, code: str, check: str, tenant: str = CITY) -> httpx.Response:
    """Type code and check; returns the demand's page, or the form with what was wrong."""
    await browser.get(f"/p/{tenant}/track")
    answer = await browser.post(f"/p/{tenant}/track", code=code, check=check)
    return await browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def taken_up(house: House) -> int:
    """What the job does, at once."""
    return await take_up_waiting(house.database, at=house.now)


async def the_case(house: House, login: str = "dispatcher") -> Case:
    """The only case that came over the web."""
    async with house.acting(login) as (db, _):
        found = await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.channel == "web"))
        return found.scalar_one()


async def how_many(house: House, model: type[Case] | type[Submission], login: str = "dispatcher") -> int:
    async with house.acting(login) as (db, _):
        counted = select(func.count()).select_from(model).where(model.tenant_id == db.tenant)
        return (await db.execute(counted)).scalar_one()
