"""Answering days of the invented city: one that is over with its calls, one that citizens can read of, one planned."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_tenants.answering import calls, planning
from hotline_tenants.answering.planning import Planned
from hotline_tenants.answering.recording import calls_of
from hotline_tenants.cases.model import Case
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY

TAKEN = 6
SAID = ("请住建局三天内到现场查看，结果直接报我。", "由水务集团先保证供水，再查明原因。")


async def answer_in_person(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Three weeks ago the mayor's deputy answered; next week the head of the water company does."""
    keeper, leader = city.actor(CITY, "supervisor"), city.actor(CITY, "leader")
    operator, water = city.actor(CITY, "operator"), city.actor(CITY, "unit_leader", "WATER")
    held = _at(now - dt.timedelta(days=21))
    past = Planned(
        leader=leader.name, post="副市长", leader_id=leader.account_id, operator_id=operator.account_id,
        topic="城市建设与供水供电", starts_at=held, ends_at=held + dt.timedelta(hours=3),
    )  # fmt: skip
    async with database.transaction(keeper.scope) as db:
        day_id = await planning.plan(db, keeper, past, at=held - dt.timedelta(days=7))
        await planning.publish(db, keeper, day_id, version=None, at=held - dt.timedelta(days=6))
    async with database.transaction(operator.scope) as db:
        registered = select(Case.number).where(
            Case.tenant_id == db.tenant, Case.registered_on == held.date(), Case.channel == "phone"
        )
        numbers = (await db.scalars(registered.order_by(Case.registered_at, Case.id).limit(TAKEN))).all()
        for place, number in enumerate(numbers):
            at = held + dt.timedelta(minutes=20 * place)
            await calls.tie(db, operator, day_id, number=number, version=None, at=at)
        for call, said in zip(await calls_of(db, [day_id]), SAID, strict=False):
            at = held + dt.timedelta(hours=2)
            await calls.instruct(db, operator, day_id, call.case_id, instruction=said, version=None, at=at)
    coming = _at(now + dt.timedelta(days=6))
    for topic, starts_at, public in (
        ("供水服务与水质", coming, True),
        ("冬季水管防冻", coming + dt.timedelta(days=14), False),
    ):
        given = Planned(
            leader=water.name, post="总经理", leader_id=water.account_id, unit_id=water.unit_id,
            operator_id=operator.account_id, topic=topic, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2),
        )  # fmt: skip
        async with database.transaction(keeper.scope) as db:
            at = now - dt.timedelta(days=1)
            day_id = await planning.plan(db, keeper, given, at=at)
            if public:
                await planning.publish(db, keeper, day_id, version=None, at=at)


def _at(moment: dt.datetime) -> dt.datetime:
    """Nine in the morning of that day."""
    return dt.datetime.combine(moment.astimezone(ZONE).date(), dt.time(9), ZONE)
