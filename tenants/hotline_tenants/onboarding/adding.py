"""Adding a government to the registry, with what it cannot work without."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select, update

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.tenancy.model import STATUSES, TIERS, Tenant
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.clocks.rules import add_default_rules
from hotline_tenants.network.classification import Path, add_categories, classification
from hotline_tenants.network.model import Category, Unit
from hotline_tenants.network.units import add_unit
from hotline_tenants.supervision.thresholds import give_floors

_CODE = re.compile(r"[0-9]{4,12}")


@dataclass(frozen=True, kw_only=True)
class NewTenant:
    """A government to be added. `parent` is the division code of the city above, None for a city."""

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    tier: str
    parent: str | None = None
    zone: str = "Asia/Shanghai"
    language: str = "zh"


async def add_tenant(database: Database, new: NewTenant, *, at: dt.datetime) -> int:
    """Register a government, give it the default time rules and the city's classification, make it a unit of the
    city, and put it live. Raises Refused by field. What was cut off in the middle is completed by a second call.
    """
    async with database.transaction(NOWHERE, "admin") as db:
        tenant_id, parent_id = await _register(db, new, at=at)
    paths: list[Path] = []
    above: Government | None = None
    if parent_id is not None:
        async with database.transaction(standing_in(parent_id)) as db:
            await become_unit(db, tenant_id, code=new.code, name_zh=new.name_zh, name_en=new.name_en, at=at)
            paths = await _paths(db)
            above = (await load_registry(db)).get(parent_id)
    async with database.transaction(standing_in(tenant_id)) as db:
        if above is not None:
            await _know_superior(db, above)
        if not await _has(db, TimeRule):
            add_default_rules(db, effective_from=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        if not await _has(db, Category):
            await add_categories(db, paths)
    async with database.transaction(NOWHERE, "admin") as db:
        await db.execute(update(Tenant).where(Tenant.id == tenant_id).values(status="live"))
    database.cache.forget("registry")
    return tenant_id


async def _register(db: Db, new: NewTenant, *, at: dt.datetime) -> tuple[int, int | None]:
    known = {tenant.code: tenant for tenant in (await db.execute(select(Tenant))).scalars()}
    wrong = why_not_add(new, known)
    if wrong:
        raise refused_fields(wrong)
    parent_id = known[new.parent].id if new.parent else None
    if new.code in known:
        return known[new.code].id, parent_id
    tenant = Tenant(
        code=new.code, name_zh=new.name_zh, name_en=new.name_en, short_zh=new.short_zh, short_en=new.short_en,
        tier=new.tier, parent_id=parent_id, zone=new.zone, language=new.language, status="preparing", created_at=at,
    )  # fmt: skip
    db.add(tenant)
    await db.flush()
    return tenant.id, parent_id


def why_not_add(new: NewTenant, known: Mapping[str, Tenant | Government]) -> dict[str, Message]:
    """What is wrong, field by field; a government whose adding was cut off may be added again."""
    wrong = why_not_described(new, known)
    if "code" not in wrong and new.code in known and known[new.code].status != STATUSES[0]:
        wrong["code"] = N_("The code %(code)s is already used.", code=new.code)
    return wrong


def why_not_described(new: NewTenant, known: Mapping[str, Tenant | Government]) -> dict[str, Message]:
    """What is wrong with a government as described, field by field, whether it is there already or not."""
    wrong: dict[str, Message] = {}
    if not _CODE.fullmatch(new.code):
        wrong["code"] = N_("A division code has 4 to 12 digits.")
    for field in ("name_zh", "name_en", "short_zh", "short_en"):
        if not getattr(new, field).strip():
            wrong[field] = N_("Give the government a name.")
    if new.tier not in TIERS:
        wrong["tier"] = N_("There is no such tier.")
    elif (new.tier == "city") != (new.parent is None):
        wrong["parent"] = N_("A city stands at the top; every other government stands below a city.")
    elif new.parent is not None and (new.parent not in known or known[new.parent].tier != "city"):
        wrong["parent"] = N_("There is no city with the code %(code)s.", code=new.parent)
    try:
        ZoneInfo(new.zone)
    except (ZoneInfoNotFoundError, ValueError):
        wrong["zone"] = N_("There is no such time zone.")
    if new.language not in ("zh", "en"):
        wrong["language"] = N_("Choose zh or en.")
    return wrong


async def become_unit(
    db: Db, tenant_id: int, *, code: str, name_zh: str, name_en: str, at: dt.datetime
) -> None:
    """Make a government a unit of the city that one stands in, unless it is one already; what the city holds those
    below it to holds there from now on.
    """
    await give_floors(db, tenant_id, at=at)
    present = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == tenant_id)
    if (await db.execute(present)).first() is None:
        await add_unit(
            db, code=code, name_zh=name_zh, name_en=name_en, kind="government", governs_tenant_id=tenant_id
        )


async def _know_superior(db: Db, above: Government) -> None:
    """What belongs to the city, or to another district, is referred up to it."""
    present = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == above.id)
    if (await db.execute(present)).first() is None:
        await add_unit(
            db, code=above.code, name_zh=above.name_zh, name_en=above.name_en, kind="superior",
            governs_tenant_id=above.id,
        )  # fmt: skip


async def _paths(db: Db) -> list[Path]:
    categories = await classification(db)
    paths: list[Path] = []
    for first in categories.below():
        for second in categories.below(first.id):
            paths += [
                Path(
                    (first.name_zh, second.name_zh, third.name_zh),
                    (first.name_en, second.name_en, third.name_en),
                )
                for third in categories.below(second.id)
            ]
    return paths


async def _has(db: Db, model: type[TimeRule] | type[Category]) -> bool:
    return bool(
        (
            await db.execute(
                select(func.count()).select_from(model).where(model.tenant_id == db.tenant).limit(1)
            )
        ).scalar_one()
    )
