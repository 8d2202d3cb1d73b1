"""The pages of the interfaces: letting a system in, subscribing one, and seeing what came of every message."""

import re

import pytest
from sqlalchemy import select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.clients import AddedClient
from hotline_platform.access.model import ApiClient
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.webhooks.delivering import PAUSES
from hotline_tenants.webhooks.model import Delivery, Subscription
from tests.api.calling import System, http_on
from tests.cases.test_the_main_road import registered
from tests.cast import PASSWORD
from tests.conftest import House
from tests.web.browsing import Browser, browsing
from tests.webhooks import receiving as far
from tests.webhooks.receiving import receiving
from tests.webhooks.telling import told

SECRET = re.compile(r"hlk_[A-Za-z0-9_-]{43}")
CLIENTS, WEBHOOKS = "/interfaces/clients", "/interfaces/webhooks"


async def let_in(browser: Browser, **other: object) -> str:
    """Type the form; returns the answer's page."""
    await browser.get(f"{CLIENTS}/new")
    given = {"name": "区城管系统", "role": "operator", "per_minute": "600", **other}
    answer = await browser.post(f"{CLIENTS}/new", **given)
    assert answer.status_code == 200, answer.text
    return answer.text


async def only_client(house: House) -> ApiClient:
    async with house.acting("tenant_admin") as (db, _):
        return (await db.execute(select(ApiClient).where(ApiClient.tenant_id == db.tenant))).scalar_one()


async def test_a_system_is_let_in_and_its_secret_shown_once(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser, http_on(house) as http:
        assert "尚无其他系统接入" in (await browser.get(CLIENTS)).text
        page = await let_in(browser)
        (secret,) = SECRET.findall(page)
        client = await only_client(house)
        listed = await browser.get(CLIENTS)
        shown = await browser.get(f"{CLIENTS}/{client.id}")
        assert "区城管系统" in listed.text
        assert not SECRET.search(listed.text + shown.text)
        assert str(client.id) in shown.text
        system = System(http, AddedClient(client.id, secret))
        assert (await system.get_token()).status_code == 200
        assert (await system.get("/api/v1/cases")).status_code == 200
        renewed = SECRET.findall((await browser.post(f"{CLIENTS}/{client.id}/secret")).text)
        assert renewed
        assert renewed != [secret]
        assert (await browser.post(f"{CLIENTS}/{client.id}/ending")).status_code == 303
        assert (await system.get("/api/v1/cases")).status_code == 401
        again = await browser.post(f"{CLIENTS}/{client.id}/ending")
        assert again.status_code == 422


async def test_a_wrong_form_keeps_what_was_typed(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get(f"{CLIENTS}/new")
        answer = await browser.post(
            f"{CLIENTS}/new", name="要保留的名称", role="unit_officer", per_minute="0"
        )
        assert answer.status_code == 422
        assert "要保留的名称" in answer.text
        assert answer.text.count('aria-invalid="true"') >= 2
        await browser.get(f"{WEBHOOKS}/new")
        answer = await browser.post(f"{WEBHOOKS}/new", name="要保留的名称", url="http://10.0.0.8/")
        assert answer.status_code == 422
        assert "http://10.0.0.8/" in answer.text


async def test_a_receiver_is_subscribed_tested_paused_and_ended(house: House) -> None:
    async with receiving(far.saying(200, b"thanks")) as receiver, browsing(house, "tenant_admin") as browser:
        await browser.get(f"{WEBHOOKS}/new")
        answer = await browser.post(f"{WEBHOOKS}/new", name="区城管系统", url=receiver.url, acts="dispatch")
        assert answer.status_code == 303, answer.text
        url = answer.headers["location"]
        page = await browser.get(url)
        assert "whsec_" in page.text
        assert (await browser.post(f"{url}/test")).status_code == 303
        house.later(days=300)
        await told(house)
        assert "200 thanks" in (await browser.get(url)).text
        secret = re.findall(r"whsec_[^<]+", page.text)
        assert (await browser.post(f"{url}/secret")).status_code == 303
        assert re.findall(r"whsec_[^<]+", (await browser.get(url)).text) != secret
        changed = await browser.post(f"{url}/wishes", name="改名", url=receiver.url)
        assert changed.status_code == 303
        for noun in ("pause", "resumption", "ending"):
            assert (await browser.post(f"{url}/{noun}")).status_code == 303
        assert (await browser.post(f"{url}/test")).status_code == 422
        assert "whsec_" not in (await browser.get(url)).text
    async with house.acting("tenant_admin") as (db, _):
        one = (await db.execute(select(Subscription).where(Subscription.tenant_id == db.tenant))).scalar_one()
    assert (one.name, one.state, one.acts) == ("改名", "ended", [])


async def test_a_message_given_up_is_shown_told_of_and_sent_again(house: House) -> None:
    async with (
        receiving(far.saying(503, b"<b>busy</b>")) as receiver,
        browsing(house, "tenant_admin") as browser,
    ):
        await browser.get(f"{WEBHOOKS}/new")
        url = (await browser.post(f"{WEBHOOKS}/new", name="A", url=receiver.url)).headers["location"]
        await registered(house)
        for _ in range(len(PAUSES) + 1):
            await told(house)
            house.later(hours=11)
        page = (await browser.get(url)).text
        assert "503 &lt;b&gt;busy&lt;/b&gt;" in page
        notices = (await browser.get("/notices")).text
        (notice,) = re.findall(r"/notices/[0-9a-f-]{36}", notices)[:1]
        assert (await browser.get(notice)).headers["location"] == url
        async with house.acting("tenant_admin") as (db, _):
            one = (await db.execute(select(Delivery.id).where(Delivery.tenant_id == db.tenant))).scalar_one()
        assert (await browser.get(f"{url}/deliveries/{one}")).status_code == 200
        assert (await browser.post(f"{url}/deliveries/{one}/repetition")).status_code == 303
        house.later(days=400)
        assert await told(house) == 1
        waiting = (await browser.get(f"{url}?state=waiting")).text
        assert len(re.findall(r"\b503\b", waiting)) == 1, (
            "once on the page, whatever numbers its identifiers hold"
        )


@pytest.mark.parametrize(("login", "status"), [(None, 303), ("dispatcher", 403), ("tenant_admin", 200)])
async def test_the_interfaces_are_the_administrators(house: House, login: str | None, status: int) -> None:
    async with browsing(house, login) as browser:
        for path in (CLIENTS, f"{CLIENTS}/new", WEBHOOKS, f"{WEBHOOKS}/new"):
            assert (await browser.get(path)).status_code == status


async def test_another_governments_systems_are_not_there(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await let_in(browser)
        client = await only_client(house)
        await browser.get(f"{WEBHOOKS}/new")
        url = (await browser.post(f"{WEBHOOKS}/new", name="A", url="https://example.org/")).headers[
            "location"
        ]
        assert (await browser.get(url)).status_code == 200
        async with house.database.transaction(standing_in(house.cast.east)) as db:
            account = await add_account(
                db,
                login="east_admin",
                name="East",
                password=PASSWORD,
                cheap=True,
                must_change_password=False,
                at=house.now,
            )
            add_membership(db, account, "tenant_admin", city=False, at=house.now)
    async with browsing(house, "east_admin") as browser:
        assert (await browser.get(CLIENTS)).status_code == 200
        for path in (f"{CLIENTS}/{client.id}", url):
            assert (await browser.get(path)).status_code == 404
        await browser.get(CLIENTS)
        for path in (f"{CLIENTS}/{client.id}/ending", f"{url}/ending"):
            assert (await browser.post(path)).status_code == 404
    assert (await only_client(house)).ended_at is None
