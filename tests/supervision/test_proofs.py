"""The ledgers prove themselves: whole as they were lived, and every hand laid on them is found."""

import psycopg
import pytest

from tests.cast import CITY
from tests.conftest import House
from tests.supervision.desk import issued, late_case, proved, reports, staffed, time_passes

CUT_OFF = """
    DELETE FROM supervision_entries WHERE seq = 4;
    UPDATE supervisions SET events = 3, head = (SELECT hash FROM supervision_entries e
        WHERE e.supervision_id = supervisions.id AND seq = 3) WHERE number LIKE '临江%'
"""
TAMPERING = {
    "an entry's data": (
        "UPDATE supervision_entries SET data = data || '{\"level\": \"red\"}' WHERE seq = 3",
        "#3: the event does not match its hash",
    ),
    "an entry in the middle": ("DELETE FROM supervision_entries WHERE seq = 2", "#3: events are missing before this one"),
    "a tail that was cut off, with its head": (
        CUT_OFF,
        "#4: the log knows another ledger up to this entry",
    ),
    "the words of a letter": (
        "UPDATE supervision_texts SET requirement = '不必答复'",
        "the words are not what the entry carries",
    ),
    "a remark": (
        "UPDATE supervision_remarks SET body = '无'",
        "the remark “report” is not what the event carries",
    ),
    "a remark that is gone": ("DELETE FROM supervision_remarks", "the remark “report” is gone without being erased"),
}  # fmt: skip


async def lived(house: House) -> None:
    """Some cards, and a supervision of which a unit has reported."""
    await staffed(house)
    await late_case(house)
    await time_passes(house, house.later(hours=8))
    await reports(
        house, await issued(house, form="special", look_back_on=house.now.date().replace(year=2027))
    )


async def test_what_was_lived_is_whole(house: House) -> None:
    await lived(house)
    assert await proved(house, CITY) == []


@pytest.mark.parametrize("what", TAMPERING)
async def test_a_hand_laid_on_it_is_found(house: House, superuser: psycopg.Connection, what: str) -> None:
    statement, told = TAMPERING[what]
    await lived(house)
    superuser.execute(statement.encode())
    found = await proved(house, CITY)
    assert any(one.endswith(told) for one in found), found
