"""A district asks; the city answers once; the answer goes to all with receipts."""

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotFound, Refused, Stale
from hotline_tenants.guidance.asking import answer, ask
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.reaching import question_for
from tests.conftest import House
from tests.supervision.desk import staffed

ANSWER = "由受理地热线回访，承办区县不回访。"


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_an_answer_for_all_is_read_by_the_asker_and_by_everybody_else(desk: House) -> None:
    async with desk.acting("east_head") as (db, actor):
        question = await ask(db, actor, "谁来回访", "转办的工单由谁回访？", at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await answer(
            db, actor, question, ANSWER, asked="转办工单的回访责任如何划分？", to_all=True, at=desk.now
        )
    async with desk.acting("east_head") as (db, _):
        found = await question_for(db, question)
        assert (found.answer, found.side) == (ANSWER, "asks")
    async with desk.acting("west_reviewer") as (db, _):
        papers = list(await db.scalars(select(GuidancePaper).where(GuidancePaper.tenant_id == db.tenant)))
        assert [(one.kind, one.asked, one.body) for one in papers] == [
            ("answer", "转办工单的回访责任如何划分？", ANSWER)
        ]
        with pytest.raises(NotFound):
            await question_for(db, question)


async def test_a_question_is_answered_once_and_by_who_was_asked(desk: House) -> None:
    async with desk.acting("east_head") as (db, actor):
        question = await ask(db, actor, "谁来回访", "转办的工单由谁回访？", at=desk.now)
        with pytest.raises(NotFound):
            await answer(db, actor, question, ANSWER, to_all=False, at=desk.now)
        with pytest.raises(Refused) as refusal:
            await ask(db, actor, " ", "", at=desk.now)
        assert set(refusal.value.fields) == {"title", "body"}
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="no government above"):
            await ask(db, actor, "谁来回访", "？", at=desk.now)
        with pytest.raises(Refused) as refusal:
            await answer(db, actor, question, ANSWER, asked="张三 13800001234 问", to_all=True, at=desk.now)
        assert list(refusal.value.fields) == ["asked"]
        await db.abandon()
    async with desk.acting("supervisor") as (db, actor):
        await answer(db, actor, question, ANSWER, to_all=False, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        with pytest.raises(Stale):
            await answer(db, actor, question, "另一个答复", to_all=False, at=desk.now)
