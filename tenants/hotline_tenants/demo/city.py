"""Founding the invented city: governments, units, classification, catalogue, accounts."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.years import YearUnknown, from_package
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_tenants.demo.network import add_committees, stand_points
from hotline_tenants.demo.places import CITY, CITY_UNITS, DISTRICT_UNITS, GOVERNMENTS
from hotline_tenants.demo.topics import TOPICS
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.classification import add_categories, classification, code_of
from hotline_tenants.network.units import add_unit, unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant

PASSWORD = "try-the-hotline-12345"  # noqa: S105 - the demo prints it
CITY_ROLES = (
    "operator", "shift_leader", "dispatcher", "reviewer", "callback_officer", "supervisor", "mailbox_clerk",
    "knowledge_editor", "network_officer", "duty_head", "leader", "inspector", "overseer", "tenant_admin",
    "system_admin", "security_officer", "auditor",
)  # fmt: skip
DISTRICT_ROLES = (
    "operator",
    "dispatcher",
    "reviewer",
    "callback_officer",
    "supervisor",
    "duty_head",
    "leader",
    "tenant_admin",
    "network_officer",
)
NAMES = (
    "林一舟",
    "许清和",
    "沈知远",
    "陆明轩",
    "顾南乔",
    "宋予安",
    "何为舟",
    "方以宁",
    "程书言",
    "温如玉",
    "江念",
    "叶知秋",
    "夏听蝉",
    "苏映川",
    "韩望舒",
    "白砚",
    "秦若安",
    "谢临风",
    "唐小满",
    "钟毓秀",
    "罗远山",
    "孟清扬",
    "杜若兰",
    "彭子谦",
)


@dataclass
class Person:
    """One demo account: `actor` is how the seeding acts as it."""

    login: str
    name: str
    place_zh: str
    place_en: str
    actor: Actor


@dataclass
class DemoCity:
    """What was founded: tenant numbers by code, units by (tenant, code), people by (tenant code, role, unit code)."""

    tenants: dict[str, int] = field(default_factory=dict)
    units: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    categories: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    people: dict[tuple[str, str, str], Person] = field(default_factory=dict)

    def actor(self, tenant: str, role: str, unit: str = "") -> Actor:
        """The person who holds the role there."""
        return self.people[(tenant, role, unit)].actor


async def found_city(database: Database, *, cheap: bool, at: dt.datetime) -> DemoCity:
    """Bring the whole city on board, through the verbs of onboarding."""
    city = DemoCity()
    async with database.transaction(NOWHERE, "admin") as db:
        for year in range(at.year - 1, at.year + 2):
            try:
                await load_year(db, from_package(year), source="package", at=at)
            except YearUnknown:
                continue
    above = NewTenant(
        code=CITY, name_zh="云州市", name_en="Yunzhou City", short_zh="云州", short_en="Yunzhou", tier="city"
    )
    city.tenants[CITY] = await add_tenant(database, above, at=at)
    async with database.transaction(standing_in(city.tenants[CITY])) as db:
        await add_categories(db, [topic.path for topic in TOPICS])
    for one in GOVERNMENTS:
        new = NewTenant(
            code=one.code, name_zh=one.name_zh, name_en=one.name_en, short_zh=one.name_zh[:2],
            short_en=one.name_en.rsplit(" ", 1)[0], tier=one.tier, parent=CITY,
        )  # fmt: skip
        city.tenants[one.code] = await add_tenant(database, new, at=at)
    for code, tenant in city.tenants.items():
        async with database.transaction(standing_in(tenant)) as db:
            await _units(db, city, code)
        async with database.transaction(standing_in(tenant)) as db:
            await _responsibilities(db, city, code, at.date())
            await _people(db, city, code, cheap=cheap, at=at)
        async with database.transaction(standing_in(tenant)) as db:
            keeper, head = city.actor(code, "network_officer"), city.actor(code, "duty_head")
            await stand_points(db, keeper, head, at=at)
    return city


async def _units(db: Db, city: DemoCity, code: str) -> None:
    if code == CITY:
        for unit, zh, en, kind in CITY_UNITS:
            await add_unit(db, code=unit, name_zh=zh, name_en=en, kind=kind)
    else:
        government = next(one for one in GOVERNMENTS if one.code == code)
        for unit, zh, en, kind in DISTRICT_UNITS:
            await add_unit(db, code=unit, name_zh=government.name_zh + zh, name_en=en, kind=kind)
        for number, (zh, en) in enumerate(government.streets, start=1):
            await add_unit(db, code=f"S{number:02}", name_zh=zh, name_en=en, kind="street")
        await add_committees(db, code)
    for found in await unit_tree(db):
        city.units[(code, found.code)] = found.id


async def _responsibilities(db: Db, city: DemoCity, code: str, on: dt.date) -> None:
    known = await classification(db)
    for topic in TOPICS:
        category = known.by_code(code_of(topic.path.names_zh))
        assert category is not None
        city.categories[(code, category.name_zh)] = category.id
        unit = topic.unit if code == CITY else {"complaint": "ORDER", "report": "HOUSING"}.get(topic.type)
        if unit is not None:
            add_entry(
                db, category_id=category.id, area_id=None, unit_id=city.units[(code, unit)],
                basis_zh=topic.basis[0], basis_en=topic.basis[1], effective_from=on - dt.timedelta(days=365),
            )  # fmt: skip


async def _people(db: Db, city: DemoCity, code: str, *, cheap: bool, at: dt.datetime) -> None:
    below = tuple(tenant for other, tenant in city.tenants.items() if other != CITY)
    wanted = [(role, "") for role in (CITY_ROLES if code == CITY else DISTRICT_ROLES)]
    wanted += [
        (role, unit.code) for unit in await unit_tree(db) if unit.kind != "government"
        for role in (("committee",) if unit.kind == "committee" else ("unit_officer", "unit_leader"))
    ]  # fmt: skip
    tree = await unit_tree(db)
    for role, unit_code in wanted:
        prefix = (
            "city"
            if code == CITY
            else f"d{GOVERNMENTS.index(next(g for g in GOVERNMENTS if g.code == code)) + 1}"
        )
        login = "-".join(part for part in (prefix, unit_code.lower(), role.replace("_", "-")) if part)
        name = NAMES[len(city.people) % len(NAMES)]
        account = await add_account(
            db, login=login, name=name, password=PASSWORD, must_change_password=False, cheap=cheap, at=at
        )
        unit_id = city.units[(code, unit_code)] if unit_code else None
        membership = add_membership(db, account, role, unit_id=unit_id, city=code == CITY, at=at)
        actor = Actor(
            tenant=city.tenants[code], role=role, name=name, account_id=account, membership_id=membership,
            unit_id=unit_id, reads=below if code == CITY else (),
        )  # fmt: skip
        unit = tree.find(unit_id)
        city.people[(code, role, unit_code)] = Person(
            login, name, unit.name_zh if unit else "", unit.name_en if unit else "", actor
        )
