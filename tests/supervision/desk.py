"""A supervision desk for the tests: its people, a case late at a unit, and letters on their way."""

import asyncio
import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.feed.placing import place_all
from hotline_tenants.supervision import drafting, issuing, reporting, reviewing
from hotline_tenants.supervision.cards import read_on
from hotline_tenants.supervision.model import Supervision, SupervisionFile, SupervisionTask
from hotline_tenants.supervision.reaching import supervision_for, tasks_of
from hotline_tenants.supervision.verifying import supervision_faults
from hotline_tenants.watching.noticing import notice_due
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.cast import CITY, EAST, MONDAY, PASSWORD
from tests.conftest import House

PEOPLE = (
    ("supervisor", CITY, "supervisor"),
    ("leader", CITY, "leader"),
    ("other_leader", CITY, "leader"),
    ("east_supervisor", EAST, "supervisor"),
    ("east_leader", EAST, "leader"),
)
REPORT = "已查明线路老化，已更换并验收，报告见附件。"


async def staffed(house: House) -> House:
    """Bring those on stage that the fixed cast does without."""
    house.cast = replace(house.cast, actors=dict(house.cast.actors), units=dict(house.cast.units))
    for login, tenant, role in PEOPLE:
        tenant_id = house.cast.tenants[tenant]
        async with house.database.transaction(standing_in(tenant_id)) as db:
            account = await add_account(
                db, login=login, name=login.replace("_", " ").title(), password=PASSWORD, cheap=True,
                must_change_password=False, at=MONDAY,
            )  # fmt: skip
            membership = add_membership(db, account, role, unit_id=None, city=tenant == CITY, at=MONDAY)
        house.cast.actors[login] = Actor(
            tenant=tenant_id, role=role, name=login, account_id=account, membership_id=membership
        )
    return house


async def late_case(house: House, unit: str = "C-HOUSING") -> uuid.UUID:
    """A case that a unit was given."""
    opened = await registered(house)
    await dispatched_to(house, opened, unit)
    return opened.id


async def drafted(
    house: House, *, form: str = "written", unit: str = "C-HOUSING", cases: tuple[uuid.UUID, ...] = (),
    login: str = "supervisor", days: int = 5, facts: str = "该诉求已超期。", **given: Any,
) -> uuid.UUID:  # fmt: skip
    async with house.acting(login) as (db, actor):
        new = drafting.Draft(
            form=form, title="路灯长期不亮", requirement="请查明原因，限期修复。", facts=facts,
            contact="0531-12345", unit_id=house.cast.units[unit], due_at=house.now + dt.timedelta(days=days),
            cases=cases, **given,
        )  # fmt: skip
        return await drafting.draft(db, actor, new, at=house.later(minutes=5))


async def issued(house: House, **given: Any) -> uuid.UUID:
    """A letter under way: drafted, put before the head, signed."""
    supervision_id = await drafted(house, **given)
    async with house.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, supervision_id, version=None, at=house.later(minutes=5))
    async with house.acting("duty_head") as (db, actor):
        await issuing.sign_issue(db, actor, supervision_id, version=None, at=house.later(minutes=5))
    return supervision_id


async def looked_at(
    house: House, login: str, supervision_id: uuid.UUID
) -> tuple[Supervision, list[SupervisionTask]]:
    async with house.acting(login) as (db, actor):
        return await supervision_for(db, actor, supervision_id), await tasks_of(db, supervision_id)


async def has_scan(house: House, supervision_id: uuid.UUID, login: str) -> None:
    """As if the unit had added the scan of its signed report."""
    async with house.acting(login) as (db, actor):
        file_id, digest = uuid.uuid4(), b"d" * 32
        at = "2026-03-02 01:00+00"
        await db.driver.execute(
            f"INSERT INTO blobs (tenant_id, digest, size, claimed_at, placed_at, loose) VALUES ({db.tenant}, $1, 3, "
            f"'{at}', '{at}', false) ON CONFLICT DO NOTHING", digest,
        )  # fmt: skip
        await db.driver.execute(
            "INSERT INTO files (tenant_id, id, digest, size, media_type, name, located, thumbnail, scan, uploaded_at) "
            f"VALUES ({db.tenant}, $1, $2, 3, 'application/pdf', 'report.pdf', false, false, 'off', '{at}')",
            file_id, digest,
        )  # fmt: skip
        db.put(
            SupervisionFile, id=uuid.uuid4(), supervision_id=supervision_id, file_id=file_id, kind="evidence",
            unit_id=actor.unit_id, seq=99, added_at=house.now, added_by=actor.account_id, salt=b"s",
        )  # fmt: skip


async def reports(house: House, supervision_id: uuid.UUID, login: str = "housing_leader") -> uuid.UUID:
    _, tasks = await looked_at(house, login, supervision_id)
    actor = house.cast.actors[login]
    task = next(one for one in tasks if one.unit_id == actor.unit_id)
    async with house.acting(login) as (db, actor):
        await reporting.report(
            db, actor, supervision_id, task.id, report=REPORT, version=None, at=house.later(hours=2)
        )
    return task.id


async def accepts(house: House, supervision_id: uuid.UUID, task_id: uuid.UUID) -> None:
    async with house.acting("supervisor") as (db, actor):
        await reviewing.accept_report(
            db, actor, supervision_id, task_id, version=None, at=house.later(minutes=5)
        )


async def time_passes(house: House, moment: dt.datetime) -> None:
    """The sweep gives its cards, events get their places, the rules read them."""
    for tenant in (house.cast.city, house.cast.east):
        more = 1
        while more:
            async with house.database.transaction(standing_in(tenant)) as db:
                more = await notice_due(db, at=moment)
    await rules_read(house, moment)


async def rules_read(house: House, moment: dt.datetime) -> None:
    await place_all(house.database)
    for tenant in (house.cast.city, house.cast.east):
        more = 1
        while more:
            async with house.database.transaction(standing_in(tenant)) as db:
                more = await read_on(db, at=moment)


def at_once(*deeds: Any) -> Any:
    """Several people at the same moment; what each of them met."""
    return asyncio.gather(*deeds, return_exceptions=True)


async def proved(house: House, code: str) -> list[str]:
    """What does not hold in the ledgers of supervision of the government with this code, which has some."""
    async with house.database.transaction(standing_in(house.cast.tenants[code]), "reader") as db:
        some = select(Supervision.id).where(Supervision.tenant_id == db.tenant).limit(1)
        assert (await db.execute(some)).first()
        return [str(one) async for one in supervision_faults(db, code)]
