"""Before a government goes live, and after it has ended, no demand is registered in it; the rehearsal still goes through."""

import psycopg
import pytest

from hotline_platform.errors import Refused
from tests.cases.test_the_main_road import registered
from tests.cast import CITY
from tests.conftest import House
from tests.web.browsing import browsing


def put(superuser: psycopg.Connection, status: str) -> None:
    superuser.execute("UPDATE tenants SET status = %s WHERE code = %s", [status, CITY])


@pytest.mark.parametrize(
    ("status", "words"), [("preparing", "still being prepared"), ("archived", "has ended")]
)
async def test_no_demand_is_registered(
    house: House, superuser: psycopg.Connection, status: str, words: str
) -> None:
    put(superuser, status)
    with pytest.raises(Refused, match=words):
        await registered(house)
    house.database.cache.forget("registry")
    put(superuser, "live")
    assert (await registered(house)).number


async def test_the_desk_says_so_and_keeps_what_was_typed(house: House, superuser: psycopg.Connection) -> None:
    put(superuser, "preparing")
    async with browsing(house, "operator") as browser:
        assert "尚在筹备" in (await browser.get("/intake")).text
        refused = await browser.post(
            "/intake", title="路灯不亮", body="三天没有亮", type="help", channel="phone", urgency="general",
            confidentiality="normal",
        )  # fmt: skip
        assert refused.status_code == 422
        assert "三天没有亮" in refused.text
