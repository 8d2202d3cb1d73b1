"""What other numbers would come to is seen before anybody agrees: callers, scores, alerts, gaps, late changes."""

import datetime as dt
import uuid
from typing import Any

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.reading import change_of
from tests.changes.making import approved, proposed
from tests.conftest import House
from tests.figures.world import live_through
from tests.ladders.climbing import sent, urgent
from tests.points.setting_up import approved as point
from tests.points.setting_up import called
from tests.points.test_filing_changes import announced
from tests.recalls.test_recalls import lived
from tests.rosters.on_the_roster import on_duty
from tests.web.browsing import browsing

Lines = dict[tuple[str, str], tuple[Any, Any]]


async def numbers(house: House, wanted: dict[str, Any]) -> tuple[uuid.UUID, Lines]:
    """The proposal, and now and then by government and what is counted."""
    change = await proposed(house, wanted)
    async with house.acting("duty_head") as (db, _):
        await foresee(db, change, at=house.now)
        found = await change_of(db, change)
        assert found.four_eyes
        assert found.effect is not None
        return change, {
            (line["government"]["zh"], line["what"]): (line["now"], line["then"])
            for line in found.effect["numbers"]
        }


async def test_how_many_callers_of_each_district_would_be_called_again(house: House, superuser: Any) -> None:
    await live_through(house)
    await lived(house, superuser, many=14)
    _, found = await numbers(house, {"value.recalls": 12})
    assert found["东湖区", "recalls"] == (14, 12), "no more than there are"


async def test_other_weights_are_tried_on_the_calls_that_were_made(house: House) -> None:
    unit = await point(house)
    assert await called(house, unit) == 100
    assert await called(house, unit, answered=False) == 0
    change, found = await numbers(house, {"value.test_call_weights": [100, 0, 0, 0]})
    (city,) = {name for name, what in found if what == "score" and found[name, what] != (None, None)}
    assert found[city, "score"] == (50.0, 50.0)
    assert found[city, "passed"] == (1, 1)
    async with browsing(house, "duty_head") as browser:
        page = (await browser.get(f"/settings/changes/{change}")).text
        assert "近 90 天拨测平均分" in page


async def test_shorter_steps_alert_more_people_and_are_in_force_when_agreed(house: House) -> None:
    await on_duty(house, "water_officer")
    opened = await urgent(house)
    await sent(house, opened.id, "C-WATER")
    house.later(minutes=7)
    _, found = await numbers(house, {"value.extra_urgent_step": 3})
    assert max(found.values()) == (1, 2)
    with pytest.raises(Refused):
        await proposed(house, {"value.extra_urgent_step": 6})


async def test_a_longer_look_ahead_warns_of_more_gaps_and_a_shorter_limit_makes_more_late(
    house: House,
) -> None:
    await on_duty(house, "water_officer", lasts=dt.timedelta(days=5))
    _, found = await numbers(house, {"value.gap_days": 6})
    assert any(then == now + 1 for (_, what), (now, then) in found.items() if what == "gaps")
    await announced(house, await point(house))
    house.later(days=6)
    change, found = await numbers(house, {"value.filed_days": 3})
    assert (0, 1) in {pair for (_, what), pair in found.items() if what == "late"}
    await approved(house, change)
