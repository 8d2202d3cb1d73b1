"""Who asks for the address of a form (to read its refusal in the other language, say) finds the page it stands on."""

import pytest

from tests.conftest import House
from tests.web.browsing import browsing

NOBODY = "00000000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("address", "above"),
    [
        (f"/cases/{NOBODY}/files", f"/cases/{NOBODY}"),
        (f"/cases/{NOBODY}/dispatch", f"/cases/{NOBODY}"),
        (f"/rosters/shifts/{NOBODY}/swaps", f"/rosters/shifts/{NOBODY}"),
        ("/calendar/closures", "/calendar"),
        ("/p/9901/objection", "/p/9901/demand"),
    ],
)
async def test_the_address_of_a_form_leads_to_its_page(house: House, address: str, above: str) -> None:
    async with browsing(house, "dispatcher") as browser:
        answer = await browser.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, above)


async def test_an_address_that_nothing_answers_is_still_not_found(house: House) -> None:
    async with browsing(house, "dispatcher") as browser:
        assert (await browser.get("/calendar/nothing/here")).status_code == 404
        assert (await browser.post("/calendar")).status_code == 404
