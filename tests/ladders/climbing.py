"""What the ladders of a test have done: the steps in a case's history, and the messages that were written."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake.registering import register
from hotline_tenants.ladders.sweeping import climb_due
from hotline_tenants.messages.model import Message
from tests.cast import CITY, EAST, WEST
from tests.conftest import House

_DISPATCHERS = {CITY: "dispatcher", EAST: "east_dispatcher", WEST: "west_dispatcher"}


async def urgent(house: House, urgency: str = "extra_urgent", *, by: str = "operator") -> Opened:
    """An urgent demand at the desk of the city, or of the government of whoever registers it."""
    demand = Demand(
        title="路面塌陷", body="人行道塌陷，有人跌入。", type="help", channel="phone", urgency=urgency,
        caller_name="林小满", caller_phone="138 0000 1234",
    )  # fmt: skip
    async with house.acting(by) as (db, actor):
        return await register(db, actor, demand, at=house.now)


async def sent(house: House, case_id: uuid.UUID, unit: str, *, by: str = CITY) -> None:
    """Dispatched to one unit."""
    async with house.acting(_DISPATCHERS[by]) as (db, actor):
        decision = Dispatch(category_id=house.cast.category(by, "路灯"), lead_id=house.cast.units[unit])
        await dispatch(db, actor, case_id, decision, version=None, at=house.now)


async def climbed(house: House, tenant: int, moment: dt.datetime) -> int:
    """One sweep of a government at a moment."""
    async with house.database.transaction(standing_in(tenant)) as db:
        return await climb_due(db, at=moment)


async def steps(house: House, tenant: int, case_id: uuid.UUID) -> list[tuple[str, str | None]]:
    """Step and login of everybody who was alerted, in the order of the history; None where nobody was on duty."""
    logins = {str(actor.account_id): login for login, actor in house.cast.actors.items()}
    async with house.database.transaction(standing_in(tenant)) as db:
        found = await db.execute(
            select(CaseEvent)
            .where(CaseEvent.tenant_id == tenant, CaseEvent.case_id == case_id, CaseEvent.act == "alert")
            .order_by(CaseEvent.seq)
        )
        events = list(found.scalars())
    assert {event.role for event in events} <= {"clock"}
    return [
        (step["step"], logins.get(step["person"] or "")) for event in events for step in event.data["steps"]
    ]


async def messages(house: House, tenant: int) -> list[Any]:
    """Every message to somebody on duty, oldest first."""
    async with house.database.transaction(standing_in(tenant)) as db:
        wanted = (
            select(Message).where(Message.tenant_id == tenant, Message.kind == "duty").order_by(Message.id)
        )
        return list((await db.execute(wanted)).scalars())
