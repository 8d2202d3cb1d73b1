"""People of the cast on duty, put there by the verbs themselves."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_tenants.rosters.people import add_person
from hotline_tenants.rosters.shifts import NewShift, add_shift
from tests.cast import MONDAY
from tests.conftest import House

NUMBERS = {
    "water_officer": "13800000001", "water_leader": "13800000002", "housing_officer": "13800000003",
    "housing_leader": "13800000004", "operator": "13800000005", "duty_head": "13800000006",
    "bridge_officer": "13800000011", "bridge_leader": "13800000012", "willow_officer": "13800000013",
    "east_operator": "13800000021", "east_head": "13800000022",
}  # fmt: skip
DAY = dt.timedelta(days=1)


def keeper(house: House, tenant: int) -> Actor:
    """Whoever keeps the rosters of a government; the fixed cast has a network officer in the city only."""
    return Actor(tenant=tenant, role="network_officer", name="keeper", account_id=uuid.UUID(int=9))


async def stands(house: House, login: str) -> uuid.UUID:
    """Put somebody on the roster of their unit, or of their desk."""
    person = house.cast.actors[login]
    async with house.database.transaction(person.scope) as db:
        return await add_person(
            db, keeper(house, person.tenant), person.unit_id, account_id=person.account_id or uuid.UUID(int=0),
            phone=NUMBERS[login], at=MONDAY,
        )  # fmt: skip


async def on_duty(
    house: House,
    login: str,
    post: str = "duty",
    *,
    begins: dt.datetime | None = None,
    lasts: dt.timedelta = DAY,
) -> uuid.UUID:
    """Put somebody on duty from now on for a day, or for another time; returns the shift."""
    person = house.cast.actors[login]
    person_id = await stands(house, login)
    begins = begins or house.now - dt.timedelta(hours=1)
    new = NewShift(post=post, person_id=person_id, starts_at=begins, ends_at=begins + lasts)
    async with house.database.transaction(person.scope) as db:
        return await add_shift(db, keeper(house, person.tenant), person.unit_id, new, at=MONDAY - DAY)
