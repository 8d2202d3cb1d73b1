"""Forty governments to measure with: a city and 39 districts, founded through the verbs, without a single case."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access import sessions
from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.model import Account
from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.years import YearUnknown, from_package
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_tenants.network.classification import Path, add_categories
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant

DISTRICTS = 39
CITY = "9900"
BUSIEST = {True: "D01", False: "S01"}
"""The unit with the longest queue, in the city and in a district."""

ROLES = ("operator", "dispatcher", "reviewer", "callback_officer", "duty_head")
PASSWORD = "only-for-measuring-7421"  # noqa: S105 - the server is reachable from this machine's files only


def district(number: int) -> str:
    """The division code of a district, counted from 1."""
    return f"{CITY}{number:02}"


async def found(database: Database, *, at: dt.datetime) -> None:
    """Bring every government on board: units, classification, people."""
    async with database.transaction(NOWHERE, "admin") as db:
        for year in range(at.year - 1, at.year + 2):
            try:
                await load_year(db, from_package(year), source="package", at=at)
            except YearUnknown:
                continue
    await _government(database, _new(CITY, "量城市", "Measure City", "city"), at=at)
    for number in range(1, DISTRICTS + 1):
        new = _new(district(number), f"量城{number}区", f"Measured District {number}", "district")
        await _government(database, new, at=at)


def _new(code: str, name_zh: str, name_en: str, tier: str) -> NewTenant:
    return NewTenant(
        code=code, name_zh=name_zh, name_en=name_en, short_zh=name_zh, short_en=name_en, tier=tier,
        parent=None if tier == "city" else CITY,
    )  # fmt: skip


async def _government(database: Database, new: NewTenant, *, at: dt.datetime) -> None:
    tenant = await add_tenant(database, new, at=at)
    async with database.transaction(standing_in(tenant)) as db:
        if new.tier == "city":
            await add_categories(db, _paths())
        await _units(db, new)
    async with database.transaction(standing_in(tenant)) as db:
        await _people(db, new, at=at)


def _paths() -> list[Path]:
    return [
        Path(
            (f"第{first}类", f"第{first}.{second}类", f"第{first}.{second}.{third}类"),
            (f"Class {first}", f"Class {first}.{second}", f"Class {first}.{second}.{third}"),
        )
        for first in range(1, 17) for second in range(1, 9) for third in range(1, 5)
    ]  # fmt: skip


async def _units(db: Db, new: NewTenant) -> None:
    kinds = [("D", "局", "Bureau", "department", 10 if new.tier == "city" else 4)]
    if new.tier != "city":
        kinds.append(("S", "街道", "Street", "street", 8))
    for letter, name_zh, name_en, kind, many in kinds:
        for number in range(1, many + 1):
            await add_unit(
                db, code=f"{letter}{number:02}", name_zh=f"第{number}{name_zh}", name_en=f"{name_en} {number}",
                kind=kind,
            )  # fmt: skip


async def _people(db: Db, new: NewTenant, *, at: dt.datetime) -> None:
    city = new.tier == "city"
    busiest = (await unit_tree(db)).by_code(BUSIEST[city]).id
    wanted: list[tuple[str, uuid.UUID | None]] = [(role, None) for role in ROLES]
    for role, unit_id in (*wanted, ("unit_officer", busiest)):
        account = await add_account(
            db, login=f"{new.code}-{role.replace('_', '-')}", name=f"{new.name_en} {role}", password=PASSWORD,
            language="zh", must_change_password=False, cheap=True, at=at,
        )  # fmt: skip
        add_membership(db, account, role, unit_id=unit_id, city=city, at=at)


async def session_of(database: Database, code: str, role: str) -> str:
    """Open a session of the person who holds `role` in the government `code`; returns its token."""
    login = f"{code}-{role.replace('_', '-')}"
    async with database.transaction(NOWHERE) as db:
        account = (await db.execute(select(Account.id).where(Account.login == login))).scalar_one()
        (standing,) = await sessions.standings(db, account)
        return sessions.start(db, account, standing, hours=12, at=dt.datetime.now(dt.UTC))
