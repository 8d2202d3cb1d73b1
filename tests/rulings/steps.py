"""Short steps that the tests of rulings share."""

import uuid
from typing import Any

from sqlalchemy import select

from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.opening import Opened
from hotline_tenants.cases.reaching import assignments_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.handling import taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.rulings.asking import rulings_of
from hotline_tenants.rulings.model import Ruling
from tests.cases.test_the_main_road import dispatched_to, only_assignment, order_in_east, registered
from tests.cast import CITY, EAST
from tests.conftest import House

EVIDENCE = "现场查看并对照职责清单，照片和文件见附件。"


async def act(house: House, login: str, verb: Any, *given: Any, **more: Any) -> None:
    """One act of one person in a transaction of its own, now."""
    async with house.acting(login) as (db, actor):
        await verb(db, actor, *given, **{"version": None, "at": house.now, **more})


async def handed_to(house: House, unit: str, login: str) -> tuple[Opened, uuid.UUID]:
    """A case with a unit of the city, and the unit's assignment."""
    opened = await registered(house)
    await dispatched_to(house, opened, unit)
    _, assignment = await only_assignment(house, login, opened.id)
    return opened, assignment.id


async def handled_by_housing(house: House) -> tuple[Opened, uuid.UUID]:
    """A case that the Housing Bureau has signed for."""
    opened, assignment = await handed_to(house, "C-HOUSING", "housing_officer")
    await act(house, "housing_officer", taking_on.sign, opened.id, assignment)
    return opened, assignment


async def order_with_bridge(house: House) -> tuple[Opened, uuid.UUID, uuid.UUID]:
    """A case referred to the east, its order there, and the street's assignment, signed."""
    opened = await registered(house)
    await dispatched_to(house, opened, EAST)
    order = await order_in_east(house, opened.id)
    decision = Dispatch(category_id=house.cast.category(EAST, "路灯"), lead_id=house.cast.units["E-BRIDGE"])
    await act(house, "east_dispatcher", dispatch, order, decision)
    _, assignment = await only_assignment(house, "bridge_officer", order)
    await act(house, "bridge_officer", taking_on.sign, order, assignment.id)
    return opened, order, assignment.id


async def again_to(house: House, login: str, case_id: uuid.UUID, unit: str, tenant: str = CITY) -> None:
    """Dispatch a case that came back to the desk."""
    decision = Dispatch(category_id=house.cast.category(tenant, "路灯"), lead_id=house.cast.units[unit])
    await act(house, login, dispatch, case_id, decision)


async def seen(house: House, login: str, case_id: uuid.UUID) -> tuple[Case, list[Assignment], list[Ruling]]:
    """The case as it is, with its assignments and rulings; whoever looks need not be allowed to."""
    async with house.acting(login) as (db, _):
        case = (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == case_id))
        ).scalar_one()
        return case, await assignments_of(db, case), list(await rulings_of(db, case))


async def clocks(house: House, login: str, case_id: uuid.UUID, kind: str) -> list[Clock]:
    """The clocks of a kind, oldest first."""
    async with house.acting(login) as (db, _):
        wanted = select(Clock).where(
            Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.kind == kind
        )
        return list((await db.execute(wanted.order_by(Clock.id))).scalars())
