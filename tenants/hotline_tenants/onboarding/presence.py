"""What is there already: of the government that comes on board, of the city above it, and of everybody's accounts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select

from hotline_platform.access.model import Account, Membership
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_tenants.clocks.model import Closure
from hotline_tenants.clocks.rules import Rule, rules_at
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import UnitInfo, unit_tree


@dataclass(frozen=True)
class Entry:
    """A responsibility by codes; `area` is empty where it is meant everywhere. One that is not in force `now` begins on a
    later day: it holds its place, and nobody answers by it yet.
    """

    category: str
    unit: str
    area: str
    basis_zh: str
    basis_en: str
    now: bool = True


@dataclass(frozen=True)
class House:
    """One government as it is: its units, closed ones too, by code; roles as (sign-in name, role, unit code)."""

    units: Mapping[str, UnitInfo] = field(default_factory=dict)
    categories: Classification = field(default_factory=lambda: Classification(()))
    rules: tuple[Rule, ...] = ()
    entries: tuple[Entry, ...] = ()
    closures: frozenset[dt.date] = frozenset()
    roles: frozenset[tuple[str, str, str]] = frozenset()

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """By the code of a unit that of the one above it, or nothing."""
        codes = {unit.id: unit.code for unit in self.units.values()}
        return {
            code: codes.get(unit.parent_id, "") if unit.parent_id else "" for code, unit in self.units.items()
        }

    @property
    def logins(self) -> frozenset[str]:
        """Who works here."""
        return frozenset(login for login, _, _ in self.roles)


@dataclass(frozen=True)
class Present:
    """Everything that a document is compared with. `here` is None for a government that the registry does not know;
    `taken` are sign-in names of the document that somebody has; `day` is the local day of the look.
    """

    registry: Registry
    here: Government | None
    house: House
    above: Government | None
    city: House | None
    taken: frozenset[str]
    day: dt.date


async def present_for(
    database: Database, code: str, parent: str, logins: Iterable[str], *, at: dt.datetime
) -> Present:
    """Read what is there, each government in a transaction of its own that stands in it."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
        wanted = select(Account.login).where(Account.login.in_(sorted(set(logins))))
        taken = frozenset((await db.execute(wanted)).scalars())
    known = {one.code: one for one in registry}
    here, above = known.get(code), known.get(parent)
    nearest = here or above
    return Present(
        registry, here, await house_of(database, here, at=at) if here else House(), above,
        await house_of(database, above, at=at) if above else None, taken,
        at.astimezone(nearest.zone if nearest else dt.UTC).date(),
    )  # fmt: skip


async def house_of(database: Database, government: Government, *, at: dt.datetime) -> House:
    """One government as it is now, and not as this process remembers it."""
    for kept in ("units", "classification", "time_rules", "catalogue", "calendar"):
        database.cache.forget(kept, government.id)
    on = at.astimezone(government.zone).date()
    async with database.transaction(standing_in(government.id)) as db:
        units = await unit_tree(db)
        categories = await classification(db)
        wanted = select(Closure.day).where(Closure.tenant_id == db.tenant)
        return House(
            {unit.code: unit for unit in units.every()}, categories, tuple(await rules_at(db, at)),
            tuple(await _entries(db, categories, {unit.id: unit.code for unit in units.every()}, on)),
            frozenset((await db.execute(wanted)).scalars()), frozenset(await _roles(db)),
        )  # fmt: skip


async def _entries(
    db: Db, categories: Classification, codes: Mapping[object, str], on: dt.date
) -> list[Entry]:
    """What is in force on that day or begins later, the earliest first; what was superseded by then is history."""
    wanted = select(CatalogueEntry).where(
        CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None)
    )
    rows = await db.execute(wanted.order_by(CatalogueEntry.effective_from, CatalogueEntry.id))
    return [
        Entry(
            categories.get(row.category_id).code, codes[row.unit_id], codes.get(row.area_id, ""), row.basis_zh,
            row.basis_en, row.effective_from <= on,
        )
        for row in rows.scalars()
        if not row.over(on)
    ]  # fmt: skip


async def _roles(db: Db) -> list[tuple[str, str, str]]:
    units = await unit_tree(db)
    rows = await db.execute(
        select(Account.login, Membership.role, Membership.unit_id)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.tenant_id == db.tenant, Membership.ended_at.is_(None))
    )
    return [(row.login, row.role, units.get(row.unit_id).code if row.unit_id else "") for row in rows]
