"""A campaign is planned, drawn so that anybody can draw it again, approved by somebody else, scored, finished."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case
from hotline_tenants.inspection import running, sampling
from hotline_tenants.inspection.comparing import redraw
from hotline_tenants.inspection.drawing import draw
from hotline_tenants.inspection.finding import find, findings_of
from hotline_tenants.inspection.planning import SheetLine, plan
from hotline_tenants.inspection.results import results_of
from hotline_tenants.inspection.verifying import inspection_faults
from hotline_tenants.points.model import Point
from tests.cast import CITY, EAST, WEST
from tests.conftest import House
from tests.inspection.world import (
    APRIL,
    SHEET,
    a_plan,
    campaign_of,
    closed,
    drawn,
    lived,
    planned,
    sample_of,
    scored,
    started,
)
from tests.points.setting_up import committee


async def test_a_sample_is_stratified_and_the_one_that_its_seed_draws(house: House) -> None:
    await lived(house)
    campaign_id = await drawn(house)
    campaign, items = await campaign_of(house, campaign_id), await sample_of(house, campaign_id)
    assert Counter(one.stratum for one in items) == {"inquiry": 4, "help": 2}
    assert all(one.other_tenant_id == house.cast.east for one in items)
    assert sum(one.twice for one in items) == 3
    async with house.acting("east_reviewer") as (db, _):
        rows = await db.execute(
            Case.__table__.select().where(Case.tenant_id == db.tenant, Case.type == "inquiry")
        )
        numbers = [row.number for row in rows]
    assert campaign.seed is not None
    assert {one.number for one in items if one.stratum == "inquiry"} == set(draw(numbers, campaign.seed, 4))


async def test_whoever_draws_it_again_finds_the_same_though_a_case_was_taken_up_since(
    house: House, superuser: Any
) -> None:
    await lived(house)
    campaign_id = await drawn(house)
    items = await sample_of(house, campaign_id)
    # As an upheld objection leaves it: open again, with the event in its history.
    taken_up = items[0]
    superuser.execute(
        "UPDATE cases SET state = 'dispatched', ending = NULL, closed_at = NULL, closed_on = NULL, round = 1, type = 'help'"
        " WHERE id = %s", [taken_up.subject_id],
    )  # fmt: skip
    superuser.execute(
        "INSERT INTO case_events (tenant_id, case_id, seq, at, act, role, data, hash)"
        " VALUES (%s, %s, 99, %s, 'uphold_objection', 'duty_head', '{}', '')",
        [house.cast.east, taken_up.subject_id, APRIL + dt.timedelta(days=1)],
    )
    async with house.acting("inspector") as (db, _):
        found = await redraw(db, await campaign_of(house, campaign_id))
    assert (found.same, list(found.moved)) == (True, [])


async def test_a_redraw_names_what_is_not_there_any_more(house: House, superuser: Any) -> None:
    await lived(house)
    campaign_id = await drawn(house)
    lost = (await sample_of(house, campaign_id))[0]
    async with house.acting("inspector") as (db, _):
        assert (await redraw(db, await campaign_of(house, campaign_id))).same
    superuser.execute("UPDATE cases SET origin = 'withheld' WHERE id = %s", [lost.subject_id])
    async with house.acting("inspector") as (db, _):
        found = await redraw(db, await campaign_of(house, campaign_id))
    assert not found.same
    assert list(found.only_then) == [lost.number]
    assert [(one.kind, one.then - one.now) for one in found.moved] == [(lost.stratum, 1)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"places": []}, "places"), ({"places": [uuid.UUID(int=1)]}, "places"),
        ({"last_on": dt.date(2026, 2, 1)}, "last_on"), ({"last_on": APRIL.date()}, "last_on"), ({"size": -1}, "size"),
        ({"size": 0}, "size"), ({"size": 5_000}, "size"), ({"calls": -1}, "calls"), ({"least": 101}, "least"),
        ({"twice": 101}, "twice"), ({"team": []}, "team"), ({"team": [uuid.UUID(int=1)]}, "team"),
        ({"types": ["gossip"]}, "types"), ({"channels": ["pigeon"]}, "channels"), ({"sheet": []}, "sheet"),
        ({"sheet": [SheetLine("登记", "case", 99)]}, "sheet"), ({"sheet": [SheetLine("登记", "case", 101)]}, "sheet"),
        ({"sheet": [SheetLine("登记", "case", 50)] * 2}, "sheet"),
        ({"sheet": [SheetLine("登记", "case", 100)], "calls": 1}, "sheet"),
    ],
)  # fmt: skip
async def test_a_plan_that_makes_no_sense_is_refused_at_its_field(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    await lived(house, east=0, helps=0)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await plan(db, actor, a_plan(house, **wrong), at=house.now)
    assert list(refusal.value.fields) == [field]


async def test_one_inspector_scores_nothing_twice_and_the_same_form_plans_once(house: House) -> None:
    await lived(house, east=0, helps=0)
    alone = [house.cast.actors["inspector"].account_id]
    with pytest.raises(Refused) as refusal:
        await planned(house, team=alone)
    assert list(refusal.value.fields) == ["twice"]
    form_id = uuid.uuid4()
    await planned(house, form_id=form_id)
    with pytest.raises(Refused, match="already"):
        await planned(house, form_id=form_id)


async def test_a_sample_larger_than_its_population_is_refused_with_both_numbers(house: House) -> None:
    await lived(house)
    campaign_id = await planned(house, size=19)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await sampling.draw_sample(db, actor, campaign_id, version=None, at=house.now)
    assert refusal.value.message.params == {"size": 19, "whole": 18}
    campaign_id = await planned(house, size=3, least=2)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused, match="strata"):
            await sampling.draw_sample(db, actor, campaign_id, version=None, at=house.now)


async def test_a_suspended_district_is_neither_planned_nor_drawn_nor_scored(
    house: House, superuser: Any
) -> None:
    await lived(house)
    campaign_id, ready = await planned(house), await started(house)
    item = (await sample_of(house, ready))[0]
    superuser.execute("UPDATE tenants SET status = 'suspended' WHERE code = %s", [EAST])
    house.database.cache.forget("registry")
    with pytest.raises(Refused) as refusal:
        await planned(house)
    assert list(refusal.value.fields) == ["places"]
    async with house.acting("inspector") as (db, actor):
        assert (await registry_of(db)).by_code(EAST).status == "suspended"
        with pytest.raises(Refused, match="suspended"):
            await sampling.draw_sample(db, actor, campaign_id, version=None, at=house.now)
    with pytest.raises(Refused, match="suspended"):
        await scored(house, "inspector", ready, item, "full", "full")


async def test_it_is_drawn_once_and_approved_by_somebody_else(house: House) -> None:
    await lived(house)
    campaign_id = await drawn(house)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused):
            await sampling.draw_sample(db, actor, campaign_id, version=None, at=house.now)
        with pytest.raises(NotAllowed):
            await running.start(db, actor, campaign_id, version=None, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await running.start(db, actor, campaign_id, version=None, at=house.now)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(Refused):
            await running.drop(db, actor, campaign_id, reason="不再需要", version=None, at=house.now)
    for login in ("east_head", "west_dispatcher"):
        async with house.acting(login) as (db, actor):
            with pytest.raises((NotFound, NotAllowed)):
                await running.start(db, actor, campaign_id, version=None, at=house.now)


async def test_two_score_the_same_item_and_neither_takes_the_others_sheet(house: House) -> None:
    await lived(house)
    campaign_id = await started(house)
    items = await sample_of(house, campaign_id)
    both = [one for one in items if one.twice]
    once = next(one for one in items if not one.twice)
    await scored(house, "inspector", campaign_id, both[0], "full", "half")
    with pytest.raises(Stale):
        await scored(house, "second", campaign_id, both[0], "none", "none")
    with pytest.raises(Refused, match="already"):
        await scored(house, "inspector", campaign_id, both[0], "full", "full", slot=2)
    await scored(house, "second", campaign_id, both[0], "full", "none", slot=2)
    await scored(house, "inspector", campaign_id, both[0], "full", "full", version=1)
    with pytest.raises(Stale):
        await scored(house, "inspector", campaign_id, both[0], "none", "none", version=1)
    with pytest.raises(Refused, match="one inspector"):
        await scored(house, "second", campaign_id, once, "full", "full", slot=2)
    async with house.acting("inspector") as (db, _):
        found = await results_of(db, await campaign_of(house, campaign_id))
    assert (found.agreement.pairs, found.agreement.same) == (2, 1)
    assert found.places[house.cast.units[EAST]].points == pytest.approx(65)


async def test_who_is_not_in_the_team_and_what_is_not_in_the_sample_are_refused(house: House) -> None:
    await lived(house)
    campaign_id = await started(house, team=[house.cast.actors["second"].account_id], twice=0)
    other = await started(house)
    item, foreign = (await sample_of(house, campaign_id))[0], (await sample_of(house, other))[0]
    with pytest.raises(Refused, match="team"):
        await scored(house, "inspector", campaign_id, item, "full", "full")
    with pytest.raises(NotFound):
        await scored(house, "second", campaign_id, foreign, "full", "full")
    with pytest.raises(Refused) as refusal:
        await scored(house, "second", campaign_id, item, "full", "")
    assert list(refusal.value.fields) == ["l2"]
    async with house.acting("second") as (db, actor):
        given: dict[str, Any] = {"version": None, "at": house.now}
        with pytest.raises(Refused) as refusal:
            await find(db, actor, campaign_id, number="2026-nowhere", words="答复敷衍。", **given)
        assert list(refusal.value.fields) == ["number"]
        with pytest.raises(Refused) as refusal:
            await find(db, actor, campaign_id, number=item.number, words="。", **given)
        assert list(refusal.value.fields) == ["words"]


async def test_it_is_finished_when_every_sheet_is_there_and_its_ledger_is_proven(
    house: House, superuser: Any
) -> None:
    await lived(house)
    campaign_id = await started(house, size=3, twice=34)
    for item in await sample_of(house, campaign_id):
        async with house.acting("inspector") as (db, actor):
            with pytest.raises(Refused, match="not filled in"):
                await running.finish(db, actor, campaign_id, version=None, at=house.now)
        await scored(house, "inspector", campaign_id, item, "full", "full")
        if item.twice:
            await scored(house, "second", campaign_id, item, "full", "full", slot=2)
    async with house.acting("inspector") as (db, actor):
        await find(
            db, actor, campaign_id, number=item.number, words="答复未说明依据。", version=None, at=house.now
        )
        await running.finish(db, actor, campaign_id, version=None, at=house.later(hours=1))
    async with house.acting("inspector") as (db, _):
        assert [one.words for one in await findings_of(db, campaign_id)] == ["答复未说明依据。"]
        assert [one async for one in inspection_faults(db, CITY)] == []
        assert (await results_of(db, await campaign_of(house, campaign_id))).agreement.kappa is None
    superuser.execute("UPDATE inspection_findings SET words = '没有问题。'")
    superuser.execute("UPDATE inspection_entries SET data = '{}' WHERE act = 'draw'")
    async with house.acting("inspector") as (db, _):
        said = [str(one) async for one in inspection_faults(db, CITY)]
    assert len(said) == 2, said


async def test_units_of_ones_own_and_districts_stand_side_by_side(house: House) -> None:
    await lived(house)
    await closed(house, "operator", 2)  # answered at the desk: they belong to no unit
    house.now = APRIL
    places = [house.cast.units[one] for one in (EAST, WEST, "C-HOUSING")]
    campaign_id = await drawn(house, places=places, size=6)
    assert {one.unit_id for one in await sample_of(house, campaign_id)} == {house.cast.units[EAST]}


async def test_a_mystery_call_at_a_committee_counts_for_its_street(house: House) -> None:
    await lived(house)
    unit_id = await committee(house, "east_head")
    async with house.acting("east_head") as (db, _):
        db.put(
            Point, unit_id=unit_id, state="open", telephone="0531 8600 1300", applied_at=house.now, opened_at=house.now,
            version=0, events=0, head=bytes(32),
        )  # fmt: skip
    campaign_id = await drawn(house, size=0, calls=1, sheet=SHEET[2:], twice=0)
    (item,) = await sample_of(house, campaign_id)
    assert (item.subject_id, item.number) == (unit_id, "E-BRIDGE-1"), "the committee is called"
    assert item.handler["code"] == "E-BRIDGE", "and has no score of its own"
