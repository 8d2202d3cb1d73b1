"""Where webhooks go and where they never do."""

import ipaddress
from dataclasses import replace

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.intake.registering import register
from hotline_tenants.webhooks.addresses import Walled, Walls, vetted, walls_of, why_not_url
from hotline_tenants.webhooks.sending import client, send
from tests.cases.test_the_main_road import LAMP
from tests.conftest import House
from tests.webhooks import receiving as far
from tests.webhooks.receiving import receiving
from tests.webhooks.telling import deliveries, subscribed, told

PRODUCTION = Walls()
TRYING = Walls(loopback=True)
INTRANET = Walls(networks=(ipaddress.ip_network("10.2.0.0/16"),))


@pytest.mark.parametrize(
    ("url", "production", "trying"),
    [
        ("https://example.org/hook", True, True),
        ("https://example.org:8443/hook?a=b", True, True),
        ("https://93.184.216.34/hook", True, True),
        ("http://example.org/hook", False, False),
        ("http://localhost:9000/hook", False, True),
        ("http://127.0.0.1:9000/hook", False, True),
        ("https://127.0.0.1/hook", False, True),
        ("http://[::1]:9000/", False, True),
        ("https://10.0.0.8/", False, False),
        ("https://192.168.1.1/", False, False),
        ("https://169.254.169.254/latest/meta-data", False, False),
        ("https://[fd00::1]/", False, False),
        ("https://[::ffff:10.0.0.8]/", False, False),
        ("https://[64:ff9b::a00:8]/", False, False),
        ("https://[2002:a00:8::]/", False, False),
        ("https://0.0.0.0/", False, False),
        ("https://224.0.0.1/", False, False),
        ("https://name:word@example.org/", False, False),
        ("ftp://example.org/", False, False),
        ("file:///etc/passwd", False, False),
        ("https://", False, False),
        ("https://example.org:99999/", False, False),
        ("https://example.org/ a", False, False),
        ("https://exämple.org/", False, False),
        ("https://example.org/#part", False, False),
        ("https://example.org/" + "a" * 600, False, False),
        ("javascript:alert(1)", False, False),
        ("", False, False),
    ],
)
def test_which_addresses_can_be_subscribed_with(url: str, production: bool, trying: bool) -> None:
    assert (why_not_url(url, PRODUCTION) is None, why_not_url(url, TRYING) is None) == (production, trying)


@pytest.mark.parametrize(
    ("address", "opened"),
    [("10.2.3.4", True), ("10.3.0.1", False), ("127.0.0.1", False), ("::ffff:10.2.0.1", True)],
)
def test_the_operator_opens_networks_of_its_own(address: str, opened: bool) -> None:
    assert INTRANET.open(ipaddress.ip_address(address)) == opened


async def test_a_name_that_leads_inside_is_not_called_however_it_is_written() -> None:
    for url in (
        "https://localhost/",
        "https://localhost.localdomain/",
        "https://2130706433/",
        "https://0x7f.1/",
    ):
        with pytest.raises(Walled):
            await vetted(url, PRODUCTION)


async def test_the_call_goes_to_the_very_address_that_was_looked_at() -> None:
    async with receiving(far.saying(200)) as receiver, client() as http:
        port = receiver.url.rsplit(":", 1)[1]
        outcome = await send(http, f"http://localhost:{port}", {"webhook-id": "1"}, b"{}", TRYING)
        assert outcome.received
        assert receiver.got[0][0]["host"] == f"localhost:{port.split('/')[0]}"
        assert not (
            await send(http, f"http://localhost:{port}", {"webhook-id": "1"}, b"{}", PRODUCTION)
        ).received
    assert len(receiver.got) == 1


async def test_walls_are_looked_at_again_at_every_sending(house: House) -> None:
    """An address that was open when it was subscribed with, and is not when it is sent to."""
    async with receiving(far.saying(200)) as receiver:
        await subscribed(house, receiver.url)
        async with house.acting("operator") as (db, actor):
            await register(db, actor, LAMP, at=house.now)
        assert await told(house, PRODUCTION) == 1
    assert receiver.got == []
    (one,) = await deliveries(house)
    assert (one.state, one.status, one.answer) == ("waiting", None, "walled")


async def test_a_private_address_cannot_be_subscribed_with(house: House) -> None:
    for url in ("https://10.0.0.8/", "http://example.org/"):
        with pytest.raises(Refused) as refusal:
            await subscribed(house, url)
        assert set(refusal.value.fields) == {"url"}
    await subscribed(house, "https://example.org/")


def test_only_production_has_closed_walls(house: House) -> None:
    assert walls_of(house.settings).loopback
    assert not walls_of(replace(house.settings, environment="production")).loopback
