"""A district previews its own month, objects once to an indicator, and what is decided stands on both sides."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from sqlalchemy import select

from hotline_platform.access.accounts import add_membership
from hotline_platform.database.session import Db
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.evaluation.model import Objection
from hotline_tenants.evaluation.objecting import Decision, decide, object_to
from hotline_tenants.evaluation.publishing import publish, scores_of
from hotline_tenants.evaluation.standing import objections_of, objections_to, standing_of, undecided
from hotline_tenants.evaluation.unit_standing import standing_for
from tests.conftest import House
from tests.evaluation.test_publishing import MARCH, drawn_up

WHY = "工单已按时答复，见回复时间。"
UPHELD = Decision(upheld=True, answer="经核对属实。", counted=1, of=1)


async def own_objections(db: Db) -> Sequence[Objection]:
    """What the district that one stands in objects to above."""
    standing = await standing_of(db, MARCH)
    assert standing is not None
    return await objections_of(db, MARCH, standing.unit_id)


async def test_a_district_finds_its_own_lines_in_its_own_house_and_nobody_elses(house: House) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.peer_class, standing.formula, standing.score) == ("district", 1, standing.corrected)
        assert {line["indicator"] for line in standing.lines} >= {"reply", "resolution"}
        assert await own_objections(db) == []
    async with house.acting("duty_head") as (db, _):
        assert await standing_of(db, MARCH) is None


async def test_an_objection_stands_on_both_sides_and_once(house: House) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, actor):
        made = await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
        assert [one.id for one in await own_objections(db)] == [made]
        assert (await objections_to(db, MARCH), await undecided(db, MARCH)) == ([], 0), (
            "nobody objects to ours"
        )
        with pytest.raises(NotFound):
            await decide(db, actor, made, UPHELD, at=house.now)
    async with house.acting("duty_head") as (db, _):
        assert await undecided(db, MARCH) == 1
        (one,) = await objections_to(db, MARCH)
        assert (one.id, one.indicator, one.reason) == (made, "reply", WHY)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused, match="already"):
            await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
        await db.abandon()
    async with house.acting("east_head") as (db, actor):
        assert len(await own_objections(db)) == 1


async def test_it_is_refused_out_of_time_without_words_without_the_right_or_without_a_month(
    house: House,
) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, actor):
        for indicator, reason, field in (("reply", " ", "reason"), ("popularity", WHY, "indicator")):
            with pytest.raises(Refused) as refusal:
                await object_to(db, actor, MARCH, indicator, reason, at=house.now)
            assert list(refusal.value.fields) == [field]
        with pytest.raises(NotFound):
            await object_to(db, actor, dt.date(2026, 2, 1), "reply", WHY, at=house.now)
        with pytest.raises(Refused, match="over"):
            await object_to(db, actor, MARCH, "reply", WHY, at=house.now + dt.timedelta(days=10))
    async with house.acting("east_reviewer") as (db, actor):
        with pytest.raises(NotAllowed):
            await object_to(db, actor, MARCH, "reply", WHY, at=house.now)


async def test_an_upheld_objection_corrects_the_score_beside_the_one_drawn_up(house: House) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, actor):
        made = await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
        before = await standing_of(db, MARCH)
        assert before is not None
        assert before.score is not None
        assert before.score < 100
    async with house.acting("duty_head") as (db, actor):
        drawn = await scores_of(db, MARCH)
        with pytest.raises(Refused, match="not decided"):
            await publish(db, actor, MARCH, at=house.now + dt.timedelta(days=17))
        for wrong, field in (
            (Decision(upheld=True, answer="属实", counted=2, of=1), "counted"),
            (Decision(upheld=True, answer="属实", counted=2, of=4), "counted"),
            (Decision(upheld=False, answer=""), "answer"),
        ):
            with pytest.raises(Refused) as refusal:
                await decide(db, actor, made, wrong, at=house.now)
            assert list(refusal.value.fields) == [field]
    async with house.acting("duty_head") as (db, actor):
        await decide(db, actor, made, UPHELD, at=house.later(days=5))
        assert await scores_of(db, MARCH) == drawn
        with pytest.raises(Refused, match="already"):
            await decide(db, actor, made, UPHELD, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.later(days=12))
    async with house.acting("east_head") as (db, _):
        after = await standing_of(db, MARCH)
        assert after is not None
        assert after.score == before.score
        assert after.corrected is not None
        assert Decimal(after.score) < after.corrected
        assert after.published_at == house.now
        (one,) = await own_objections(db)
        assert (one.upheld, one.answer, one.counted, one.of) == (True, UPHELD.answer, 1, 1)


async def test_a_refused_objection_leaves_the_score_and_somebody_elses_objection_is_not_there(
    house: House,
) -> None:
    await drawn_up(house)
    async with house.acting("east_head") as (db, actor):
        made = await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
    async with house.acting("west_dispatcher") as (db, actor):
        assert await objections_to(db, MARCH) == []
        with pytest.raises(NotAllowed):
            await decide(db, actor, made, UPHELD, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await decide(db, actor, made, Decision(upheld=False, answer="超时属实。"), at=house.now)
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert standing.corrected == standing.score


async def test_a_unit_objects_and_a_correction_is_a_line_of_its_own(house: House) -> None:
    await drawn_up(house)
    unit = house.cast.units["C-HOUSING"]
    async with house.acting("housing_leader") as (db, actor):
        before = await standing_for(db, actor, MARCH)
        assert before is not None
        made = await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
    async with house.acting("housing_leader") as (db, actor):
        with pytest.raises(Refused, match="already"):
            await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
        await db.abandon()
        with pytest.raises(Refused, match="is over"):
            await object_to(db, actor, MARCH, "resolution", WHY, at=house.now + dt.timedelta(days=14))
        with pytest.raises(NotAllowed):
            await decide(db, actor, made, UPHELD, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        assert await undecided(db, MARCH) == 1
        drawn = {one.unit_id: one.score for one in await scores_of(db, MARCH)}
        await decide(db, actor, made, UPHELD, at=house.now)
    async with house.acting("duty_head") as (db, _):
        assert {one.unit_id: one.score for one in await scores_of(db, MARCH)} == drawn, (
            "what was drawn up stands"
        )
    async with house.acting("housing_leader") as (db, actor):
        after = await standing_for(db, actor, MARCH)
        assert after is not None
        assert (after.lines, after.score) == (before.lines, before.score)
        (one,) = await objections_of(db, MARCH, unit)
        assert (one.upheld, one.counted, one.of, one.other_tenant_id) == (True, 1, 1, house.cast.city)
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "evaluation_decided" in set(await db.scalars(told))


async def test_who_has_a_place_in_the_unit_does_not_decide_on_its_objection(house: House) -> None:
    await drawn_up(house)
    async with house.acting("housing_officer") as (db, actor):
        with pytest.raises(NotAllowed):
            await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
    async with house.acting("housing_leader") as (db, actor):
        made = await object_to(db, actor, MARCH, "reply", WHY, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        assert actor.account_id is not None
        place = house.cast.units["C-HOUSING"]
        add_membership(db, actor.account_id, "unit_officer", unit_id=place, city=True, at=house.now)
        await db.write()
        with pytest.raises(Refused, match="uninvolved"):
            await decide(db, actor, made, UPHELD, at=house.now)
