"""Callers of a district's own closings are called again, blindly; what they say otherwise is a published figure."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.jobs.pending import run_pending
from hotline_platform.tenancy.values import RECALLS
from hotline_tenants.callbacks.calling import Answers
from hotline_tenants.changes.subjects import VALUE
from hotline_tenants.evaluation.model import UnitBand
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.recalls.calling import call_again, call_for, matter_of, person_of
from hotline_tenants.recalls.drawing import callers_of_each, draw_month
from hotline_tenants.recalls.model import RecallCall
from hotline_tenants.recalls.redrawing import ask_to_redraw, redraw
from hotline_tenants.recalls.results import (
    everywhere,
    hardly_reached_again,
    months_of,
    own_results,
    publish,
    results_of,
)
from tests.cast import EAST, MONDAY
from tests.changes.making import approved, proposed
from tests.changes.test_taking_effect import accept_in_the_east
from tests.conftest import House
from tests.figures.world import live_through
from tests.inspection.world import closed

MARCH = dt.date(2026, 3, 1)
CALLERS = f"{VALUE}.{RECALLS}"
SOLVED = Answers(contacted=True, solved="yes", satisfied="very")
UNSOLVED = Answers(contacted=True, solved="no", satisfied="dissatisfied")
NOBODY = Answers(contacted=False)


async def lived(house: House, superuser: Any, many: int = 6) -> None:
    """East Lake called back the callers of its own cases, who were all content; then March is over."""
    cases = await closed(house, "east_operator", many)
    superuser.execute("UPDATE cases SET ending = 'called_back' WHERE id = ANY (%s)", [list(cases)])
    superuser.execute(
        "UPDATE case_persons SET phone = '13800001234', phone_key = 'x', name = '林小满' WHERE case_id = ANY (%s)",
        [list(cases)],
    )
    for case_id in cases:
        superuser.execute(
            "INSERT INTO callbacks (tenant_id, id, case_id, round, source, at, contacted, solved, satisfied)"
            " VALUES (%s, %s, %s, 0, 'officer', %s, true, 'yes', 'very')",
            [house.cast.east, uuid.uuid4(), case_id, MONDAY],
        )
    house.now = MONDAY + dt.timedelta(days=31)


async def drawn(house: House, *, size: int = 4) -> list[RecallCall]:
    async with house.acting("inspector") as (db, _):
        assert await draw_month(db, MARCH, at=house.now, size=size)
    async with house.acting("callback_officer") as (db, _):
        rows = await db.scalars(
            select(RecallCall).where(RecallCall.tenant_id == db.tenant).order_by(RecallCall.place)
        )
        return list(rows)


async def says(house: House, call: RecallCall, answers: Answers, *, version: int = 0) -> RecallCall:
    async with house.acting("callback_officer") as (db, actor):
        return await call_again(db, actor, call.id, answers, version=version, at=house.later(minutes=5))


async def never_reached(house: House, call: RecallCall) -> None:
    await says(house, call, NOBODY)
    await says(house, call, NOBODY, version=1)
    house.later(days=1)
    assert (await says(house, call, NOBODY, version=2)).state == "unreached"


async def test_only_what_the_district_called_back_itself_is_drawn_once(house: House, superuser: Any) -> None:
    await live_through(house)
    await lived(house, superuser)
    calls = await drawn(house)
    assert len(calls) == 4
    assert {one.first_solved for one in calls} == {"yes"}
    async with house.acting("inspector") as (db, _):
        assert not await draw_month(db, MARCH, at=house.later(days=1))
        east = (await results_of(db, MARCH))[house.cast.units[EAST]]
    assert (east.population, east.sampled, east.waiting) == (6, 4, 4)


async def test_how_many_are_called_is_a_value_that_two_people_set_for_the_draws_to_come(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser, many=14)
    change = await proposed(house, {CALLERS: 12}, days=0)
    async with house.acting("inspector") as (db, _):
        assert await callers_of_each(db) == 50, "proposed is not approved"
    await approved(house, change)
    await run_pending(house.database, now=house.later(minutes=1))
    async with house.acting("inspector") as (db, _):
        assert await draw_month(db, MARCH, at=house.now)
        assert (await results_of(db, MARCH))[house.cast.units[EAST]].sampled == 12
    await approved(house, await proposed(house, {CALLERS: 20}, days=0))
    async with house.acting("inspector") as (db, _):
        assert len(await months_of(db)) == 1
        assert (await months_of(db))[0].size == 12, "what was drawn stays"


async def test_a_district_calls_no_fewer_than_the_city_and_nobody_hardly_any(house: House) -> None:
    for login, many in (("tenant_admin", 9), ("tenant_admin", 1001), ("east_head", 49)):
        with pytest.raises(Refused) as refusal:
            await proposed(house, {CALLERS: many}, login=login)
        assert list(refusal.value.fields) == [f"{CALLERS}.value"]
    change = await proposed(house, {CALLERS: 60}, days=0, login="east_head")
    await accept_in_the_east(house, change)
    await run_pending(house.database, now=house.later(minutes=1))
    assert await setting_of(house, "east_head") == 60
    await approved(house, await proposed(house, {CALLERS: 80}, days=0))
    await run_pending(house.database, now=house.later(minutes=1))
    assert await setting_of(house, "east_head") == 80, "what the city raises is raised below"


async def setting_of(house: House, login: str) -> int:
    async with house.acting(login) as (db, _):
        db.cache.forget("registry")
        return await callers_of_each(db)


async def test_disagreement_is_a_share_of_what_both_times_said_something(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    calls = await drawn(house)
    await says(house, calls[0], SOLVED)
    await says(house, calls[1], UNSOLVED)
    await says(house, calls[2], Answers(contacted=True, solved="not_applicable", satisfied="no_answer"))
    await never_reached(house, calls[3])
    async with house.acting("inspector") as (db, _):
        east = (await results_of(db, MARCH))[house.cast.units[EAST]]
    assert (east.reached, east.waiting, east.enough) == (3, 0, True)
    assert (east.solved.counted, east.solved.of) == (1, 2)
    assert (east.satisfied.counted, east.satisfied.of) == (1, 2)
    assert east.solved.low == pytest.approx(0.0945, abs=1e-3)


async def test_an_attempt_makes_sense_and_two_who_record_one_lose_nothing(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    call = (await drawn(house))[0]
    for wrong, field in (
        (Answers(contacted=None), "contacted"), (Answers(contacted=True), "solved"),
        (Answers(contacted=False, solved="yes"), "contacted"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            await says(house, call, wrong)
        assert field in refusal.value.fields
    await says(house, call, NOBODY)
    with pytest.raises(Stale):
        await says(house, call, SOLVED)
    await says(house, call, SOLVED, version=1)
    with pytest.raises(Refused, match="settled"):
        await says(house, call, SOLVED, version=2)


async def test_who_calls_learns_the_demand_and_the_number_and_others_nothing(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    call = (await drawn(house))[0]
    async with house.acting("callback_officer") as (db, actor):
        found = await call_for(db, actor, call.id)
        assert (await matter_of(db, found)).body == "想问办事窗口几点下班。"
        assert (await person_of(db, found)).phone == "13800001234"
        assert db.tenant == house.cast.city
    async with house.acting("east_callback") as (db, actor):
        with pytest.raises(NotFound):
            await call_for(db, actor, call.id)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(NotAllowed):
            await call_for(db, actor, call.id)


async def test_it_is_published_when_everybody_was_called_and_the_district_reads_its_own(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    calls = await drawn(house)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="still to be called"):
            await publish(db, actor, MARCH, at=house.now)
    for call in calls:
        await says(house, call, UNSOLVED)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(NotAllowed):
            await publish(db, actor, MARCH, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.now)
        with pytest.raises(Refused, match="already"):
            await publish(db, actor, MARCH, at=house.now)
        with pytest.raises(NotFound):
            await publish(db, actor, dt.date(2025, 1, 1), at=house.now)
    async with house.acting("east_head") as (db, _):
        (one,) = await own_results(db)
        assert (one.sampled, one.reached, one.solved_differing, one.solved_compared) == (4, 4, 4, 4)
    async with house.acting("west_dispatcher") as (db, _):
        assert [one.sampled for one in await own_results(db)] == [0]


async def test_where_fewer_than_half_were_reached_there_is_no_band(house: House, superuser: Any) -> None:
    await live_through(house)
    await lived(house, superuser)
    calls = await drawn(house)
    await says(house, calls[0], SOLVED)
    for call in calls[1:]:
        await never_reached(house, call)
    async with house.acting("inspector") as (db, _):
        assert await hardly_reached_again(db, MARCH) == {house.cast.units[EAST]}
        await reckon(db, MARCH, at=house.now)
        bands = await db.scalars(
            select(UnitBand.verdict).where(
                UnitBand.tenant_id == db.tenant, UnitBand.unit_id == house.cast.units[EAST],
                UnitBand.indicator == "resolution",
            )
        )  # fmt: skip
        assert set(bands) == {"few"}


async def test_a_month_drawn_again_by_its_seed_is_the_very_same_and_by_another_it_is_not(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser, many=14)
    await drawn(house)

    async def again() -> int:
        async with house.acting("inspector") as (db, actor):
            await ask_to_redraw(db, actor, MARCH, at=house.later(minutes=5))
            with pytest.raises(Refused, match="already"):
                await ask_to_redraw(db, actor, MARCH, at=house.now)
            return await redraw(db, MARCH, at=house.later(minutes=5))

    assert await again() == 0
    superuser.execute("UPDATE recall_months SET seed = 'another'")
    assert await again() > 0
    async with house.acting("inspector") as (db, _):
        month = (await months_of(db))[0]
        assert month.redrawn_at == house.now
        assert month.redrawn_differing


async def test_what_is_published_of_every_district_stands_in_each_ones_house(
    house: House, superuser: Any
) -> None:
    await lived(house, superuser)
    for call in await drawn(house):
        await says(house, call, UNSOLVED)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.later(days=1))
    async with house.acting("west_reviewer") as (db, _):
        rows = everywhere((await own_results(db))[0])
    assert {name.en: (one.sampled, one.reached, one.solved.counted) for name, one in rows} == {
        "East Lake District": (4, 4, 4), "West Ridge County": (0, 0, 0),
    }  # fmt: skip
