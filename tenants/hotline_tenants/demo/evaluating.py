"""The evaluation of the invented city: a formula in force, last month drawn up and under preview, a district's objection."""

import datetime as dt

from hotline_platform.database.engine import Database
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY, GOVERNMENTS
from hotline_tenants.evaluation.drawing_up import draw_up
from hotline_tenants.evaluation.formulas import FIRST, approve, draft
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.evaluation.objecting import object_to
from hotline_tenants.evaluation.reckoning import ADJUSTED, reckon
from hotline_tenants.evaluation.standing import standing_of

REASON = "依据市政府办公室关于12345热线办理工作考核的通知，突出解决率和满意率。"
OBJECTION = "本区答复时间以工单系统回执为准，个别工单因平台停机延迟登记，请予核对。"


async def evaluate(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Acts of the last days; this month is reckoned as it stands."""
    keeper, head = city.actor(CITY, "supervisor"), city.actor(CITY, "duty_head")
    month, this = months_to_reckon(now.astimezone(ZONE).date())
    async with database.transaction(keeper.scope) as db:
        version = await draft(
            db, keeper, FIRST, basis=ADJUSTED, effective_from=month, reason=REASON, at=now - dt.timedelta(days=20)
        )  # fmt: skip
    async with database.transaction(head.scope) as db:
        await approve(db, head, version, at=now - dt.timedelta(days=19))
    async with database.transaction(keeper.scope) as db:
        assert keeper.account_id is not None
        await draw_up(db, month, by=keeper.account_id, at=now - dt.timedelta(hours=3))
        await reckon(db, this, at=now)
    district = city.actor(_first_district(), "duty_head")
    async with database.transaction(district.scope) as db:
        if await standing_of(db, month) is not None:  # a small city may have nothing to compare
            await object_to(db, district, month, "reply", OBJECTION, at=now - dt.timedelta(hours=1))


def _first_district() -> str:
    return next(one.code for one in GOVERNMENTS if one.code != CITY)
