"""Short steps that the tests of messages share."""

import base64
import datetime as dt
import uuid

import msgspec
from sqlalchemy import select

from hotline_platform.gateways.reports import ID, SIGNATURE, TIMESTAMP, signature
from hotline_platform.notices.model import Notice
from hotline_tenants.cases.opening import Demand
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.writing import Recipient, write_message
from hotline_tenants.rulings import extending, granting_extensions
from tests.cases.test_the_main_road import LAMP, only_assignment, registered
from tests.cast import CITY
from tests.conftest import House
from tests.messages.gateway import REPORT_SECRET
from tests.rulings.steps import EVIDENCE, act

PHONE = "138 0000 1234"
WORKS = {"reason": "works", "evidence": EVIDENCE}


async def written(
    house: House, *, login: str = "dispatcher", on_duty: str | None = None, number: str = PHONE,
    words: str = "您的诉求已延期。", voice: bool = False, once: str | None = None, case_id: uuid.UUID | None = None,
) -> uuid.UUID:  # fmt: skip
    """A message of its own, to a caller or to a person on duty."""
    account = house.cast.actors[on_duty].account_id if on_duty else None
    async with house.acting(login) as (db, _):
        return await write_message(
            db, case_id=case_id, to=Recipient(number=number, account_id=account), words=words, voice=voice, once=once,
            kind="duty" if on_duty else "extended", at=house.now,
        )  # fmt: skip


async def extended(house: House, demand: Demand = LAMP) -> uuid.UUID:
    """A case whose unit asked for an extension and got it."""
    opened = await registered(house, demand)
    decision = Dispatch(
        category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["C-HOUSING"],
        struck_title="路灯不亮", struck_body="路灯三天没有亮。",
    )  # fmt: skip
    await act(house, "dispatcher", dispatch, opened.id, decision)
    _, assignment = await only_assignment(house, "dispatcher", opened.id)
    await act(house, "housing_officer", extending.ask, opened.id, assignment.id, **WORKS)
    await act(house, "reviewer", granting_extensions.rule, opened.id, assignment.id, granted=True, ruling="")
    return opened.id


async def message(house: House, message_id: uuid.UUID, login: str = "dispatcher") -> Message:
    """The message as it is."""
    async with house.acting(login) as (db, _):
        wanted = select(Message).where(Message.tenant_id == db.tenant, Message.id == message_id)
        return (await db.execute(wanted)).scalar_one()


async def all_messages(house: House, login: str = "dispatcher") -> list[Message]:
    """Every message of a government, oldest first."""
    async with house.acting(login) as (db, _):
        wanted = select(Message).where(Message.tenant_id == db.tenant).order_by(Message.id)
        return list((await db.execute(wanted)).scalars())


async def notices(house: House, login: str) -> list[str]:
    """The kinds of notices of one person, oldest first."""
    async with house.acting(login) as (db, actor):
        wanted = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
        )
        return list((await db.execute(wanted.order_by(Notice.id))).scalars())


def report(
    our_id: str, state: str, *, at: dt.datetime | None = None, secret: str = REPORT_SECRET
) -> tuple[bytes, dict[str, str]]:
    """A report as the gateway sends it: body and headers."""
    body = msgspec.json.encode({"id": our_id, "state": state})
    stamp = str(int((at or dt.datetime.now(dt.UTC)).timestamp()))
    signed = base64.b64encode(signature(secret, "report-1", stamp, body)).decode()
    return body, {
        ID: "report-1",
        TIMESTAMP: stamp,
        SIGNATURE: f"v1,{signed}",
        "content-type": "application/json",
    }
