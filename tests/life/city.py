"""A city with three districts, a second head, and everybody that the fixed cast does without, in a database of theirs."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitTree, add_unit, unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant
from tests.cast import CITY, EAST, MONDAY, PASSWORD, WEST, Cast

SOUTH = "990131"
_SOUTH = NewTenant(
    code=SOUTH, name_zh="南塘区", name_en="South Pond District", short_zh="南塘", short_en="South Pond", tier="district",
    parent=CITY,
)  # fmt: skip
_UNITS = (
    (CITY, "C-LANE", "槐巷社区居委会", "Locust Lane Community", "committee"),
    (WEST, "W-PINE", "松坡镇", "Pine Slope Town", "street"),
    (SOUTH, "S-REED", "芦荡街道", "Reed Marsh Street", "street"),
    (SOUTH, "S-BUILD", "区住建局", "District Housing Bureau", "department"),
)
_PEOPLE = (
    ("second_head", CITY, "duty_head", None),
    ("order_officer", EAST, "unit_officer", "E-ORDER"),
    ("order_leader", EAST, "unit_leader", "E-ORDER"),
    ("west_operator", WEST, "operator", None),
    ("west_callback", WEST, "callback_officer", None),
    ("west_head", WEST, "duty_head", None),
    ("west_second_head", WEST, "duty_head", None),
    ("pine_officer", WEST, "unit_officer", "W-PINE"),
    ("pine_leader", WEST, "unit_leader", "W-PINE"),
    ("south_operator", SOUTH, "operator", None),
    ("south_dispatcher", SOUTH, "dispatcher", None),
    ("south_reviewer", SOUTH, "reviewer", None),
    ("south_callback", SOUTH, "callback_officer", None),
    ("south_head", SOUTH, "duty_head", None),
    ("reed_officer", SOUTH, "unit_officer", "S-REED"),
    ("reed_leader", SOUTH, "unit_leader", "S-REED"),
    ("build_officer", SOUTH, "unit_officer", "S-BUILD"),
    ("build_leader", SOUTH, "unit_leader", "S-BUILD"),
)


@dataclass(frozen=True)
class City:
    """Who is there: the people by login, and by tenant its units, a category of the third level and its code."""

    people: dict[str, Actor]
    units: dict[int, UnitTree]
    categories: dict[int, uuid.UUID]
    codes: dict[int, str]


async def found(database: Database, cast: Cast) -> City:
    """Bring the third district and the missing people on stage, through the verbs."""
    tenants = dict(cast.tenants)
    tenants[SOUTH] = await add_tenant(database, _SOUTH, at=MONDAY)
    units = dict(cast.units)
    for tenant, code, name_zh, name_en, kind in _UNITS:
        async with database.transaction(standing_in(tenants[tenant])) as db:
            units[code] = await add_unit(db, code=code, name_zh=name_zh, name_en=name_en, kind=kind)
    people = dict(cast.actors)
    for login, tenant, role, unit in _PEOPLE:
        unit_id = units[unit] if unit else None
        async with database.transaction(standing_in(tenants[tenant])) as db:
            account = await add_account(
                db, login=login, name=login.replace("_", " ").title(), password=PASSWORD, cheap=True,
                must_change_password=False, at=MONDAY,
            )  # fmt: skip
            membership = add_membership(db, account, role, unit_id=unit_id, city=tenant == CITY, at=MONDAY)
        people[login] = Actor(
            tenant=tenants[tenant], role=role, name=login, account_id=account, membership_id=membership,
            unit_id=unit_id,
        )  # fmt: skip
    trees, lamps = {}, {}
    for tenant_id in tenants.values():
        async with database.transaction(standing_in(tenant_id)) as db:
            trees[tenant_id] = await unit_tree(db)
            categories = await classification(db)
            path = categories.below(categories.below(categories.below()[0].id)[0].id)
            lamps[tenant_id] = next(one.id for one in path if one.name_zh == "路灯")
    return City(people, trees, lamps, {number: code for code, number in tenants.items()})
