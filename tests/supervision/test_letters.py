"""Letters and other forms: drafted, signed, answered, reviewed, closed; refusals beside the success."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.cases.model import Assignment, Case, CaseEvent
from hotline_tenants.handling import reviewing as replies
from hotline_tenants.rulings import extending, returning
from hotline_tenants.supervision import (
    drafting,
    following,
    instructing,
    issuing,
    objecting,
    reporting,
    reviewing,
)
from hotline_tenants.supervision.model import SupervisionFile
from hotline_tenants.supervision.watching import watch_tasks
from tests.cases.test_the_main_road import only_assignment, unit_replies
from tests.clocks.test_noticing import clocks_of
from tests.conftest import House
from tests.supervision.desk import at_once, drafted, issued, late_case, looked_at, staffed

REPORT = "已查明线路老化，已更换并验收，报告见附件。"


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def has_scan(house: House, supervision_id: uuid.UUID, login: str) -> None:
    """As if the unit had added the scan of its signed report."""
    async with house.acting(login) as (db, actor):
        file_id, digest = uuid.uuid4(), b"d" * 32
        at = "2026-03-02 01:00+00"
        await db.driver.execute(
            f"INSERT INTO blobs (tenant_id, digest, size, claimed_at, placed_at, loose) VALUES ({db.tenant}, $1, 3, "
            f"'{at}', '{at}', false) ON CONFLICT DO NOTHING", digest,
        )  # fmt: skip
        await db.driver.execute(
            "INSERT INTO files (tenant_id, id, digest, size, media_type, name, located, thumbnail, scan, uploaded_at) "
            f"VALUES ({db.tenant}, $1, $2, 3, 'application/pdf', 'report.pdf', false, false, 'off', '{at}')",
            file_id, digest,
        )  # fmt: skip
        db.put(
            SupervisionFile, id=uuid.uuid4(), supervision_id=supervision_id, file_id=file_id, kind="evidence",
            unit_id=actor.unit_id, seq=99, added_at=house.now, added_by=actor.account_id, salt=b"s",
        )  # fmt: skip


async def reports(house: House, supervision_id: uuid.UUID, login: str = "housing_leader") -> uuid.UUID:
    _, tasks = await looked_at(house, login, supervision_id)
    actor = house.cast.actors[login]
    task = next(one for one in tasks if one.unit_id == actor.unit_id)
    async with house.acting(login) as (db, actor):
        await reporting.report(
            db, actor, supervision_id, task.id, report=REPORT, version=None, at=house.later(hours=2)
        )
    return task.id


async def accepts(house: House, supervision_id: uuid.UUID, task_id: uuid.UUID) -> None:
    async with house.acting("supervisor") as (db, actor):
        await reviewing.accept_report(
            db, actor, supervision_id, task_id, version=None, at=house.later(minutes=5)
        )


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


async def test_from_its_issue_the_unit_can_neither_return_nor_extend_and_its_limit_comes_nearer(
    desk: House,
) -> None:
    case_id = await late_case(desk)
    before = await clocks_of(desk, desk.cast.city, case_id)
    _, assignment = await only_assignment(desk, "dispatcher", case_id)
    letter = await issued(desk, cases=(case_id,))
    after = await clocks_of(desk, desk.cast.city, case_id)
    _, now = await only_assignment(desk, "dispatcher", case_id)
    assert (now.situation, now.rule_code) == ("supervision", "supervision")
    assert before["reply"].due_at > after["reply"].due_at == now.due_at
    assert after["sign"].due_at < before["sign"].due_at
    assert (now.reply_due_at, now.reply_due_on) == (assignment.reply_due_at, assignment.reply_due_on)
    evidence = "现场核实不属本单位职责，照片见附件。"
    async with desk.acting("housing_officer") as (db, actor):
        with pytest.raises(Refused, match="under supervision"):
            await returning.ask(
                db, actor, case_id, now.id, reason="other_duty", evidence=evidence, version=None, at=desk.now
            )
    async with desk.acting("housing_officer") as (db, actor):
        with pytest.raises(Refused):
            await extending.ask(
                db, actor, case_id, now.id, reason="works", evidence=evidence, version=None, at=desk.now
            )
    assert (await looked_at(desk, "supervisor", letter))[0].state == "issued"


async def test_a_limit_that_is_past_stays_past(desk: House) -> None:
    case_id = await late_case(desk)
    desk.later(days=12)
    before = await clocks_of(desk, desk.cast.city, case_id)
    await issued(desk, cases=(case_id,))
    after = await clocks_of(desk, desk.cast.city, case_id)
    assert after["reply"].due_at == before["reply"].due_at < desk.now


async def test_who_signs_is_not_who_drafts_and_the_unit_sees_nothing_before(desk: House) -> None:
    letter = await drafted(desk)
    with pytest.raises(NotFound):
        await looked_at(desk, "housing_leader", letter)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match="signed before"):
            await issuing.issue(db, actor, letter, version=None, at=desk.now)
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
        with pytest.raises(NotAllowed):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await issuing.hand_back(db, actor, letter, reason="写明时限", version=None, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        await drafting.edit(
            db, actor, letter, title="路灯", facts="", requirement="请于三日内修复。", contact="",
            due_at=desk.now + dt.timedelta(days=3), version=None, at=desk.now,
        )  # fmt: skip
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
    assert (await looked_at(desk, "housing_leader", letter))[0].state == "issued"
    for stranger in ("water_leader", "operator", "east_head"):
        with pytest.raises(NotFound):
            await looked_at(desk, stranger, letter)


async def test_two_sign_one_letter_at_once_and_it_gets_one_number(desk: House) -> None:
    letter = await drafted(desk)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, letter, version=None, at=desk.now)

    async def signs(login: str) -> str:
        async with desk.acting(login) as (db, actor):
            return await issuing.sign_issue(db, actor, letter, version=2, at=desk.now)

    outcomes = await at_once(signs("duty_head"), signs("leader"))
    assert sorted(type(one).__name__ for one in outcomes) == ["Stale", "str"]


async def test_numbers_have_no_gaps_though_letters_are_issued_at_once_and_one_fails(desk: House) -> None:
    letters = [await drafted(desk) for _ in range(6)]
    for letter in letters:
        async with desk.acting("supervisor") as (db, actor):
            await issuing.submit(db, actor, letter, version=None, at=desk.now)

    async def signs(letter: uuid.UUID, *, breaks: bool) -> None:
        async with desk.acting("duty_head") as (db, actor):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
            if breaks:
                raise ConnectionAbortedError

    for part in (letters[:3], letters[3:]):
        await at_once(*(signs(letter, breaks=letter == letters[1]) for letter in part))
    await at_once(signs(letters[1], breaks=False))
    numbers = [(await looked_at(desk, "supervisor", letter))[0].number for letter in letters]
    assert sorted(map(str, numbers)) == [f"临江督〔2026〕{n}号" for n in range(1, 7)]


async def test_the_next_year_begins_with_one_and_a_district_has_numbers_of_its_own(desk: House) -> None:
    first = await issued(desk)
    desk.now = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)  # half past midnight on the first of January
    second = await issued(desk, cases=())
    numbers = [(await looked_at(desk, "supervisor", one))[0].number for one in (first, second)]
    assert numbers == ["临江督〔2026〕1号", "临江督〔2027〕1号"]
    own = await drafted(desk, form="phone", login="east_supervisor", unit="E-BRIDGE")
    async with desk.acting("east_supervisor") as (db, actor):
        assert await issuing.issue(db, actor, own, version=None, at=desk.now) == "东湖督办〔2027〕1号"


async def test_a_second_letter_about_the_same_is_the_second_rung(desk: House) -> None:
    case_id = await late_case(desk)
    first, second = [await issued(desk, cases=(case_id,)) for _ in range(2)]
    assert (await looked_at(desk, "supervisor", first))[0].level == "written"
    assert (await looked_at(desk, "supervisor", second))[0].level == "second_written"


async def test_what_cannot_be_supervised_is_refused_in_words(desk: House) -> None:
    case_id = await late_case(desk)
    other = await late_case(desk, "C-WATER")

    async def why(login: str = "supervisor", **given: object) -> str:
        try:
            await drafted(desk, login=login, **given)  # type: ignore[arg-type]
        except Refused as refusal:
            return " ".join(str(one) for one in refusal.fields.values()) or str(refusal.message)
        return "done"

    assert await why(cases=(case_id,)) == "done"
    assert "does not handle" in await why(cases=(other,))
    assert "lies in the past" in await why(days=-1)
    with pytest.raises(NotFound):
        await drafted(desk, cases=(uuid.uuid4(),))
    with pytest.raises(NotFound):
        await drafted(desk, login="east_supervisor", unit="E-BRIDGE", cases=(case_id,))
    with pytest.raises(NotAllowed):
        await drafted(desk, login="dispatcher")
    async with desk.acting("east_dispatcher") as (db, _):
        superior = await db.driver.fetchval(
            f"SELECT id FROM units WHERE tenant_id = {desk.cast.east} AND kind = 'superior'"
        )
    desk.cast.units["ABOVE"] = superior
    assert "goes down" in await why("east_supervisor", unit="ABOVE")
    async with desk.acting("callback_officer") as (db, actor):
        await withdraw(
            db, actor, case_id, reason="已解决", confirmed=True, version=None, at=desk.later(minutes=1)
        )
    assert "is closed" in await why(cases=(case_id,))


async def test_whoever_handled_a_case_does_not_supervise_it(desk: House) -> None:
    case_id = await late_case(desk)
    handled = desk.cast.actors["dispatcher"]
    both = type(handled)(tenant=handled.tenant, role="supervisor", name="both", account_id=handled.account_id)
    async with desk.database.transaction(both.scope) as db:
        new = drafting.Draft(
            form="phone", title="催办", requirement="请尽快办理。", unit_id=desk.cast.units["C-HOUSING"],
            due_at=desk.now + dt.timedelta(days=2), cases=(case_id,),
        )  # fmt: skip
        with pytest.raises(Refused, match="handled this case yourself"):
            await drafting.draft(db, both, new, at=desk.now)


async def test_a_double_click_makes_one_draft_and_an_old_page_changes_nothing(desk: House) -> None:
    form_id = uuid.uuid4()
    first = await drafted(desk, form_id=form_id)
    assert await drafted(desk, form_id=form_id) == first
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, first, version=1, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Stale):
            await drafting.discard(db, actor, first, version=1, at=desk.now)


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


async def test_a_unit_objects_once_and_somebody_else_decides(desk: House) -> None:
    letter = await issued(desk)
    reason = "该问题不属于我单位职责，已书面说明。"

    async def objects() -> None:
        async with desk.acting("housing_leader") as (db, actor):
            await objecting.object_to(
                db, actor, letter, reason=reason, version=None, at=desk.later(minutes=1)
            )

    async def decides(login: str, *, upheld: bool) -> None:
        async with desk.acting(login) as (db, actor):
            await objecting.decide(
                db, actor, letter, upheld=upheld, ruling="经核实", version=None, at=desk.later(minutes=1)
            )

    with pytest.raises(Refused, match="No objection waits"):
        await decides("leader", upheld=False)
    await objects()
    with pytest.raises(Refused, match="waits to be decided already"):
        await objects()
    with pytest.raises(Refused, match="somebody else"):
        await decides("duty_head", upheld=False)
    await decides("leader", upheld=False)
    with pytest.raises(Refused, match="objected to once"):
        await objects()
    assert (await looked_at(desk, "housing_leader", letter))[0].state == "issued"


async def test_an_objection_that_is_upheld_lifts_what_was_asked_of_that_unit_only(desk: House) -> None:
    plan = {"co_ids": (desk.cast.units["C-WATER"],), "look_back_on": dt.date(2026, 9, 1)}
    special = await issued(desk, form="special", **plan)
    async with desk.acting("water_leader") as (db, actor):
        await objecting.object_to(
            db,
            actor,
            special,
            reason="供水不属于本专项范围，请核实。",
            version=None,
            at=desk.later(minutes=1),
        )
    async with desk.acting("leader") as (db, actor):
        await objecting.decide(db, actor, special, upheld=True, ruling="属实", version=None, at=desk.now)
    found, tasks = await looked_at(desk, "supervisor", special)
    assert (found.state, {task.unit_id: task.state for task in tasks}) == (
        "issued",
        {desk.cast.units["C-HOUSING"]: "open", desk.cast.units["C-WATER"]: "lifted"},
    )
    await accepts(desk, special, await reports(desk, special))
    assert (await looked_at(desk, "supervisor", special))[0].state == "reviewed"


async def test_a_special_supervision_has_milestones_and_a_look_back(desk: House) -> None:
    special = await issued(desk, form="special", look_back_on=dt.date(2026, 9, 1), days=20)
    due = desk.now + dt.timedelta(days=3)
    async with desk.acting("supervisor") as (db, actor):
        await following.add_task(
            db, actor, special, unit_id=None, what="全面排查", due_at=due, version=None, at=desk.now
        )
    found, tasks = await looked_at(desk, "supervisor", special)
    assert found.due_at == due
    milestone = next(task for task in tasks if task.unit_id is None)
    async with desk.acting("supervisor") as (db, actor):
        await following.tick(
            db, actor, special, milestone.id, note="排查完成", version=None, at=desk.later(days=1)
        )
    await accepts(desk, special, await reports(desk, special))
    async with desk.acting("supervisor") as (db, actor):
        await reviewing.close(db, actor, special, note="专项结束，见总结报告", version=None, at=desk.now)
        with pytest.raises(Refused, match="planned for 2026-09-01"):
            await following.look_back(db, actor, special, note="未反弹", version=None, at=desk.now)
        await following.look_back(
            db, actor, special, note="未反弹", version=None, at=dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
        )


async def test_the_result_of_an_instruction_goes_back_to_that_very_leader(desk: House) -> None:
    leader = desk.cast.actors["leader"].account_id
    with pytest.raises(Refused):
        await drafted(desk, form="instruction", leader_id=desk.cast.actors["operator"].account_id)
    given: dict[str, Any] = {
        "leader_id": leader,
        "instructed_on": dt.date(2026, 3, 1),
        "co_ids": (desk.cast.units["C-WATER"],),
    }
    instruction = await drafted(desk, form="instruction", **given)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.issue(db, actor, instruction, version=None, at=desk.now)
    for login in ("housing_leader", "water_leader"):
        await accepts(desk, instruction, await reports(desk, instruction, login))
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match="closes it by acknowledging"):
            await reviewing.close(db, actor, instruction, note="已办", version=None, at=desk.now)
        await instructing.feed_back(
            db, actor, instruction, result="两单位均已整改。", version=None, at=desk.now
        )
    async with desk.acting("leader") as (db, actor):
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == leader)
        assert "instruction_result" in set((await db.execute(told)).scalars())
    async with desk.acting("other_leader") as (db, actor):
        with pytest.raises(Refused, match="Only the leader"):
            await instructing.acknowledge(db, actor, instruction, version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await instructing.send_back_result(db, actor, instruction, reason="再查", version=None, at=desk.now)
    found, tasks = await looked_at(desk, "supervisor", instruction)
    assert (found.state, {task.state for task in tasks}) == ("issued", {"open"})
    for login in ("housing_leader", "water_leader"):
        await accepts(desk, instruction, await reports(desk, instruction, login))
    async with desk.acting("supervisor") as (db, actor):
        await instructing.feed_back(db, actor, instruction, result="已复查。", version=None, at=desk.now)
    async with desk.acting("leader") as (db, actor):
        await instructing.acknowledge(db, actor, instruction, version=None, at=desk.now)
    assert (await looked_at(desk, "supervisor", instruction))[0].state == "closed"


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


async def test_several_cases_stand_under_one_letter(desk: House) -> None:
    cases = (await late_case(desk), await late_case(desk))
    letter = await issued(desk, cases=cases)
    found, _ = await looked_at(desk, "supervisor", letter)
    assert (found.subject, found.case_id) == ("cases", None)
    async with desk.acting("dispatcher") as (db, _):
        live = select(Case.state, Assignment.situation).join(
            Assignment, (Assignment.tenant_id == db.tenant) & (Assignment.case_id == Case.id)
        )
        assert len((await db.execute(live.where(Case.tenant_id == db.tenant))).all()) == 2
