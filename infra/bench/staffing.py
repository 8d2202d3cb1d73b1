"""The people who walk cases through a city and one of its districts, each signed in."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access import sessions
from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.network.units import add_unit, unit_tree
from infra.bench.founding import BUSIEST, CITY, PASSWORD, district
from infra.bench.walking import Person

DISTRICT = district(1)
MISSING = (("unit-leader", "unit_leader"), ("second-head", "duty_head"), ("shift-leader", "shift_leader"))
"""Whom the founded governments do without: nobody signs off for the officer, or decides on what a head decided."""


async def staffed(database: Database) -> tuple[list[Person], frozenset[str]]:
    """Everybody of the city and the district, and the units in which somebody works."""
    async with database.transaction(NOWHERE) as db:
        tenants = {one.code: one.id for one in await load_registry(db)}
    people: list[Person] = []
    units: set[uuid.UUID] = set()
    for code in (CITY, DISTRICT):
        async with database.transaction(standing_in(tenants[code])) as db:
            tree = await unit_tree(db)
            busiest = tree.by_code(BUSIEST[code == CITY]).id
            units |= {busiest, *(unit.id for unit in tree if unit.governs_tenant_id == tenants[DISTRICT])}
            await add_unit(db, code="Q01", name_zh="第1社区", name_en="Community 1", kind="committee")
            for login, role in MISSING:
                account = await add_account(
                    db, login=f"{code}-{login}", name=f"{code} {login}", password=PASSWORD, language="zh",
                    must_change_password=False, cheap=True, at=dt.datetime.now(dt.UTC),
                )  # fmt: skip
                unit_id = busiest if role == "unit_leader" else None
                add_membership(
                    db, account, role, unit_id=unit_id, city=code == CITY, at=dt.datetime.now(dt.UTC)
                )
        people += await _signed_in(database, code)
    return people, frozenset(map(str, units))


async def _signed_in(database: Database, code: str) -> list[Person]:
    found = []
    async with database.transaction(NOWHERE) as db:
        accounts = (await db.execute(select(Account).where(Account.login.startswith(f"{code}-")))).scalars()
        for account in accounts.all():
            now = dt.datetime.now(dt.UTC)
            (standing,) = await sessions.standings(db, account.id)
            actor = Actor(
                tenant=standing.tenant_id, role=standing.role, name=account.name, account_id=account.id,
                membership_id=standing.membership_id, unit_id=standing.unit_id,
            )  # fmt: skip
            found.append(Person(actor, sessions.start(db, account.id, standing, hours=12, at=now)))
    return found
