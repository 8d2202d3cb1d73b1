"""The fixed cast of the tests: an invented city with two districts, its units and its people."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.years import from_package
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.classification import Path, add_categories, classification
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant

MONDAY = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
"""Monday 2026-03-02, 09:00 in the city."""

PASSWORD = "plum-blossom-7421"
CITY, EAST, WEST = "9901", "990101", "990121"

TENANTS = (
    NewTenant(code=CITY, name_zh="临江市", name_en="Linjiang City", short_zh="临江", short_en="Linjiang", tier="city"),
    NewTenant(code=EAST, name_zh="东湖区", name_en="East Lake District", short_zh="东湖", short_en="East Lake",
              tier="district", parent=CITY),
    NewTenant(code=WEST, name_zh="西岭县", name_en="West Ridge County", short_zh="西岭", short_en="West Ridge",
              tier="county", parent=CITY),
)  # fmt: skip

UNITS = (
    (CITY, "C-HOUSING", "市住建局", "Housing Bureau", "department"),
    (CITY, "C-WATER", "市水务集团", "Water Company", "public_service"),
    (EAST, "E-BRIDGE", "花桥街道", "Flower Bridge Street", "street"),
    (EAST, "E-WILLOW", "柳岸街道", "Willow Bank Street", "street"),
    (EAST, "E-ORDER", "区城管局", "District Urban Management Bureau", "department"),
    (WEST, "W-STONE", "青石镇", "Bluestone Town", "street"),
)

PATHS = (
    Path(("城乡建设", "市政设施", "路灯"), ("Construction", "Public works", "Street lamps")),
    Path(("城乡建设", "市政设施", "供水"), ("Construction", "Public works", "Water supply")),
    Path(("生态环境", "噪声", "施工噪声"), ("Environment", "Noise", "Building noise")),
)

PEOPLE = (
    ("operator", CITY, "operator", None),
    ("shift_leader", CITY, "shift_leader", None),
    ("dispatcher", CITY, "dispatcher", None),
    ("reviewer", CITY, "reviewer", None),
    ("callback_officer", CITY, "callback_officer", None),
    ("duty_head", CITY, "duty_head", None),
    ("inspector", CITY, "inspector", None),
    ("tenant_admin", CITY, "tenant_admin", None),
    ("system_admin", CITY, "system_admin", None),
    ("security_officer", CITY, "security_officer", None),
    ("auditor", CITY, "auditor", None),
    ("network_officer", CITY, "network_officer", None),
    ("housing_officer", CITY, "unit_officer", "C-HOUSING"),
    ("housing_leader", CITY, "unit_leader", "C-HOUSING"),
    ("water_officer", CITY, "unit_officer", "C-WATER"),
    ("water_leader", CITY, "unit_leader", "C-WATER"),
    ("east_operator", EAST, "operator", None),
    ("east_dispatcher", EAST, "dispatcher", None),
    ("east_reviewer", EAST, "reviewer", None),
    ("east_callback", EAST, "callback_officer", None),
    ("east_head", EAST, "duty_head", None),
    ("bridge_officer", EAST, "unit_officer", "E-BRIDGE"),
    ("bridge_leader", EAST, "unit_leader", "E-BRIDGE"),
    ("willow_officer", EAST, "unit_officer", "E-WILLOW"),
    ("willow_leader", EAST, "unit_leader", "E-WILLOW"),
    ("west_dispatcher", WEST, "dispatcher", None),
    ("west_reviewer", WEST, "reviewer", None),
    ("stone_officer", WEST, "unit_officer", "W-STONE"),
    ("stone_leader", WEST, "unit_leader", "W-STONE"),
)


@dataclass
class Cast:
    """Ids of everything that was seeded. `units` and `categories` are by (tenant code, code or Chinese name)."""

    tenants: dict[str, int] = field(default_factory=dict)
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    categories: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def city(self) -> int:
        return self.tenants[CITY]

    @property
    def east(self) -> int:
        return self.tenants[EAST]

    @property
    def west(self) -> int:
        return self.tenants[WEST]

    def copy(self) -> "Cast":
        """The same people and places, for others to join."""
        return Cast(dict(self.tenants), dict(self.units), dict(self.categories), dict(self.actors))

    def category(self, tenant: str, name: str) -> uuid.UUID:
        return self.categories[(tenant, name)]


async def seed(database: Database) -> Cast:
    """Bring the cast on stage, through the verbs. Run once for each test worker; every test gets a copy."""
    cast = Cast()
    async with database.transaction(NOWHERE, "admin") as db:
        for year in (2025, 2026):
            await load_year(db, from_package(year), source="package", at=MONDAY)
    for new in TENANTS:
        cast.tenants[new.code] = await add_tenant(database, new, at=MONDAY)
        if new.code == CITY:
            async with database.transaction(standing_in(cast.city)) as db:
                await add_categories(db, PATHS)
    for tenant, code, name_zh, name_en, kind in UNITS:
        async with database.transaction(standing_in(cast.tenants[tenant])) as db:
            cast.units[code] = await add_unit(db, code=code, name_zh=name_zh, name_en=name_en, kind=kind)
    for tenant, tenant_id in cast.tenants.items():
        async with database.transaction(standing_in(tenant_id)) as db:
            categories = await classification(db)
            for first in categories.below():
                for second in categories.below(first.id):
                    for third in categories.below(second.id):
                        cast.categories[(tenant, third.name_zh)] = third.id
    async with database.transaction(standing_in(cast.city)) as db:
        from_registry = {unit.code: unit.id for unit in await unit_tree(db)}
        cast.units |= {code: from_registry[code] for code in (EAST, WEST)}
        add_entry(
            db, category_id=cast.category(CITY, "供水"), area_id=None, unit_id=cast.units["C-WATER"],
            basis_zh="《城市供水条例》", basis_en="Urban Water Supply Regulations", effective_from=dt.date(2020, 1, 1),
        )  # fmt: skip
    await _people(database, cast)
    return cast


async def _people(database: Database, cast: Cast) -> None:
    for login, tenant, role, unit in PEOPLE:
        tenant_id = cast.tenants[tenant]
        unit_id = cast.units[unit] if unit else None
        async with database.transaction(standing_in(tenant_id)) as db:
            account = await add_account(
                db, login=login, name=login.replace("_", " ").title(), password=PASSWORD, cheap=True,
                must_change_password=False, at=MONDAY,
            )  # fmt: skip
            membership = add_membership(db, account, role, unit_id=unit_id, city=tenant == CITY, at=MONDAY)
        reads = (cast.east, cast.west) if role in ("inspector", "duty_head") and tenant == CITY else ()
        cast.actors[login] = Actor(
            tenant=tenant_id, role=role, name=login, account_id=account, membership_id=membership,
            unit_id=unit_id, reads=reads,
        )  # fmt: skip
