"""The paper of a letter that goes over: as it was issued, also where the letter went before its file was written."""

import uuid

import pytest

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.papers.places import Places
from hotline_tenants.supervision.keeping import keep
from hotline_tenants.supervision.model import Supervision, SupervisionFile
from hotline_tenants.supervision.papers import paper_of
from tests.boundaries.moving import all_is_proved, bridge_to_west, carried_out
from tests.boundaries.test_moving_a_street import in_bridge
from tests.boundaries.test_supervisions_go_over import acts_in, letter_in_east, of, one_of
from tests.conftest import House
from tests.supervision.desk import staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def papers_in(house: House, tenant: int, letter: uuid.UUID) -> int:
    which = SupervisionFile.supervision_id == letter, SupervisionFile.kind == "paper"
    return len(await of(house, tenant, SupervisionFile, *which))


async def kept(house: House, letter: uuid.UUID) -> None:
    """Its job runs, in the house that issued it."""
    await keep(house.database, house.settings, house.cast.east, letter, at=house.later(minutes=1))


@pytest.mark.parametrize("written_before", [True, False])
async def test_its_word_file_is_in_the_new_house_whenever_it_was_written(
    desk: House, written_before: bool
) -> None:
    letter = await letter_in_east(desk, "E-BRIDGE", cases=(await in_bridge(desk),))
    if written_before:
        await kept(desk, letter)
    await carried_out(desk, bridge_to_west(desk))
    assert (await one_of(desk, desk.cast.west, letter)) is not None
    for _ in range(2):
        await kept(desk, letter)  # the second time it does nothing
    assert await papers_in(desk, desk.cast.west, letter) == 1
    assert await papers_in(desk, desk.cast.east, letter) == 1
    last = (await acts_in(desk, desk.cast.west, letter))[-1]
    assert last == ("take_over" if written_before else "paper")
    await all_is_proved(desk)


async def test_the_page_to_print_is_the_paper_as_it_was_issued(desk: House) -> None:
    letter = await letter_in_east(desk, "E-BRIDGE", cases=(await in_bridge(desk),))
    before = await _paper(desk, desk.cast.east, letter)
    assert "〔2026〕" in before.number
    await carried_out(desk, bridge_to_west(desk))
    assert await _paper(desk, desk.cast.west, letter) == before


async def _paper(house: House, tenant: int, letter: uuid.UUID) -> Places:
    async with house.database.transaction(standing_in(tenant)) as db:
        supervision = await db.get(Supervision, (tenant, letter))
        assert supervision is not None
        return await paper_of(db, supervision)
