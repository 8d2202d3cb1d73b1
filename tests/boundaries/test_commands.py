"""Plans on the command line: listed, tried, carried out on their day, and refused in plain words."""

import datetime as dt
import uuid

from tests.boundaries.moving import ZONE, approved, bridge_to_west, case_in, drafted
from tests.boundaries.test_moving_a_street import in_bridge
from tests.commands import hotline
from tests.conftest import House


def today() -> dt.date:
    return dt.datetime.now(ZONE).date()


async def test_a_plan_is_tried_and_carried_out(house: House) -> None:
    case_id = await in_bridge(house)
    plan_id = await drafted(house, bridge_to_west(house, effective_on=today()))
    listed = await hotline(house.settings, "boundaries", "list")
    assert (
        f"{plan_id}  {today()}  990101 East Lake District → 990121 West Ridge County  The plan waits for approval"
        in listed.output
    )
    chinese = await hotline(house.settings, "boundaries", "list", "--language", "zh")
    assert f"{plan_id}  {today()}  990101 东湖区 → 990121 西岭县  待批准" in chinese.output
    other = await hotline(house.settings, "boundaries", "list", "--language", "fr")
    assert "Choose zh or en." in str(other.exception)
    tried = await hotline(house.settings, "boundaries", "dry-run", str(plan_id))
    assert (
        tried.exit_code,
        "To West Ridge County:\n  Units: 1\n" in tried.output,
        "  Open demands: 1\n" in tried.output,
    ) == (
        0,
        True,
        True,
    )
    early = await hotline(house.settings, "boundaries", "run", str(plan_id))
    assert "Only a plan that is approved" in str(early.exception)
    assert await case_in(house, house.cast.west, case_id) is None
    await approved(house, plan_id)
    done = await hotline(house.settings, "boundaries", "run", str(plan_id))
    assert (done.exit_code, done.output) == (
        0,
        (
            "Carried out: 990101 East Lake District → 990121 West Ridge County\n"
            "  Open demands that went over: 1\n  Supervisions that followed: 0\n"
        ),
    )
    assert await case_in(house, house.cast.west, case_id) is not None
    shown = await hotline(house.settings, "boundaries", "show", str(plan_id))
    assert "  Units that went over: 1\n  Open demands that went over: 1\n" in shown.output
    assert "  Chosen units: Flower Bridge Street\n" in shown.output
    assert "省政府批复〔2026〕3号" in shown.output, "a decision is quoted as it is called"


async def test_what_stands_in_the_way_is_said_and_the_exit_code_tells(house: House) -> None:
    await in_bridge(house, lead="E-ORDER")
    plan_id = await drafted(house, bridge_to_west(house, effective_on=today()))
    tried = await hotline(house.settings, "boundaries", "dry-run", str(plan_id))
    assert tried.exit_code == 1
    assert "District Urban Management Bureau stays and has work in what goes over (1)" in tried.output


async def test_no_plan_is_carried_out_before_its_day_and_none_that_is_not_there(house: House) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    plan_id = await approved(house, bridge_to_west(house, effective_on=tomorrow))
    early = await hotline(house.settings, "boundaries", "run", str(plan_id))
    assert f"Its day has not come: {tomorrow}" in str(early.exception)
    for command in ("show", "dry-run", "run"):
        assert (await hotline(house.settings, "boundaries", command, str(uuid.uuid4()))).exit_code == 1
