"""The rates of what went wrong: who is counted, on whose side, and what takes it back."""

import datetime as dt

import pytest

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.opening import Opened
from hotline_tenants.figures.folding import fold_all
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.periods import Period
from hotline_tenants.figures.rates import COMPARED, rate
from hotline_tenants.figures.reading import Asked, of_units
from hotline_tenants.handling import replying
from hotline_tenants.overview.verifying import verify
from hotline_tenants.rulings import deferring, extending, granting_deferrals, granting_extensions, returning
from hotline_tenants.supervision.exempting import exempt
from hotline_tenants.supervision.model import Supervision
from tests.cases.test_the_main_road import through_the_district
from tests.cast import EAST
from tests.conftest import House
from tests.figures.world import MARCH, accepted_and_asked
from tests.rulings.steps import EVIDENCE, act, clocks, handled_by_housing, order_with_bridge
from tests.supervision.desk import issued, staffed, time_passes
from tests.supervision.test_cards import cards

pytestmark = pytest.mark.long

ASK_RETURN = {"reason": "other_duty", "evidence": EVIDENCE}


async def rates(house: House, unit: str, *names: str) -> list[tuple[int, int]]:
    """Of a unit in the quarter, where the figures agree with the cases."""
    unit_id = house.cast.units[unit]
    tenant = house.cast.east if unit.startswith("E-") else house.cast.city
    async with house.database.transaction(standing_in(tenant)) as db:
        assert await verify(db) == []
        quarter = Period(MARCH[0], dt.date(2026, 5, 31))
        (figures,) = await of_units(db, tenant, [unit_id], [Asked(quarter, COMPARED)], ("live",))
    found: list[Rate] = [rate(figures.get(unit_id, {}), name) for name in names]
    return [(one.counted, one.of) for one in found]


async def deferred(house: House) -> Opened:
    opened, assignment = await handled_by_housing(house)
    asked = {"reason": "season", "evidence": EVIDENCE, "review_on": dt.date(2026, 6, 1)}
    await act(house, "housing_officer", deferring.ask, opened.id, assignment, **asked)
    assert await rates(house, "C-HOUSING", "resolution") == [(0, 0)]
    await act(
        house, "duty_head", granting_deferrals.rule, opened.id, assignment, granted=True, ruling="同意。"
    )
    return opened


async def test_what_is_long_pending_is_unsolved_until_its_caller_has_answered(house: House) -> None:
    opened = await deferred(house)
    assert await rates(house, "C-HOUSING", "resolution", "satisfaction") == [(0, 1), (0, 0)]
    await fold_all(house.database)
    assert await rates(house, "C-HOUSING", "resolution") == [(0, 1)]
    await housing_answers(house, opened)
    assert await rates(house, "C-HOUSING", "resolution") == [(0, 1)]
    await accepted_and_asked(house, opened, solved="yes", satisfied="satisfied")
    assert await rates(house, "C-HOUSING", "resolution", "satisfaction") == [(1, 1), (1, 1)]


@pytest.mark.parametrize(("solved", "expected"), [("no", (0, 1)), ("not_applicable", (0, 0))])
async def test_a_later_answer_takes_the_place_of_long_pending(
    house: House, solved: str, expected: tuple[int, int]
) -> None:
    opened = await deferred(house)
    await housing_answers(house, opened)
    await accepted_and_asked(house, opened, solved=solved, satisfied="satisfied")
    assert await rates(house, "C-HOUSING", "resolution") == [expected]


async def test_long_pending_in_a_district_is_unsolved_on_both_sides(house: House) -> None:
    opened, order, assignment = await order_with_bridge(house)
    wanted = {"reason": "planning", "evidence": EVIDENCE, "review_on": dt.date(2026, 9, 1)}
    await act(house, "bridge_officer", deferring.ask, order, assignment, **wanted)
    await act(house, "east_head", granting_deferrals.rule, order, assignment, granted=True, ruling="同意。")
    assert await rates(house, "E-BRIDGE", "resolution") == [(0, 0)], "the city has not approved yet"
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    assert clock.assignment_id is not None
    await act(
        house, "duty_head", granting_deferrals.rule, opened.id, clock.assignment_id, granted=True, ruling="同意。"
    )  # fmt: skip
    assert await rates(house, "E-BRIDGE", "resolution") == [(0, 1)]
    assert await rates(house, EAST, "resolution") == [(0, 1)]


@pytest.mark.parametrize(("granted", "misdispatched"), [(True, 1), (False, 0)])
async def test_whoever_asks_is_counted_and_only_what_is_granted_is_the_desks_mistake(
    house: House, granted: bool, misdispatched: int
) -> None:
    opened, assignment = await handled_by_housing(house)
    await handled_by_housing(house)
    assert await rates(house, "C-HOUSING", "returned", "misdispatched") == [(0, 2), (0, 2)]
    await act(house, "housing_officer", returning.ask, opened.id, assignment, **ASK_RETURN)
    await act(house, "dispatcher", returning.rule, opened.id, assignment, granted=granted, ruling="已核实。")
    assert await rates(house, "C-HOUSING", "returned", "misdispatched") == [(1, 2), (misdispatched, 2)]
    assert await rates(house, "C-HOUSING", "reply") == [(0, 2 - misdispatched)]


async def test_an_answer_that_did_not_do_is_rework_of_the_lead_unit_on_both_sides(house: House) -> None:
    opened, _ = await through_the_district(house)
    await accepted_and_asked(house, opened, solved="no", satisfied="dissatisfied")
    for unit in (EAST, "E-BRIDGE"):
        assert await rates(house, unit, "reworked", "objection_upheld") == [(0, 1), (0, 1)]
    await act(house, "callback_officer", rework, opened.id, reason="灯又灭了")
    for unit in (EAST, "E-BRIDGE"):
        assert await rates(house, unit, "reworked", "objection_upheld") == [(1, 2), (0, 2)]


async def test_a_limit_that_runs_out_is_overdue_and_one_that_is_moved_was_not(house: House) -> None:
    opened, assignment = await handled_by_housing(house)
    wanted = {"reason": "works", "evidence": EVIDENCE}
    await act(house, "housing_officer", extending.ask, opened.id, assignment, **wanted)
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    await time_passes(house, clock.due_at - dt.timedelta(minutes=1))
    assert await rates(house, "C-HOUSING", "overdue") == [(0, 1)]
    await time_passes(house, clock.due_at)
    assert await rates(house, "C-HOUSING", "overdue") == [(1, 1)]
    await act(
        house, "reviewer", granting_extensions.rule, opened.id, assignment, granted=True, ruling="同意。"
    )
    assert await rates(house, "C-HOUSING", "overdue") == [(0, 1)]
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    await time_passes(house, clock.due_at)
    assert await rates(house, "C-HOUSING", "overdue") == [(1, 1)]


async def test_an_answer_after_the_limit_is_overdue_though_the_sweep_has_not_come_by(house: House) -> None:
    opened, _ = await handled_by_housing(house)
    house.later(days=20)
    await housing_answers(house, opened)
    assert await rates(house, "C-HOUSING", "overdue", "reply") == [(1, 1), (0, 1)]


async def test_a_red_card_counts_a_yellow_one_does_not_and_who_is_exempted_is_not_counted(
    house: House,
) -> None:
    await staffed(house)
    opened, _ = await handled_by_housing(house)
    (clock,) = await clocks(house, "dispatcher", opened.id, "contact")
    await time_passes(house, clock.near_at)
    assert await rates(house, "C-HOUSING", "supervised") == [(0, 1)]
    await time_passes(house, clock.due_at)
    assert await rates(house, "C-HOUSING", "supervised") == [(1, 1)]
    for card in await cards(house):
        await act(house, "duty_head", exempt, card.id, reason="暴雨期间无法进场。")
    assert await rates(house, "C-HOUSING", "supervised") == [(0, 1)]


async def test_a_letter_about_several_cases_counts_the_parts_of_the_unit_that_it_asks(house: House) -> None:
    await staffed(house)
    cases = tuple([(await handled_by_housing(house))[0].id for _ in range(2)])
    await handled_by_housing(house)
    letter = await issued(house, cases=cases)
    assert await rates(house, "C-HOUSING", "supervised") == [(2, 3)]
    assert await rates(house, "C-WATER", "supervised") == [(0, 0)]
    await act(house, "duty_head", exempt, letter, reason="前期派单有误。")
    assert await rates(house, "C-HOUSING", "supervised") == [(0, 3)]
    async with house.acting("supervisor") as (db, actor):
        found = await db.get_one(Supervision, (actor.tenant, letter))
        assert found.outcome == "void"


async def housing_answers(house: House, opened: Opened) -> None:
    (clock,) = await clocks(house, "dispatcher", opened.id, "reply")
    this, words = (opened.id, clock.assignment_id), {"inner": "已修复。", "public": "您好，路灯已经修复。"}
    await act(house, "housing_officer", replying.reply, *this, **words)
    await act(house, "housing_leader", replying.sign_off, *this)
