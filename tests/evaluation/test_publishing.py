"""An evaluation is drawn up by an approved formula, frozen, published by somebody else, and proves itself."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.evaluation.asking import ask_to_draw_up
from hotline_tenants.evaluation.drawing_up import draw_up
from hotline_tenants.evaluation.formulas import FIRST, approve, draft, formula_for
from hotline_tenants.evaluation.indicators import INDICATORS
from hotline_tenants.evaluation.model import Cell, Formula, ReckonedMonth
from hotline_tenants.evaluation.publishing import publication_of, publish, scores_of
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.evaluation.scoring import score
from hotline_tenants.evaluation.verifying import verify_evaluations
from hotline_tenants.figures.intervals import Rate
from tests.conftest import House
from tests.figures.world import live_through

MARCH = dt.date(2026, 3, 1)
WHY = "市政府办公室关于考核办法的通知。"


def test_a_score_is_the_weighted_mean_of_the_shares_that_there_are() -> None:
    rates = {name: Rate(0, 0) for name in INDICATORS} | {"reply": Rate(2, 3), "resolution": Rate(1, 7)}
    assert score(rates, {"reply": 60, "resolution": 40}) == Decimal("45.7143")
    assert score(rates, {"reply": 50, "satisfaction": 50}) == Decimal("66.6667")
    assert score(rates, {"satisfaction": 100}) is None
    assert str(score({"reply": Rate(1, 1)}, {"reply": 100})) == "100.0000"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reply": 19}, "weights"),
        ({"reply": -1}, "reply"),
        ({"reply": 101}, "reply"),
        ({"popularity": 0}, "weights"),
        ({"reply": 10, "misdispatched": 10}, "misdispatched"),
    ],
)
async def test_a_formula_whose_weights_cannot_be_is_refused_at_its_field(
    house: House, changed: Mapping[str, int], field: str
) -> None:
    async with keeping(house) as (db, actor):
        with pytest.raises(Refused) as refusal:
            await draft(db, actor, {**FIRST, **changed}, effective_from=MARCH, reason=WHY, at=house.now)
        assert list(refusal.value.fields) == [field]
        assert await draft(db, actor, FIRST, effective_from=MARCH, reason=WHY, at=house.now) == 1


async def test_a_draft_that_weighs_what_the_desk_does_is_not_approved(house: House) -> None:
    weights = {"reply": 90, "misdispatched": 10}
    async with keeping(house) as (db, actor):
        assert actor.account_id is not None
        db.put(
            Formula, version=1, basis="raw", effective_from=MARCH, reason=WHY, weights=weights, drafted_at=house.now,
            drafted_by=actor.account_id,
        )  # fmt: skip
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="the desk that dispatched"):
            await approve(db, actor, 1, at=house.now)


async def test_a_formula_counts_only_when_somebody_else_has_approved_it(house: House) -> None:
    async with keeping(house) as (db, actor):
        await draft(db, actor, FIRST, effective_from=MARCH, reason=WHY, at=house.now)
        with pytest.raises(NotAllowed):
            await approve(db, actor, 1, at=house.now)
        assert await formula_for(db, MARCH) is None
    async with house.acting("duty_head") as (db, actor):
        await approve(db, actor, 1, at=house.now)
        found = await formula_for(db, MARCH)
        assert found is not None
        assert found.version == 1
        assert await formula_for(db, dt.date(2026, 2, 1)) is None
        with pytest.raises(Refused):
            await approve(db, actor, 1, at=house.now)
        with pytest.raises(NotFound):
            await approve(db, actor, 2, at=house.now)


async def test_a_month_is_drawn_up_once_it_is_over_and_stands_still_from_then_on(house: House) -> None:
    await live_through(house)
    await formula_in_force(house)
    async with keeping(house) as (db, actor):
        with pytest.raises(Refused, match="not over"):
            await ask_to_draw_up(db, actor, MARCH, at=house.now)
    house.later(days=20)
    await drawn_up_now(house)
    async with keeping(house) as (db, actor):
        made = await publication_of(db, MARCH)
        assert made is not None
        assert [made.preview_until, made.object_until, made.decide_until] == [
            local(2026, 4, 15), local(2026, 4, 20), local(2026, 4, 27)
        ]  # fmt: skip
        with pytest.raises(Refused, match="already"):
            await ask_to_draw_up(db, actor, MARCH, at=house.now)
        with pytest.raises(Refused) as refusal:
            await draft(db, actor, FIRST, effective_from=MARCH, reason=WHY, at=house.now)
        assert list(refusal.value.fields) == ["effective_from"]
        before = await scores_of(db, MARCH)
        assert {one.score for one in before} >= {Decimal("100.0000")}
    async with keeping(house) as (db, _):
        await reckon(db, MARCH, at=house.later(days=1))
        moment = select(ReckonedMonth.reckoned_at).where(ReckonedMonth.tenant_id == db.tenant)
        assert (await db.scalars(moment)).one() == house.now - dt.timedelta(days=1)
        assert await scores_of(db, MARCH) == before


async def test_it_is_published_by_somebody_else_and_only_when_the_periods_are_over(house: House) -> None:
    await drawn_up(house)
    async with keeping(house) as (db, actor):
        with pytest.raises(NotAllowed):
            await publish(db, actor, MARCH, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="object"):
            await publish(db, actor, MARCH, at=house.now)
        with pytest.raises(NotFound):
            await publish(db, actor, dt.date(2026, 2, 1), at=house.now)
        await publish(db, actor, MARCH, at=house.later(days=17))
        found = await publication_of(db, MARCH)
        assert found is not None
        assert found.published_at == house.now
        with pytest.raises(Refused, match="already"):
            await publish(db, actor, MARCH, at=house.now)


async def test_an_evaluation_proves_itself_and_a_touched_count_shows(house: House) -> None:
    await drawn_up(house)
    async with keeping(house) as (db, _):
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.moved, proof.formula) == (True, (), 1)
        assert proof.units > 2
        cell = (
            await db.scalars(select(Cell).where(Cell.tenant_id == db.tenant, Cell.measure == "reply_timely"))
        ).first()
        assert cell is not None
        await db.execute(delete(Cell).where(Cell.tenant_id == db.tenant, Cell.measure == "reply_timely"))
        (proof,) = await verify_evaluations(db)
        assert not proof.holds
        assert {one.measure for one in proof.moved} == {"reply_timely"}
        await db.abandon()


async def formula_in_force(house: House, basis: str = "raw") -> None:
    async with keeping(house) as (db, actor):
        await draft(db, actor, FIRST, basis=basis, effective_from=MARCH, reason=WHY, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await approve(db, actor, 1, at=house.now)


async def drawn_up(house: House, basis: str = "raw") -> None:
    await live_through(house)
    await formula_in_force(house, basis)
    house.later(days=20)
    await drawn_up_now(house)


async def drawn_up_now(house: House) -> None:
    """As the job does it, at the moment of the test."""
    async with keeping(house) as (db, actor):
        assert actor.account_id is not None
        await draw_up(db, MARCH, by=actor.account_id, at=house.now)


@asynccontextmanager
async def keeping(house: House) -> AsyncIterator[tuple[Db, Actor]]:
    """A transaction of the inspector, who keeps the evaluation."""
    async with house.acting("inspector") as found:
        yield found


def local(year: int, month: int, day: int) -> dt.datetime:
    """The close of office hours in Shanghai."""
    return dt.datetime(year, month, day, 9, 30, tzinfo=dt.UTC)
