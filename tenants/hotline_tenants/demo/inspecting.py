"""The inspection desk of the invented city: a campaign being scored, one reported on, a notice at a district, two months of
re-calls.
"""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.errors import Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.callbacks.calling import Answers
from hotline_tenants.callbacks.closing import ATTEMPTS
from hotline_tenants.circulars import approving
from hotline_tenants.circulars.model import ReceivedCircular
from hotline_tenants.circulars.receiving import read
from hotline_tenants.circulars.reporting import draft_report
from hotline_tenants.demo.city import PASSWORD, DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY
from hotline_tenants.figures.periods import month_of
from hotline_tenants.inspection import running, sampling
from hotline_tenants.inspection.asking import ask_to_redraw
from hotline_tenants.inspection.finding import find
from hotline_tenants.inspection.model import Item
from hotline_tenants.inspection.planning import Plan, SheetLine, plan
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.sampling import kept_sample
from hotline_tenants.inspection.scoring import lines_for, score
from hotline_tenants.recalls.calling import call_again
from hotline_tenants.recalls.drawing import draw_month
from hotline_tenants.recalls.model import RecallCall
from hotline_tenants.recalls.results import publish
from hotline_tenants.rectification import issuing

SHEET = (
    SheetLine("登记准确完整", "case", 20), SheetLine("派单及时、对口", "case", 20),
    SheetLine("联系诉求人", "case", 20), SheetLine("答复内容详实", "case", 25), SheetLine("回访记录真实", "case", 15),
    SheetLine("五声内接听", "call", 40), SheetLine("规范用语", "call", 20), SheetLine("熟悉业务", "call", 40),
)  # fmt: skip
FINDINGS = ("答复只说明已转办，未告知办理结果和依据。", "首次联系记录与诉求人说法不符。")
SIZE, CALLS, RECALLS = 14, 3, 7


async def inspect(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """What an inspector, a head and a callback officer of the city find on their desks."""
    chance, first = random.Random(6), city.actor(CITY, "inspector")
    second = await _second_inspector(database, city, at=now - dt.timedelta(days=30))
    districts = sorted(code for tenant, code in city.units if tenant == CITY and not code.isalpha())
    campaign_id = await _campaign(database, city, first, second, districts[:3], now=now)
    items = await _score(database, first, second, campaign_id, chance, leave=4, at=now - dt.timedelta(days=1))
    for place in (districts[0], "WATER"):
        await _notice(database, city, first, campaign_id, items, place, now=now)
    await _recalls(database, city, chance, now=now)
    await _report(database, city, first, second, districts[3:5], chance, now=now)


async def _second_inspector(database: Database, city: DemoCity, *, at: dt.datetime) -> Actor:
    first = city.actor(CITY, "inspector")
    async with database.transaction(first.scope) as db:
        account = await add_account(
            db,
            login="city-inspector-2",
            name="贺兰",
            password=PASSWORD,
            must_change_password=False,
            cheap=True,
            at=at,
        )
        membership = add_membership(db, account, "inspector", unit_id=None, city=True, at=at)
    return replace(first, name="贺兰", account_id=account, membership_id=membership)


async def _campaign(
    database: Database,
    city: DemoCity,
    first: Actor,
    second: Actor,
    districts: Sequence[str],
    *,
    now: dt.datetime,
) -> uuid.UUID:
    begun = now - dt.timedelta(days=2)
    campaign_id = await _drawn(
        database, city, first, second, districts, title="区县办件质量检查", size=SIZE, at=begun
    )
    head = city.actor(CITY, "duty_head")
    async with database.transaction(head.scope) as db:
        await running.start(db, head, campaign_id, version=None, at=begun + dt.timedelta(hours=2))
    return campaign_id


async def _drawn(
    database: Database, city: DemoCity, first: Actor, second: Actor, districts: Sequence[str], *, title: str,
    size: int, at: dt.datetime,
) -> uuid.UUID:  # fmt: skip
    """The campaign with its sample; half as large where a small city has not closed that many."""
    today = at.astimezone(ZONE).date() + dt.timedelta(days=2)
    new = Plan(
        title=title, places=[city.units[(CITY, code)] for code in (*districts, "WATER")],
        first_on=today - dt.timedelta(days=40), last_on=today - dt.timedelta(days=3), size=size, calls=CALLS, least=0,
        twice=40, team=[one for one in (first.account_id, second.account_id) if one], sheet=SHEET, form_id=new_id(),
    )  # fmt: skip
    try:
        async with database.transaction(first.scope) as db:
            campaign_id = await plan(db, first, new, at=at)
            await sampling.draw_sample(db, first, campaign_id, version=None, at=at + dt.timedelta(minutes=4))
            await ask_to_redraw(db, first, campaign_id, at=at + dt.timedelta(minutes=9))
    except Refused:
        if size == 1:
            raise
        return await _drawn(database, city, first, second, districts, title=title, size=size // 2, at=at)
    return campaign_id


async def _score(
    database: Database, first: Actor, second: Actor, campaign_id: uuid.UUID, chance: random.Random, *, leave: int,
    at: dt.datetime,
) -> Sequence[Item]:  # fmt: skip
    """All but the last items have their sheets; the two inspectors mostly agree."""
    async with database.transaction(first.scope) as db:
        campaign = await campaign_for(db, first, campaign_id)
        items = await kept_sample(db, campaign_id)
        for item in items[: len(items) - leave]:
            marks = {
                line["code"]: chance.choices(("full", "half", "none", "void"), (66, 20, 9, 5))[0]
                for line in lines_for(campaign, item)
            }
            at += dt.timedelta(minutes=9)
            await score(db, first, campaign_id, item.id, slot=1, version=0, marks=marks, note="", at=at)
            if item.twice:
                again = {
                    code: mark if chance.random() < 0.8 else chance.choice(("full", "half", "none"))
                    for code, mark in marks.items()
                }
                await score(db, second, campaign_id, item.id, slot=2, version=0, marks=again, note="", at=at)
    return items


async def _notice(
    database: Database, city: DemoCity, first: Actor, campaign_id: uuid.UUID, items: Sequence[Item], place: str, *,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Two things were found at a district, or at a unit of the city, which is to put them right."""
    unit_id, at = city.units[(CITY, place)], now - dt.timedelta(hours=20)
    cases = [one for one in items if one.unit_id == unit_id][: len(FINDINGS)]
    if not cases:
        return
    async with database.transaction(first.scope) as db:
        for item, words in zip(cases, FINDINGS, strict=False):
            await find(db, first, campaign_id, number=item.number, words=words, version=None, at=at)
        due = (
            (now + dt.timedelta(days=12))
            .astimezone(ZONE)
            .replace(hour=17, minute=30, second=0, microsecond=0)
        )
        new = issuing.NewNotice(
            campaign_id, unit_id, "办件答复和首次联系", "请逐件核实整改，完善答复审核制度，举一反三，报送整改佐证材料。", due.astimezone(dt.UTC),
            (due + dt.timedelta(days=90)).date(),
        )  # fmt: skip
        notice_id = await issuing.draft(db, first, new, at=at + dt.timedelta(minutes=10))
    head = city.actor(CITY, "duty_head")
    async with database.transaction(head.scope) as db:
        await issuing.issue(db, head, notice_id, version=None, at=at + dt.timedelta(hours=1))


async def _report(
    database: Database, city: DemoCity, first: Actor, second: Actor, districts: Sequence[str], chance: random.Random, *,
    now: dt.datetime,
) -> None:  # fmt: skip
    """A smaller campaign is finished, and its report was issued this morning; one of the districts has read it."""
    head, begun = city.actor(CITY, "duty_head"), now - dt.timedelta(days=4)
    campaign_id = await _drawn(
        database, city, first, second, districts, title="供水类诉求办理质量检查", size=5, at=begun
    )
    async with database.transaction(head.scope) as db:
        await running.start(db, head, campaign_id, version=None, at=begun + dt.timedelta(hours=2))
    scored = begun + dt.timedelta(hours=20)
    items = await _score(database, first, second, campaign_id, chance, leave=0, at=scored)
    done = scored + dt.timedelta(hours=5)
    async with database.transaction(first.scope) as db:
        for item, words in zip(items, FINDINGS, strict=False):
            await find(db, first, campaign_id, number=item.number, words=words, version=None, at=done)
        await running.finish(db, first, campaign_id, version=None, at=done + dt.timedelta(minutes=5))
        report_id = await draft_report(db, first, campaign_id, at=done + dt.timedelta(minutes=30))
        await approving.submit(db, first, report_id, version=None, at=done + dt.timedelta(hours=1))
    async with database.transaction(second.scope) as db:
        await approving.check(db, second, report_id, version=None, at=done + dt.timedelta(hours=2))
    async with database.transaction(head.scope) as db:
        await approving.approve(db, head, report_id, version=None, at=now - dt.timedelta(hours=4))
    reader = city.actor(districts[0], "duty_head")
    async with database.transaction(reader.scope) as db:
        mine = ReceivedCircular.tenant_id == db.tenant, ReceivedCircular.other_id == report_id
        received = (await db.scalars(select(ReceivedCircular.id).where(*mine))).one_or_none()
        if received is not None:  # of a small city nothing of this district may have been drawn
            await read(db, reader, received, at=now - dt.timedelta(hours=3))


async def _recalls(database: Database, city: DemoCity, chance: random.Random, *, now: dt.datetime) -> None:
    """The month before last is published; of last month, which is evaluated, a few callers wait."""
    last = month_of((now.astimezone(ZONE).date().replace(day=1)) - dt.timedelta(days=1)).first
    before = month_of(last - dt.timedelta(days=1)).first
    officer, head = city.actor(CITY, "callback_officer"), city.actor(CITY, "duty_head")
    for month, share in ((before, 1.0), (last, 0.85)):
        async with database.transaction(officer.scope) as db:
            await draw_month(db, month, at=now - dt.timedelta(days=3), size=RECALLS)
            calls = list(
                await db.scalars(
                    select(RecallCall).where(RecallCall.tenant_id == db.tenant, RecallCall.month == month)
                )
            )
            for call in calls:
                if chance.random() >= share:
                    continue
                for attempt in range(ATTEMPTS):
                    at = now - dt.timedelta(days=3 - attempt, hours=1)
                    if chance.random() < 0.7:
                        await call_again(db, officer, call.id, _answers(chance, call), version=attempt, at=at)
                        break
                    await call_again(db, officer, call.id, Answers(contacted=False), version=attempt, at=at)
    async with database.transaction(head.scope) as db:
        await publish(db, head, before, at=now - dt.timedelta(hours=5))


def _answers(chance: random.Random, call: RecallCall) -> Answers:
    """Mostly what the caller said before."""
    if chance.random() < 0.85 and call.first_solved and call.first_satisfied:
        return Answers(contacted=True, solved=call.first_solved, satisfied=call.first_satisfied)
    return Answers(
        contacted=True,
        solved=chance.choice(("partly", "no")),
        satisfied=chance.choice(("neutral", "dissatisfied")),
    )
