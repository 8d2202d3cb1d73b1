"""The pages by which a government is handed over and ends, in a real browser: axe finds nothing, nothing is too wide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hotline_platform.files.disk import Disk
from hotline_platform.settings import Settings
from hotline_tenants.ending.erasing import ask
from tests.administration.test_handing_over import asked
from tests.boundaries.test_splitting import NORTH, a_new_district
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import CITY, EAST, WEST, Cast
from tests.conftest import House
from tests.ending.leaving import REASON, archived, carried_out, confirmed, lived, officer, proved
from tests.seeing import Pages, shut_out
from tests.serving import filled
from tests.showing import showing


async def waiting(house: House, store: Disk, folder: Path) -> None:
    """An archived government whose erasure a second person has not confirmed yet."""
    await archived(house, NORTH, None)
    assert await proved(house, store, folder / "north.zip", NORTH) == []
    await ask(house.database, officer(house), NORTH, reason=REASON, at=house.later(hours=1))


@pytest.fixture
def places(settings: Settings, seeded: Cast, tmp_path: Path) -> Iterator[tuple[str, Pages]]:
    """The address of the product, and its pages with who opens each."""

    async def life(house: House) -> list[tuple[str, str]]:
        store = Disk(tmp_path / "store")
        await asked(house)
        await a_new_district(house, NORTH, "北湖", "North Lake")
        await waiting(house, store, tmp_path)
        await dispatched_to(house, await registered(house), WEST)
        await lived(house)
        await archived(house)
        assert await proved(house, store, tmp_path / "east.zip") == []
        erased = await confirmed(house)
        house.later(days=31)
        assert await carried_out(house, store) == 1
        return [
            *(("system_admin", f"/governments/{one}/end") for one in (WEST, EAST, NORTH)),
            ("system_admin", f"/governments/{CITY}/handing-over"), ("system_admin", f"/erasures/{erased}/certificate"),
            ("security_officer", "/confirmations"), ("tenant_admin", "/handing-over"),
        ]  # fmt: skip

    pages = filled(settings, seeded, life)
    with showing(settings) as address:
        yield address, pages


def test_nobody_is_shut_out_where_a_government_ends(places: tuple[str, Pages], browser: Browser) -> None:
    assert shut_out(browser, *places) == []
