"""Changes of settings: what the city agreed on before its first case, and what waits for approval now."""

import datetime as dt
from typing import Any

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.engine import Database
from hotline_tenants.changes import rules
from hotline_tenants.changes.deciding import approve
from hotline_tenants.changes.foreseeing import foresee
from hotline_tenants.changes.proposing import propose
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.places import CITY

CLOSED_IN = dt.timedelta(days=21)


async def change_at_first(database: Database, city: DemoCity, *, at: dt.datetime) -> None:
    """A rule that is in its second version, and a letterhead: the history has something to tell."""
    admin, head = city.actor(CITY, "tenant_admin"), city.actor(CITY, "duty_head")
    async with database.transaction(admin.scope) as db:
        mail = dict((await rules.present(db, at=at))["mail"])
        change = await propose(
            db, admin, {"rule.mail": {**mail, "callback": "1wd"}}, effective_on=_day(at) + dt.timedelta(days=1),
            reason="来信人多次反映回访太晚，值班室例会议定信件类回访提前一个工作日。", at=at,
        )  # fmt: skip
        await propose(
            db, admin, {"value.letterhead_zh": "云州市人民政府市长公开电话值班室"}, effective_on=_day(at),
            reason="公文版头启用全称。", at=at,
        )  # fmt: skip
    async with database.transaction(head.scope) as db:
        await approve(db, head, change, at=at + dt.timedelta(hours=3))


async def propose_now(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Proposals that wait, each with what it would do: other limits, office hours, a threshold, numbers, a closed day."""
    admin = city.actor(CITY, "tenant_admin")
    async with database.transaction(admin.scope) as db:
        general: dict[str, Any] = dict((await rules.present(db, at=now))["general"])
    faster = {"rule.general": {**general, "sign": "2wh", "reply": "4wd", "review": "2wh"}}
    for wanted, days, reason in (
        (
            faster,
            14,
            "三季度群众对一般诉求的答复时间意见较多，拟压缩签收、答复和审核时限，先看近九十天的影响。",
        ),
        ({"value.office_hours": ["08:30-12:00", "13:30-17:30"]}, 7, "冬季作息调整，下午提前半小时上班。"),
        ({"threshold.no_progress": 2}, 14, "承办单位两个工作日没有进展即提醒，避免拖到临近超期。"),
        (
            {"value.recalls": 60, "value.test_call_weights": [50, 20, 20, 10]},
            14,
            "提高盲样复访样本量，拨测更看重及时接听。",
        ),
        (
            {
                f"closure.{_day(now) + CLOSED_IN}": {
                    "zh": "办公楼供电检修",
                    "en": "Repairs of the power supply",
                }
            },
            CLOSED_IN.days,
            "办公楼供电检修，停办一天。",
        ),
    ):
        async with database.transaction(admin.scope) as db:
            effective_on = _day(now) + dt.timedelta(days=days)
            change = await propose(db, admin, wanted, effective_on=effective_on, reason=reason, at=now)
        async with database.transaction(admin.scope) as db:
            await foresee(db, change, at=now)


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(Calendar().zone).date()
