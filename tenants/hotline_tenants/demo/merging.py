"""The hotlines that the invented city and two of its districts have merged, at every stage."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

from hotline_platform.database.engine import Database
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY, GOVERNMENTS
from hotline_tenants.hotlines import approving, planning
from hotline_tenants.hotlines.planning import Particulars

BASIS = "政办发〔2026〕12号"
LINES = (
    (CITY, "12315", "消费者投诉举报专线", "市市场监管局", "whole", 12, 15, "closed"),
    (CITY, "12329", "住房公积金热线", "市住房公积金管理中心", "branch", 8, 9, "merged"),
    (CITY, "12333", "人力资源和社会保障服务热线", "市人力资源社会保障局", "doubled", 10, 14, "merged"),
    (CITY, "12319", "城建服务热线", "市住房城乡建设局", "whole", 6, 8, "running"),
    (CITY, "12328", "交通运输服务监督热线", "市交通运输局", "doubled", 5, 6, "planned"),
    (GOVERNMENTS[1].code, "96100", "区政务服务热线", "区行政审批局", "whole", 4, 4, "merged"),
    (GOVERNMENTS[2].code, "96200", "区便民服务热线", "区民政局", "whole", 3, 3, "planned"),
)  # fmt: skip
"""Number, name, whose it was, form, seats and staff, how far it has come."""


async def merge_hotlines(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """The officer of the network writes them down, the head approves."""
    begun = now - dt.timedelta(days=80)
    for place, (code, line, name, authority, form, seats, staff, state) in enumerate(LINES):
        keeper, head = city.actor(code, "network_officer"), city.actor(code, "duty_head")
        at = begun + dt.timedelta(hours=3 * place)
        day = at.astimezone(ZONE).date()
        agreed = state != "planned"
        particulars = Particulars(
            line=line, name=name, authority=authority, form=form, basis=BASIS if agreed else "",
            agreed_on=day if agreed else None, seats=seats if agreed else None, staff=staff if agreed else None,
            knowledge="whole" if agreed else None,
        )  # fmt: skip
        async with database.transaction(keeper.scope) as db:
            hotline_id = await planning.plan(db, keeper, particulars, at=at)
        for verb, days, given in _steps(state, form, day):
            async with database.transaction(head.scope) as db:
                moment = at + dt.timedelta(days=days, hours=1)
                await verb(db, head, hotline_id, version=None, at=moment, **given)


Step = tuple[Callable[..., Awaitable[object]], int, dict[str, Any]]


def _steps(state: str, form: str, day: dt.date) -> list[Step]:
    """What was approved, so many days after the beginning."""
    run, merge, until = (day + dt.timedelta(days=days) for days in (7, 28, 60))
    kept = form == "doubled"
    steps: list[Step] = [
        (approving.start, 7, {"running_from": run}),
        (approving.complete, 28, {"merged_on": merge, "fate": "kept" if kept else "redirected",
                                  "redirected_until": None if kept else until if state == "closed" else day + dt.timedelta(days=85)}),
        (approving.close_number, 61, {"closed_on": until}),
    ]  # fmt: skip
    return steps[: ("planned", "running", "merged", "closed").index(state)]
