"""What the tests about the end of a government share: steps up to the erasure, and looks from outside."""

import hashlib
import uuid
from pathlib import Path

import psycopg
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.security import tenant_models
from hotline_platform.files.disk import Disk
from hotline_platform.files.model import Blob
from hotline_platform.files.stores import key_of
from hotline_platform.tenancy.ending import Erasure
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.ending.archiving import archive
from hotline_tenants.ending.carrying_out import carry_out_due
from hotline_tenants.ending.erasing import ask, confirm
from hotline_tenants.handling import reviewing
from hotline_tenants.handover.exporting import export_tenant
from hotline_tenants.handover.proving import prove_export
from tests.cases.test_the_main_road import only_assignment, through_the_district
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.isolation.conftest import insert
from tests.isolation.rows import generations, row, tables

REASON = "两区合并，市政府决定"
CONTENT = b"a photo of the lamp" * 1000
DIGEST = hashlib.sha256(CONTENT).digest()
GRACE = 30


def officer(house: House) -> Actor:
    return house.cast.actors["system_admin"]


def second(house: House) -> Actor:
    return house.cast.actors["security_officer"]


async def lived(house: House) -> uuid.UUID:
    """A case that the city referred to the east, answered and closed on both sides; gives the city's."""
    opened, _ = await through_the_district(house)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, opened.id, assignment.id, version=None, at=house.later(hours=1)
        )
    async with house.acting("callback_officer") as (db, actor):
        answers = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="very")
        await call(db, actor, opened.id, answers, version=None, at=house.later(hours=1))
        await close(db, actor, opened.id, version=None, at=house.now)
    return opened.id


async def with_file(house: House, store: Disk) -> str:
    """A file of the east; gives the key of its bytes."""
    async with house.database.transaction(at(house.cast.east)) as db:
        db.put(Blob, digest=DIGEST, size=len(CONTENT), claimed_at=house.now, placed_at=house.now, loose=False)
    key = key_of(house.cast.east, DIGEST)
    await store.put(key, CONTENT)
    return key


async def archived(house: House, code: str = EAST, successor: str | None = WEST) -> None:
    await archive(
        house.database, officer(house), code, reason=REASON, successor=successor, at=house.later(hours=1)
    )


async def proved(house: House, store: Disk, target: Path, code: str = EAST) -> list[str]:
    await export_tenant(
        house.database, store, officer(house), code, target, secret=house.settings.secret, at=house.later(hours=1)
    )  # fmt: skip
    return await prove_export(house.database, officer(house), target, at=house.later(minutes=5))


async def confirmed(house: House, code: str = EAST) -> uuid.UUID:
    erasure = await ask(house.database, officer(house), code, reason=REASON, at=house.later(hours=1))
    await confirm(house.database, second(house), erasure, at=house.later(hours=1))
    return erasure


async def carried_out(house: House, store: Disk) -> int:
    return await carry_out_due(house.database, store, key=house.settings.seal_key, at=house.now)


async def erasure_of(house: House, erasure_id: uuid.UUID) -> Erasure:
    async with house.database.transaction(NOWHERE) as db:
        return (await db.execute(select(Erasure).where(Erasure.id == erasure_id))).scalar_one()


async def status_of(house: House, code: str = EAST) -> str:
    async with house.database.transaction(NOWHERE) as db:
        return (await load_registry(db)).by_code(code).status


def rows_by_table(superuser: psycopg.Connection, tenant: int) -> dict[str, int]:
    """Every tenant's table that has rows of this government, looked at from outside."""
    found = {}
    for name in tenant_models():
        counted = superuser.execute(
            f"SELECT count(*) FROM {name} WHERE tenant_id = %s".encode(), [tenant]
        ).fetchone()
        if counted and counted[0]:
            found[name] = int(counted[0])
    return found


def fill_every_table(superuser: psycopg.Connection, tenant: int) -> None:
    """A row of this government in every table that there is, so that none can be forgotten."""
    for table in tables():
        for generation in range(1, generations(table) + 1):
            insert(superuser, table, row(table, tenant, generation, above=generation))
