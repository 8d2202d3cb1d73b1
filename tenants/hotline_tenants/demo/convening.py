"""Joint meetings of the invented city: one whose decisions are being carried out, one called, one in preparation."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY, GOVERNMENTS
from hotline_tenants.meetings import calling, following, minuting
from hotline_tenants.meetings.calling import Convening
from hotline_tenants.meetings.model import MeetingDecision
from hotline_tenants.meetings.recording import content_of

HELD = (
    ("老旧小区二次供水改造的责任划分", "会议认为，小区红线内外应当同步改造，由住建部门牵头，供水企业负责施工。", "WATER", "提出红线内外同步改造的施工计划", -2),
    ("道路开挖与管线施工的衔接", "会议商定建立开挖计划月度会商，未经会商的不予审批。", "HOUSING", "建立道路开挖计划月度会商制度", 9),
    ("夜间施工噪声的联合检查", "会议商定每周开展一次联合检查，结果在通报中公布。", GOVERNMENTS[1].code, "组织首次联合检查并报告结果", 3),
)  # fmt: skip
"""Topic, minutes, who is responsible, what is to be done, in how many days."""


async def convene(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Ten days ago one took place; one takes place the day after tomorrow; one is being prepared."""
    keeper = city.actor(CITY, "supervisor")
    held = _at(now - dt.timedelta(days=10))
    units = [city.units[(CITY, one[2])] for one in HELD]
    given = Convening("供水与道路施工联席会议", held, "市政府二号会议室", "分管副秘书长", units)
    async with database.transaction(keeper.scope) as db:
        at = held - dt.timedelta(days=3)
        meeting_id = await calling.draft(db, keeper, given, [one[0] for one in HELD], at=at)
        await calling.call(db, keeper, meeting_id, version=None, at=at)
    async with database.transaction(keeper.scope) as db:
        at = held + dt.timedelta(hours=4)
        for item, (_, minutes, code, what, days) in zip(
            (await content_of(db, [meeting_id])).items, HELD, strict=True
        ):
            await minuting.minute(db, keeper, meeting_id, item.id, minutes=minutes, version=None, at=at)
            await minuting.decide(
                db, keeper, meeting_id, item.id, what=what, unit_id=city.units[(CITY, code)],
                due_on=(now + dt.timedelta(days=days)).astimezone(ZONE).date(), version=None, at=at,
            )  # fmt: skip
        await minuting.issue_minutes(db, keeper, meeting_id, attended=units, version=None, at=at)
    reporter = city.actor(CITY, "unit_leader", "HOUSING")
    async with database.transaction(reporter.scope) as db:
        own = select(MeetingDecision.id).where(
            MeetingDecision.tenant_id == db.tenant, MeetingDecision.unit_id == reporter.unit_id
        )
        await following.report(
            db, reporter, meeting_id, (await db.scalars(own)).one(), report="已印发会商制度，首次会商定于下周一召开。",
            version=None, at=now - dt.timedelta(hours=20),
        )  # fmt: skip
    for title, days, call in (("集中供暖保障联席会议", 2, True), ("校园周边停车治理联席会议", 8, False)):
        async with database.transaction(keeper.scope) as db:
            at = now - dt.timedelta(hours=6)
            given = Convening(
                title, _at(now + dt.timedelta(days=days)), "市政府二号会议室", "值班室负责人", units
            )
            meeting_id = await calling.draft(db, keeper, given, ["有关单位通报情况", "商定分工"], at=at)
            if call:
                await calling.call(db, keeper, meeting_id, version=None, at=at)


def _at(moment: dt.datetime) -> dt.datetime:
    """Half past nine on that day."""
    return dt.datetime.combine(moment.astimezone(ZONE).date(), dt.time(9, 30), ZONE)
