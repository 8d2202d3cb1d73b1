"""What a unit reports, and its review, until the letter is closed."""

import datetime as dt

import pytest
from sqlalchemy import select

from hotline_platform.errors import Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.handling import reviewing as replies
from hotline_tenants.supervision import issuing, reporting, reviewing
from hotline_tenants.supervision.watching import watch_tasks
from tests.cases.test_the_main_road import only_assignment, unit_replies
from tests.conftest import House
from tests.supervision.desk import (
    REPORT,
    accepts,
    at_once,
    drafted,
    has_scan,
    issued,
    late_case,
    looked_at,
    reports,
    staffed,
)


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_a_letter_lives_from_draft_to_closing_though_its_case_closes_before(desk: House) -> None:
    case_id = await late_case(desk)
    letter = await issued(desk, cases=(case_id,))
    found, tasks = await looked_at(desk, "housing_officer", letter)
    assert (found.number, found.state, found.level) == ("临江督〔2026〕1号", "issued", "written")
    assert [task.state for task in tasks] == ["open"]
    async with desk.acting("housing_leader") as (db, actor):
        with pytest.raises(Refused, match="scan of the signed report"):
            await reporting.report(db, actor, letter, tasks[0].id, report=REPORT, version=None, at=desk.now)
    await has_scan(desk, letter, "housing_leader")
    task_id = await reports(desk, letter)
    await accepts(desk, letter, task_id)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match="called back first"):
            await reviewing.close(db, actor, letter, note="已办结", version=None, at=desk.now)
    await unit_replies(desk, "housing_officer", "housing_leader", case_id)
    _, assignment = await only_assignment(desk, "reviewer", case_id)
    async with desk.acting("reviewer") as (db, actor):
        await replies.accept_reply(db, actor, case_id, assignment.id, version=None, at=desk.later(minutes=5))
    async with desk.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, solved="yes", satisfied="very")
        await call(db, actor, case_id, answers, version=None, at=desk.later(minutes=5))
    found, _ = await looked_at(desk, "supervisor", letter)
    assert found.state == "reviewed"
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.close(db, actor, letter, note="已办结", version=None, at=desk.now)
    found, _ = await looked_at(desk, "supervisor", letter)
    assert (found.state, found.outcome) == ("closed", "met")
    async with desk.acting("dispatcher") as (db, _):
        acts = select(CaseEvent.act).where(CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case_id)
        assert {"supervise", "supervision_over"} <= set((await db.execute(acts)).scalars())


async def test_a_report_that_is_sent_back_is_asked_again_and_nobody_reviews_their_own(desk: House) -> None:
    letter = await drafted(desk, form="phone")
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, letter, version=None, at=desk.now)
    task_id = await reports(desk, letter)
    own = desk.cast.actors["housing_leader"]
    as_supervisor = type(own)(tenant=own.tenant, role="supervisor", name="x", account_id=own.account_id)
    async with desk.database.transaction(own.scope) as db:
        with pytest.raises(Refused, match="report of their own"):
            await reviewing.accept_report(db, as_supervisor, letter, task_id, version=None, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        until = desk.now + dt.timedelta(days=9)
        await reviewing.send_back_report(
            db, actor, letter, task_id, reason="缺少照片", due_at=until, version=None, at=desk.now
        )
    found, tasks = await looked_at(desk, "housing_leader", letter)
    assert (tasks[0].state, tasks[0].due_at, found.due_at) == ("open", until, until)
    await accepts(desk, letter, await reports(desk, letter))
    assert (await looked_at(desk, "supervisor", letter))[0].state == "reviewed"


async def test_its_own_clock_tells_once_near_and_once_past(desk: House) -> None:
    letter = await issued(desk)
    _, (task,) = await looked_at(desk, "supervisor", letter)
    assert task.next_at is not None

    async def told(at: dt.datetime) -> int:
        async with desk.acting("supervisor") as (db, _):
            return await watch_tasks(db, at=at)

    assert [await told(task.next_at) for _ in range(2)] == [1, 0]
    assert sum(await at_once(*(told(task.due_at) for _ in range(3)))) == 1
    async with desk.acting("housing_leader") as (db, actor):
        kinds = select(Notice.kind).where(
            Notice.tenant_id == db.tenant,
            Notice.account_id == actor.account_id,
            Notice.subject_kind == "supervision",
        )
        assert sorted((await db.execute(kinds)).scalars()) == [
            "supervised", "supervision_near_due", "supervision_overdue",
        ]  # fmt: skip
