"""Special supervisions are followed by milestones; instructions go back to the leader who gave them."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline_platform.errors import Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.model import Case
from hotline_tenants.papers.places import Line, restored
from hotline_tenants.papers.reading import papers_about
from hotline_tenants.supervision import drafting, following, instructing, issuing, reviewing
from hotline_tenants.supervision.queries import cases_of, chosen_of
from hotline_tenants.supervision.reaching import supervision_for
from hotline_tenants.supervision.seen_above import seen_above
from hotline_tenants.supervision.tasks import Milestone
from hotline_tenants.supervision.topics import Topic
from tests.cases.test_the_main_road import order_in_east
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.supervision.desk import accepts, drafted, issued, late_case, looked_at, reports, staffed
from tests.supervision.test_both_sides import below

SUMMARY = "专项期间排查路灯三百余处，更换老旧线路十二段，建立了每月巡查制度。"


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


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
        with pytest.raises(Refused) as refused:
            await reviewing.close(db, actor, special, note="结束", version=None, at=desk.now)
        assert refused.value.fields.keys() == {"note"}
        await reviewing.close(db, actor, special, note=SUMMARY, version=None, at=desk.now)
        (paper,) = [one for one in await papers_about(db, special) if one.kind == "special_report"]
        assert paper.number == "临江专结〔2026〕1号"
        assert Line(SUMMARY) in restored(paper.places).body
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


async def listed(
    house: House, login: str, supervision_id: uuid.UUID, *, closed: bool = False
) -> set[uuid.UUID]:
    """The cases of a supervision as somebody's list shows them."""
    async with house.acting(login) as (db, actor):
        chosen = await chosen_of(db, await supervision_for(db, actor, supervision_id), closed=closed)
        assert chosen is not None
        return {row.case_id for row in await db.execute(cases_of(db, actor, chosen))}


async def test_its_cases_are_those_that_fit_the_plan_now(desk: House) -> None:
    lamp, urgent, other = [await late_case(desk) for _ in range(3)]
    async with desk.acting("dispatcher") as (db, _):
        this = update(Case).where(Case.tenant_id == db.tenant)
        await db.execute(this.where(Case.id == urgent).values(urgency="urgent"))
        await db.execute(this.where(Case.id == other).values(category_id=None))
    topic = Topic(categories=(desk.cast.category(CITY, "路灯"),))
    today = dt.date(2026, 3, 2)

    async def fit(**narrower: Any) -> set[uuid.UUID]:
        plan = replace(topic, **narrower).stored()
        special = await drafted(desk, form="special", look_back_on=dt.date(2026, 9, 1), plan=plan)
        return await listed(desk, "supervisor", special)

    assert await fit() == {lamp, urgent}
    assert await fit(urgency="urgent") == {urgent}
    assert await fit(words="路灯不亮", type="help") == {lamp, urgent}
    assert await fit(words="停水") == await fit(type="complaint") == set()
    assert await fit(first=today, last=today) == {lamp, urgent}
    assert await fit(first=today + dt.timedelta(days=1)) == set()


async def test_a_district_sees_the_plan_and_the_milestones_and_only_its_own_orders(desk: House) -> None:
    ours, theirs = await late_case(desk), await late_case(desk, EAST)
    order = await order_in_east(desk, theirs)
    await late_case(desk, EAST)
    async with desk.acting("dispatcher") as (db, _):
        fits = update(Case).where(Case.tenant_id == db.tenant, Case.id.in_((ours, theirs)))
        await db.execute(fits.values(urgency="urgent"))
    plan = Topic(urgency="urgent").stored()
    special = await issued(desk, form="special", unit=EAST, look_back_on=dt.date(2026, 9, 1), plan=plan)
    async with desk.acting("supervisor") as (db, actor):
        await following.add_task(
            db, actor, special, unit_id=None, what="全面排查", due_at=desk.now + dt.timedelta(days=2), version=None,
            at=desk.now,
        )  # fmt: skip
    assert await listed(desk, "supervisor", special) == {ours, theirs}
    lower = await below(desk)
    assert (lower.subject, lower.look_back_on) == ("topic", dt.date(2026, 9, 1))
    assert await listed(desk, "east_supervisor", lower.id) == {order}
    async with desk.acting("east_supervisor") as (db, actor):
        above = await seen_above(db, await supervision_for(db, actor, lower.id))
    assert above is not None
    assert above.topic == Topic(urgency="urgent")
    assert [one.what for one in above.milestones] == ["全面排查"]
    async with desk.acting("supervisor") as (db, actor):
        assert await seen_above(db, await supervision_for(db, actor, special)) is None


async def test_a_draft_is_written_anew_with_its_units_its_plan_and_its_milestones(desk: House) -> None:
    housing, water = desk.cast.units["C-HOUSING"], desk.cast.units["C-WATER"]
    first, second = dt.date(2026, 3, 4), dt.date(2026, 3, 5)
    steps = [Milestone(first, "摸底排查"), Milestone(second, "首批销号")]
    special = await drafted(
        desk,
        form="special",
        look_back_on=dt.date(2026, 9, 1),
        plan=Topic(words="路灯").stored(),
        milestones=steps,
    )
    _, before = await looked_at(desk, "supervisor", special)
    new = drafting.Draft(
        form="phone", title="道路照明专项整治", requirement="请逐项销号。", unit_id=water, co_ids=(housing,),
        due_at=desk.now + dt.timedelta(days=20), look_back_on=dt.date(2026, 10, 1),
        plan=Topic(words="照明", units=(water, housing)).stored(),
        milestones=[steps[1], Milestone(dt.date(2026, 3, 6), "公示结果")],
    )  # fmt: skip

    async def edited(draft: drafting.Draft, version: int | None = None) -> None:
        async with desk.acting("supervisor") as (db, actor):
            await drafting.edit(db, actor, special, draft, version=version, at=desk.now)

    with pytest.raises(Refused) as refused:
        await edited(replace(new, milestones=[Milestone(dt.date(2026, 1, 1), "晚了")]))
    assert refused.value.fields.keys() == {"milestones"}
    await edited(new)
    found, tasks = await looked_at(desk, "supervisor", special)
    assert (found.form, found.unit_id, found.look_back_on) == ("special", water, dt.date(2026, 10, 1))
    assert found.plan == new.plan
    asked = {(task.unit_id, task.lead, task.what) for task in tasks if task.unit_id}
    assert asked == {(water, True, new.title), (housing, False, new.title)}
    milestones = {task.what: task.id for task in tasks if task.unit_id is None}
    assert milestones.keys() == {"首批销号", "公示结果"}
    assert milestones["首批销号"] in {task.id for task in before}, "what stayed is the same milestone"
    with pytest.raises(Stale):
        await edited(new, version=1)


async def test_a_letter_goes_on_without_the_case_that_was_closed_meanwhile(desk: House) -> None:
    cases = (await late_case(desk), await late_case(desk))
    letter = await drafted(desk, cases=cases)
    async with desk.acting("supervisor") as (db, actor):
        new = drafting.Draft(
            form="written", title="路灯", requirement="请于三日内修复。", unit_id=desk.cast.units["C-HOUSING"],
            due_at=desk.now + dt.timedelta(days=3), cases=cases[:1],
        )  # fmt: skip
        await drafting.edit(db, actor, letter, new, version=None, at=desk.now)
    found, _ = await looked_at(desk, "supervisor", letter)
    assert found.subject == "case"
    assert await listed(desk, "supervisor", letter) == {cases[0]}
