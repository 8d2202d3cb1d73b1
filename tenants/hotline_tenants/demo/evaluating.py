"""The evaluation of the invented city: a formula in force, a month published and corrected since, last month drawn up and
under preview, a district's objection, work left out for one district and asked to be left out by another.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from hotline_platform.database.engine import Database
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import place
from hotline_platform.files.kinds import DOCX, TYPES
from hotline_platform.files.spool import Received, Spool
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY, GOVERNMENTS
from hotline_tenants.evaluation.adjusting import take_out
from hotline_tenants.evaluation.amending import Proposal, decide_correction, propose_correction
from hotline_tenants.evaluation.drawing_up import draw_up
from hotline_tenants.evaluation.excluding import Application, apply_for
from hotline_tenants.evaluation.formulas import FIRST, approve, draft
from hotline_tenants.evaluation.granting import Verdict, decide_exclusion
from hotline_tenants.evaluation.model import EvaluatedRow, Standing
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.evaluation.objecting import object_to
from hotline_tenants.evaluation.publishing import publication_of, publish
from hotline_tenants.evaluation.reading import bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, reckon
from hotline_tenants.evaluation.standing import standing_of
from hotline_tenants.evaluation.unit_standing import standing_for
from hotline_tenants.figures.periods import moved
from hotline_tenants.papers.places import Line, Places
from hotline_tenants.papers.writing import docx

REASON = "依据市政府办公室关于12345热线办理工作考核的通知，突出解决率和满意率。"
OBJECTION = "本区答复时间以工单系统回执为准，个别工单因平台停机延迟登记，请予核对。"
UNIT_OBJECTION = "个别工单已电话联系诉求人，首次联系时间未及时登记，通话记录可供核对。"
GROUNDS = (
    "当日强降雨致多处道路中断，上门核查无法进行，相关工单答复延误。气象部门证明附后。",
    "当日辖区停电抢修，业务系统无法登录，签收和答复延误。供电部门证明附后。",
)
CORRECTION = "公布后核对系统日志，发现一件工单的办理时间因平台停机登记有误，应予更正。日志附后。"
CONFIRMED = "经核对系统日志，情况属实，予以更正。"
LOG = Places(
    kind="supervision", office="市大数据中心", number="", title="关于平台停机时段的日志", addressee="市长公开电话值班室",
    body=(Line("经查，平台当日停机期间的登记时间晚于实际答复时间。特此说明。"),), date="",
)  # fmt: skip
ANSWER = "情况属实，证明材料齐全，当日派单的工单予以剔除。"
PROOF = Places(
    kind="supervision", office="市气象局", number="", title="关于当日天气情况的证明", addressee="市长公开电话值班室",
    body=(Line("当日全市普降大到暴雨，局部特大暴雨，多处道路中断。特此证明。"),), date="",
)  # fmt: skip


async def evaluate(database: Database, settings: Settings, city: DemoCity, *, now: dt.datetime) -> None:
    """Acts of the last days; this month is reckoned as it stands."""
    keeper, head = city.actor(CITY, "supervisor"), city.actor(CITY, "duty_head")
    month, this = months_to_reckon(now.astimezone(ZONE).date())
    former = moved(month, -1)
    async with database.transaction(keeper.scope) as db:
        version = await draft(
            db, keeper, FIRST, basis=ADJUSTED, effective_from=former, reason=REASON, at=now - dt.timedelta(days=60)
        )  # fmt: skip
    async with database.transaction(head.scope) as db:
        await approve(db, head, version, at=now - dt.timedelta(days=59))
    await _correct(database, settings, city, former, now=now)
    async with database.transaction(keeper.scope) as db:
        assert keeper.account_id is not None
        await draw_up(db, month, by=keeper.account_id, at=now - dt.timedelta(hours=3))
        await reckon(db, this, at=now)
    districts = [one.code for one in GOVERNMENTS if one.code != CITY]
    district = city.actor(districts[0], "duty_head")
    async with database.transaction(district.scope) as db:
        if await standing_of(db, month) is not None:  # a small city may have nothing to compare
            await object_to(db, district, month, "reply", OBJECTION, at=now - dt.timedelta(hours=1))
    leader = city.actor(CITY, "unit_leader", "WATER")
    async with database.transaction(leader.scope) as db:
        if await standing_for(db, leader, month) is not None:
            await object_to(db, leader, month, "response", UNIT_OBJECTION, at=now - dt.timedelta(minutes=45))
    await _exclude(database, settings, city, districts[1:3], month, now=now)


async def _correct(
    database: Database, settings: Settings, city: DemoCity, month: dt.date, *, now: dt.datetime
) -> None:  # fmt: skip
    """The month before is published; one of its lines was corrected since, and another correction waits."""
    keeper, head = city.actor(CITY, "supervisor"), city.actor(CITY, "duty_head")
    assert keeper.account_id is not None
    async with database.transaction(keeper.scope) as db:
        await draw_up(db, month, by=keeper.account_id, at=now - dt.timedelta(days=30))
        drawn_up = await publication_of(db, month)
        assert drawn_up is not None
        at = max(drawn_up.decide_until, now - dt.timedelta(days=5))
        classes = await bands_of(db, month, "live")
    if at > now - dt.timedelta(hours=3):  # holidays lie between
        return
    async with database.transaction(head.scope) as db:
        await publish(db, head, month, at=at)
    lines = [
        (unit, name, said.band.rate)
        for units in classes.values()
        for unit, of in units.items()
        for name, said in of.items()
        if name in FIRST and said.band.rate.of
    ]
    most = sorted(lines, key=lambda one: (-one[2].of, one[:2]))[:2]
    for (unit_id, name, rate), hours in zip(most, (2, 1), strict=False):
        evidence = await _evidence(database, settings, keeper.tenant, docx(LOG), at=now)
        instead = rate.counted + 1 if rate.counted < rate.of else rate.counted - 1
        wanted = Proposal(unit_id, name, instead, rate.of, CORRECTION)
        at = now - dt.timedelta(hours=hours)
        async with database.transaction(keeper.scope) as db:
            made = await propose_correction(db, keeper, month, wanted, [evidence], at=at)
        if hours > 1:
            later = at + dt.timedelta(minutes=30)
            async with database.transaction(head.scope) as db:
                await decide_correction(db, head, made, confirmed=True, answer=CONFIRMED, at=later)


async def _exclude(
    database: Database, settings: Settings, city: DemoCity, districts: Sequence[str], month: dt.date, *, now: dt.datetime
) -> None:  # fmt: skip
    """The first one's is granted, the second one's waits."""
    city_head, content = city.actor(CITY, "duty_head"), docx(PROOF)
    asked: list[uuid.UUID] = []
    for code, grounds in zip(districts, GROUNDS, strict=False):
        head = city.actor(code, "duty_head")
        async with database.transaction(head.scope) as db:
            standing = await standing_of(db, month)
        if standing is None:
            continue
        day = await _day(database, city, month, standing)
        evidence = await _evidence(database, settings, head.tenant, content, at=now)
        new = Application("force_majeure", grounds, first_on=day, last_on=day)
        async with database.transaction(head.scope) as db:
            asked.append(await apply_for(db, head, month, new, [evidence], at=now - dt.timedelta(minutes=50)))
    if not asked:
        return
    async with database.transaction(city_head.scope) as db:
        await decide_exclusion(
            db, city_head, asked[0], Verdict(granted=True, answer=ANSWER), at=now - dt.timedelta(minutes=20)
        )
    async with database.transaction(city_head.scope) as db:
        await take_out(db, month)


async def _day(database: Database, city: DemoCity, month: dt.date, standing: Standing) -> dt.date:
    """The day on which most of what was counted of a district was dispatched to it."""
    async with database.transaction(city.actor(CITY, "duty_head").scope) as db:
        wanted = (
            select(EvaluatedRow.dispatched_on)
            .where(
                EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == month, EvaluatedRow.unit_id == standing.unit_id
            )
            .group_by(EvaluatedRow.dispatched_on)
            .order_by(func.count().desc(), EvaluatedRow.dispatched_on)
            .limit(1)
        )  # fmt: skip
        return (await db.scalars(wanted)).one()


async def _evidence(
    database: Database, settings: Settings, tenant: int, content: bytes, *, at: dt.datetime
) -> Checked:
    with Spool(Path(settings.files_dir)).beside() as path:
        path.write_bytes(content)
        received = Received("证明材料.docx", path, len(content), hashlib.sha256(content).digest())
        found = Checked(received, TYPES[DOCX], located=False, thumbnail=None, scan="off")
        await place(database, store_from(settings), tenant, found, at=at)
    return found
