"""What takes long is done by a job: once, whole or not at all, and the month says where it stands."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select, update

from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.jobs.model import Job
from hotline_platform.jobs.pending import run_pending
from hotline_platform.jobs.progress import Work
from hotline_tenants.evaluation import drawing_up
from hotline_tenants.evaluation.adjusting import take_out
from hotline_tenants.evaluation.asking import ask_to_draw_up, work_on
from hotline_tenants.evaluation.drawing_up import draw_up_as_asked
from hotline_tenants.evaluation.exclusions import exclusion_of
from hotline_tenants.evaluation.granting import Verdict, decide_exclusion
from hotline_tenants.evaluation.model import (
    Cell,
    EvaluatedRow,
    Formula,
    Publication,
    ReckonedMonth,
    Score,
    Standing,
)
from hotline_tenants.evaluation.publishing import publication_of, publish, scores_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, reckon
from hotline_tenants.evaluation.standing import standing_of
from hotline_tenants.evaluation.verifying import verify_evaluations
from tests.conftest import House
from tests.evaluation.test_excluding import AFTER, BEFORE, GRANTED, asked_for
from tests.evaluation.test_publishing import MARCH, drawn_up, formula_in_force, keeping
from tests.figures.world import live_through

BULK = ("bulk",)


async def test_who_asks_has_the_month_drawn_up_by_a_job_and_a_second_run_changes_nothing(
    house: House,
) -> None:
    await asked_to_draw_up(house)
    work = await work_of(house)
    assert work is not None
    assert (work.deed, work.asked_at, work.goes_on) == ("draw_up", house.now, True)
    await run_pending(house.database, queues=BULK)
    assert await work_of(house) is None
    async with keeping(house) as (db, actor):
        found = await publication_of(db, MARCH)
        assert found is not None
        assert found.drawn_up_by == actor.account_id
        digest = found.digest
        await draw_up_as_asked(db, MARCH, at=house.later(days=1))
    async with keeping(house) as (db, _):
        again = await publication_of(db, MARCH)
        assert again is not None
        assert again.digest == digest
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.moved) == (True, ())


async def test_it_is_asked_for_once_and_by_whoever_may(house: House) -> None:
    await asked_to_draw_up(house)
    async with keeping(house) as (db, actor):
        with pytest.raises(Refused, match="being drawn up already"):
            await ask_to_draw_up(db, actor, MARCH, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotAllowed):
            await ask_to_draw_up(db, actor, MARCH, at=house.now)
    async with keeping(house) as (db, _):
        assert await db.scalar(select(func.count()).where(Job.actor == "draw_up_month")) == 1


async def test_a_drawing_up_that_is_cut_off_leaves_nothing_and_is_taken_up_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked_to_draw_up(house)

    async def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(drawing_up, "show_below", dies)
        with pytest.raises(RuntimeError):
            await run_pending(house.database, queues=BULK)
    async with keeping(house) as (db, _):
        for model in (EvaluatedRow, Cell, Score, Publication, ReckonedMonth):
            count = select(func.count()).select_from(model).where(model.tenant_id == db.tenant)
            assert await db.scalar(count) == 0, model.__tablename__
    work = await work_of(house)
    assert work is not None
    assert work.progress is not None
    assert (work.progress.state, work.goes_on) == ("again", True)
    await run_pending(house.database, queues=BULK, now=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    async with keeping(house) as (db, _):
        assert await publication_of(db, MARCH) is not None


async def test_two_at_once_follow_one_another_and_the_nightly_reckoning_leaves_it_as_it_is(
    house: House,
) -> None:
    await asked_to_draw_up(house)

    async def drawing() -> None:
        async with keeping(house) as (db, _):
            await draw_up_as_asked(db, MARCH, at=house.now)

    async def reckoning() -> None:
        await asyncio.sleep(0.05)
        async with keeping(house) as (db, _):
            await reckon(db, MARCH, at=house.now)

    await asyncio.gather(drawing(), drawing(), reckoning())
    async with keeping(house) as (db, _):
        assert await db.scalar(select(func.count()).where(EvaluatedRow.tenant_id == db.tenant)) == 10, (
            "what was given back counts for its rates"
        )
        (proof,) = await verify_evaluations(db)
        assert proof.holds
    async with house.acting("east_head") as (db, _):
        assert await db.scalar(select(func.count()).where(Standing.tenant_id == db.tenant)) == 1


async def test_what_came_in_the_way_after_asking_is_said_and_it_may_be_asked_for_again(house: House) -> None:
    await asked_to_draw_up(house)
    async with keeping(house) as (db, _):
        later = update(Formula).where(Formula.tenant_id == db.tenant)
        await db.execute(later.values(effective_from=dt.date(2026, 4, 1)))
    await run_pending(house.database, queues=BULK)
    work = await work_of(house)
    assert work is not None
    assert work.refused is not None
    assert "No approved formula" in work.refused.text
    assert not work.goes_on
    async with keeping(house) as (db, actor):
        await db.execute(update(Formula).where(Formula.tenant_id == db.tenant).values(effective_from=MARCH))
        await ask_to_draw_up(db, actor, MARCH, at=house.now)
    await run_pending(house.database, queues=BULK)
    assert await work_of(house) is None


async def test_a_job_that_gave_up_is_told_and_asked_for_again(house: House) -> None:
    await asked_to_draw_up(house)
    async with keeping(house) as (db, _):
        await db.execute(update(Job).where(Job.actor == "draw_up_month").values(failed_at=house.now))
    work = await work_of(house)
    assert work is not None
    assert work.progress is not None
    assert (work.progress.state, work.goes_on) == ("failed", False)
    async with keeping(house) as (db, actor):
        await ask_to_draw_up(db, actor, MARCH, at=house.now)
    work = await work_of(house)
    assert work is not None
    assert work.goes_on


async def test_what_is_granted_is_taken_out_by_a_job_and_published_only_then(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    first, second = await asked_for(house), await asked_for(house)
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, first, GRANTED, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(
            db, actor, second, Verdict(granted=False, answer="与上一件相同。"), at=house.now
        )
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.adjusted_lines, standing.corrected) == (None, BEFORE)
    async with house.acting("duty_head") as (db, actor):
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.excluded) == (True, 0), "what waits is in no figure yet"
        with pytest.raises(Refused, match="still being taken out"):
            await publish(db, actor, MARCH, at=house.now + dt.timedelta(days=17))
    work = await work_of(house)
    assert work is not None
    assert (work.deed, work.goes_on) == ("take_out", True)
    await run_pending(house.database, queues=BULK)
    assert await work_of(house) is None
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.adjusted, standing.corrected) == (AFTER, AFTER)
        assert (await exclusion_of(db, first)).counted == 3


async def test_taking_out_that_is_cut_off_or_done_twice_comes_to_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    async with house.acting("duty_head") as (db, _):
        await take_out(db, MARCH)
        await db.abandon()
    async with house.acting("duty_head") as (db, _):
        assert (await exclusion_of(db, asked)).counted is None
        cells = select(func.count()).where(Cell.tenant_id == db.tenant, Cell.basis == ADJUSTED)
        assert await db.scalar(cells) == 0

    async def taking() -> None:
        async with house.acting("duty_head") as (db, _):
            await take_out(db, MARCH)

    await asyncio.gather(taking(), taking())
    await taking()
    async with house.acting("duty_head") as (db, _):
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.excluded) == (True, 1)
        scores = {one.unit_id: one.score for one in await scores_of(db, MARCH, ADJUSTED)}
        assert AFTER in scores.values()


async def asked_to_draw_up(house: House) -> None:
    await live_through(house)
    await formula_in_force(house)
    house.later(days=20)
    async with keeping(house) as (db, actor):
        await ask_to_draw_up(db, actor, MARCH, at=house.now)


async def work_of(house: House) -> Work | None:
    async with keeping(house) as (db, _):
        return await work_on(db, MARCH)
