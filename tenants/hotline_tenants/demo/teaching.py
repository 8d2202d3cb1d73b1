"""Guidance of the invented city: a document with receipts, a training, and a question of a district answered for all."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY
from hotline_tenants.guidance.asking import answer, ask
from hotline_tenants.guidance.confirming import confirm
from hotline_tenants.guidance.drafting import Text, draft
from hotline_tenants.guidance.issuing import issue, possible
from hotline_tenants.guidance.training import sign_up

DOCUMENT = Text(
    title="关于进一步规范电话回访工作的通知",
    body="各区县、各承办单位：\n\n一、回访由受理地热线负责，承办单位不得自行回访并计入考核。\n"
    "二、回访先说明身份和来意，再逐项询问是否联系、是否解决、是否满意，三项分别如实记录。\n"
    "三、三次分两日均未接通的，按“无法确认”结案，不得记为已解决。",
)
ANSWER = (
    "由受理诉求的热线回访。市级受理转办区县的，由市热线回访；区县自行受理的，由区县热线回访。承办单位不回访。"
)
CASE = Text(
    title="典型案例：夜间水管爆裂的接续处置（征求意见稿）",
    body="一、经过：夜间接报道路积水，首接单位二十分钟到场关阀，同步告知诉求人预计恢复时间。\n"
    "二、做法：应急抢修与道路恢复分别派单，一个诉求两家承办，牵头单位统一答复。\n三、启示：先处置、再界定责任。",
)
QUESTION = "市级转办到区县的工单，由市里还是区县回访？两边都打电话，群众有意见。"


async def guide(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Everything of guidance that the pages show something of."""
    districts = sorted(code for code in city.tenants if code != CITY)
    head = city.actor(CITY, "duty_head")
    document = await _issued(database, head, "document", DOCUMENT, days=6, at=now - dt.timedelta(days=4))
    for number, code in enumerate(districts[:5]):
        reader = city.actor(code, "duty_head")
        async with database.transaction(reader.scope) as db:
            await confirm(db, reader, document, at=now - dt.timedelta(days=3, hours=-number))
    begins = (now + dt.timedelta(days=9)).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    lesson = Text(
        title="派单员业务培训", body="内容：派单目录、退单裁定、首接负责。请带上本地区职责清单。",
        place="市民服务中心三楼报告厅", starts_at=begins.astimezone(dt.UTC), capacity=60,
    )  # fmt: skip
    training = await _issued(database, head, "training", lesson, days=None, at=now - dt.timedelta(days=2))
    for code, people in zip(districts[:3], (4, 6, 3), strict=True):
        sender = city.actor(code, "duty_head")
        async with database.transaction(sender.scope) as db:
            await sign_up(db, sender, training, people, at=now - dt.timedelta(days=1))
    async with database.transaction(head.scope) as db:
        await draft(db, head, "case", CASE, at=now - dt.timedelta(hours=20))
    asker = city.actor(districts[0], "duty_head")
    async with database.transaction(asker.scope) as db:
        question = await ask(db, asker, "转办工单由谁回访", QUESTION, at=now - dt.timedelta(days=3))
    async with database.transaction(head.scope) as db:
        await answer(
            db, head, question, ANSWER, asked="市级转办到区县的工单由谁回访？", to_all=True, at=now - dt.timedelta(days=2)
        )  # fmt: skip
    asker = city.actor(districts[1], "duty_head")
    async with database.transaction(asker.scope) as db:
        await ask(
            db, asker, "挂账工单的复查日能否顺延", "施工期跨年的挂账工单，复查日到期后能否再顺延一次？", at=now - dt.timedelta(hours=5)
        )  # fmt: skip


async def _issued(
    database: Database, head: Actor, kind: str, text: Text, *, days: int | None, at: dt.datetime
) -> uuid.UUID:
    async with database.transaction(head.scope) as db:
        paper_id = await draft(db, head, kind, text, at=at)
    async with database.transaction(head.scope) as db:
        units = [unit.id for unit in await possible(db)]
        by = at + dt.timedelta(days=days) if days else None
        await issue(db, head, paper_id, units, read_by=by, at=at + dt.timedelta(minutes=10))
    return paper_id
