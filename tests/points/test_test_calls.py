"""Test calls: drawn so that anybody draws the same, scored on a small sheet, a month's figure for each point."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.tenancy.values import DEFAULTS, TEST_CALL_WEIGHTS
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.onboarding.values import why_not_setting
from hotline_tenants.points import acting, calling, drawing
from hotline_tenants.points.calling import Sheet, score_of
from hotline_tenants.points.health import health
from hotline_tenants.points.model import TestCall, TestRound
from tests.conftest import House
from tests.points.setting_up import DAY, applied, approved, called

DUE = DAY + dt.timedelta(days=14)


@pytest.mark.parametrize(
    ("sheet", "score"),
    [
        (Sheet(answered=True, rings=5, greeted=True, knew_duties=True, called_back=True), 100),
        (Sheet(answered=True, rings=5, greeted=True, knew_duties=True), 100),
        (Sheet(answered=True, rings=6, greeted=True, knew_duties=True, called_back=True), 60),
        (Sheet(answered=True, rings=6, greeted=True, knew_duties=True), 50),
        (Sheet(answered=True, rings=1), 50),
        (Sheet(answered=True, rings=1, called_back=False), 40),
        (Sheet(answered=False, rings=3, greeted=True, knew_duties=True, called_back=True), 0),
    ],
)
def test_what_a_sheet_comes_to(sheet: Sheet, score: int) -> None:
    assert score_of(sheet, 5, DEFAULTS[TEST_CALL_WEIGHTS]) == score


def test_a_government_weighs_the_lines_as_it_has_set_them() -> None:
    slow_and_rude = Sheet(answered=True, rings=9, knew_duties=True, called_back=False)
    assert score_of(slow_and_rude, 5, [10, 10, 70, 10]) == 70
    assert score_of(Sheet(answered=True, rings=1), 5, [0, 0, 0, 100]) == 0, "nothing of what counts was tried"


@pytest.mark.parametrize("value", [[40, 20, 20], [50, 20, 20, 20], [120, -20, 0, 0], "40", ["x", 20, 20, 20]])
def test_weights_that_do_not_make_a_hundred_are_refused(value: object) -> None:
    assert why_not_setting(TEST_CALL_WEIGHTS, value) is not None
    assert why_not_setting(TEST_CALL_WEIGHTS, [10, 10, 70, 10]) is None


def test_the_same_seed_draws_the_same_points_and_another_one_others() -> None:
    codes = [f"{number:03}" for number in range(200)]
    drawn = drawing.draw(codes, "云州 2026-03", 10)
    assert drawn == drawing.draw(reversed(codes), "云州 2026-03", 10)
    assert drawn != drawing.draw(codes, "云州 2026-04", 10)
    assert drawn == drawing.draw(codes, "云州 2026-03", 50)[:10]


async def planned(house: House, **given: object) -> uuid.UUID:
    new = drawing.NewRound(**{"title": "三月拨测", "due_on": DUE, **given})  # type: ignore[arg-type]
    async with house.acting("network_officer") as (db, actor):
        return await drawing.plan_round(db, actor, new, at=house.now)


async def calls(house: House, round_id: uuid.UUID) -> list[TestCall]:
    async with house.acting("network_officer") as (db, _):
        wanted = select(TestCall).where(TestCall.tenant_id == db.tenant, TestCall.round_id == round_id)
        return list((await db.execute(wanted.order_by(TestCall.place))).scalars())


async def test_a_round_draws_among_points_that_are_set_up_or_open_only(house: House) -> None:
    water, _ = await approved(house, "C-WATER"), await applied(house, "C-HOUSING")
    round_id = await planned(house, size=10)
    assert [one.unit_id for one in await calls(house, round_id)] == [water]
    async with house.acting("network_officer") as (db, _):
        found = await db.scalar(
            select(TestRound).where(TestRound.tenant_id == db.tenant, TestRound.id == round_id)
        )
    assert found is not None
    assert len(found.seed) == 16


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"size": 0}, "size"), ({"title": " ", "size": 1}, "title"), ({"size": 1, "due_on": DAY - dt.timedelta(1)}, "due_on"),
        ({"chosen": ("NOWHERE",)}, "chosen"), ({"size": 1, "rings_within": 0}, "rings_within"),
        ({"size": 1, "pass_mark": 101}, "pass_mark"), ({"size": 1, "kinds": ("street",)}, "kinds"),
    ],
)  # fmt: skip
async def test_a_plan_that_makes_no_sense_names_its_field(
    house: House, wrong: dict[str, object], field: str
) -> None:
    await approved(house)
    with pytest.raises(Refused) as refusal:
        await planned(house, **wrong)
    assert set(refusal.value.fields) == {field}
    assert len(await calls(house, await planned(house, size=1))) == 1


async def test_a_sheet_is_written_once_and_makes_sense(house: House) -> None:
    await approved(house)
    (call,) = await calls(house, await planned(house, size=1))
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await calling.score(db, actor, call.id, Sheet(answered=True), at=house.now)
        assert set(refusal.value.fields) == {"rings"}
        await calling.score(db, actor, call.id, Sheet(answered=True, rings=2), at=house.now)
        with pytest.raises(Refused, match="made already"):
            await calling.score(db, actor, call.id, Sheet(answered=True, rings=2), at=house.now)


async def test_a_point_that_was_closed_meanwhile_is_not_called(house: House) -> None:
    unit_id = await approved(house)
    (call,) = await calls(house, await planned(house, size=1))
    async with house.acting("duty_head") as (db, actor):
        await acting.close(db, actor, unit_id, reason="撤销", version=None, at=house.now)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused, match="neither being set up nor open"):
            await calling.score(db, actor, call.id, Sheet(answered=False), at=house.now)


async def test_only_who_keeps_the_network_calls_and_only_in_the_own_house(house: House) -> None:
    await approved(house)
    (call,) = await calls(house, await planned(house, size=1))
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotAllowed):
            await calling.score(db, actor, call.id, Sheet(answered=False), at=house.now)
    async with house.acting("east_head") as (db, _):
        with pytest.raises(NotFound):
            await calling.call_for(db, call.id)


async def test_a_months_health_is_the_mean_of_its_calls_and_a_committees_calls_are_its_streets(
    house: House,
) -> None:
    """In the city's house: a committee that stands under the water company would be odd, and counts the same."""
    water = await approved(house)
    below = await committee_below(house, water)
    house.cast.units["C-COMMITTEE"] = below
    try:
        await approved(house, "C-COMMITTEE")
        await called(house, water)
        house.later(days=1)
        await called(house, below, answered=False)
    finally:
        del house.cast.units["C-COMMITTEE"]
    async with house.acting("network_officer") as (db, _):
        db.cache.forget("units", db.tenant)
        found = await health(db, await unit_tree(db), dt.date(2026, 3, 1), dt.date(2026, 4, 1))
    assert set(found) == {water}, "a committee has no figure of its own"
    (month,) = found[water].values()
    assert (month.calls, month.passed, month.figure, month.of_committees) == (2, 1, 50, 1)


async def committee_below(house: House, unit_id: uuid.UUID) -> uuid.UUID:
    async with house.acting("network_officer") as (db, _):
        return await add_unit(
            db, code="C-COMMITTEE", name_zh="水厂社区居委会", name_en="Waterworks Community", kind="committee",
            parent_id=unit_id,
        )  # fmt: skip
