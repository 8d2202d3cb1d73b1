"""What the tests of merging share: two cases, one of them merged into the other, and the other's answer."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_tenants.cases.model import Callback, Case, CaseEvent, Remark
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.clocks.model import Clock
from hotline_tenants.handling import merging, reviewing
from tests.cases.test_the_main_road import LAMP, dispatched_to, only_assignment, registered, unit_replies
from tests.conftest import House

NEIGHBOUR = Demand(
    title="门口路灯坏了", body="晚上出门看不见。", type="help", channel="phone", place="花桥路 12 号",
    caller_name="周望舒", caller_phone="139 1111 2222",
)  # fmt: skip


async def two(house: House) -> tuple[Opened, Opened]:
    """A case and its repeat, half an hour later."""
    lead = await registered(house, LAMP)
    house.later(minutes=30)
    return lead, await registered(house, NEIGHBOUR)


async def merged(house: House, repeat: Opened, lead: Opened, login: str = "dispatcher") -> None:
    async with house.acting(login) as (db, actor):
        await merging.merge(db, actor, repeat.id, into=lead.number, version=None, at=house.later(minutes=10))


async def parted(house: House, repeat: Opened, reason: str = "不是同一盏灯。") -> None:
    async with house.acting("dispatcher") as (db, actor):
        await merging.unmerge(db, actor, repeat.id, reason=reason, version=None, at=house.later(minutes=10))


async def answered(house: House, lead: Opened) -> None:
    """The lead case goes through a unit up to its callback."""
    await dispatched_to(house, lead, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", lead.id)
    _, assignment = await only_assignment(house, "reviewer", lead.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(db, actor, lead.id, assignment.id, version=None, at=house.later(hours=1))


async def case_of(house: House, case_id: uuid.UUID, login: str = "dispatcher") -> Case:
    async with house.acting(login) as (db, _):
        found = await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == case_id))
        return found.scalar_one()


async def clocks_of(house: House, case_id: uuid.UUID, kind: str) -> Sequence[Clock]:
    async with house.acting("dispatcher") as (db, _):
        of_kind = Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.kind == kind
        return (await db.execute(select(Clock).where(*of_kind).order_by(Clock.id))).scalars().all()


async def acts_of(house: House, case_id: uuid.UUID) -> list[str]:
    async with house.acting("dispatcher") as (db, _):
        of_case = CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case_id
        return list(
            (await db.execute(select(CaseEvent.act).where(*of_case).order_by(CaseEvent.seq))).scalars()
        )


async def remark_of(house: House, case_id: uuid.UUID, kind: str) -> str:
    async with house.acting("dispatcher") as (db, _):
        of_kind = Remark.tenant_id == db.tenant, Remark.case_id == case_id, Remark.kind == kind
        return (await db.execute(select(Remark.body).where(*of_kind))).scalar_one()


async def callbacks_kept(house: House, case_id: uuid.UUID) -> int:
    async with house.acting("dispatcher") as (db, _):
        of_case = Callback.tenant_id == db.tenant, Callback.case_id == case_id
        return len((await db.execute(select(Callback.id).where(*of_case))).all())
