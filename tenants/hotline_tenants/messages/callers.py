"""Telling the caller of a case by message, by the government that took the call; or else by telephone."""

import datetime as dt

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case, CasePerson
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.messages.numbers import mobile
from hotline_tenants.messages.texts import text_of
from hotline_tenants.messages.writing import Recipient, write_message


async def tell_caller(
    db: Db, case: Case, kind: str, *, until: dt.datetime | None = None, otherwise: str | None, at: dt.datetime
) -> None:
    """Send the text of this kind; where that cannot be, put the notice `otherwise` before the callback officers, who
    telephone. A text that does not arrive in the end brings them a notice too.

    An order from above has no caller here: the government that took the call tells them of its own case.
    """
    if case.referred:
        return
    wanted = select(CasePerson.phone, CasePerson.declines_messages).where(
        CasePerson.tenant_id == db.tenant, CasePerson.case_id == case.id
    )
    person = (await db.execute(wanted)).one()
    if may_be_texted(case.confidentiality, person.phone, declines=person.declines_messages):
        await write_message(
            db, case_id=case.id, to=Recipient(number=person.phone), kind=kind, at=at,
            words=text_of(kind, (await registry_of(db)).get(db.tenant), number=case.number, at=until),
        )  # fmt: skip
    elif otherwise is not None:
        await tell(db, otherwise, subject_id=case.id, at=at, roles=("callback_officer",), number=case.number)


async def confirm_receipt(db: Db, actor: Actor, demand: Demand, opened: Opened, *, at: dt.datetime) -> None:
    """Text number and query code after a person at our own desk registered what somebody said.

    The public's own form gets none: its receipt is on the screen, and anybody may type anybody's number into it.
    Neither do demands of other systems, which answer their users themselves.
    """
    typed_here = actor.account_id is not None and actor.client_id is None
    if not typed_here or opened.code is None or demand.pin:
        return
    if may_be_texted(demand.confidentiality, demand.caller_phone, declines=demand.declines_messages):
        await write_message(
            db, case_id=opened.id, to=Recipient(number=demand.caller_phone), kind="received", once=opened.code, at=at,
            words=text_of("received", (await registry_of(db)).get(db.tenant), number=opened.number),
        )  # fmt: skip


def may_be_texted(confidentiality: str, phone: str, *, declines: bool) -> bool:
    """Only a mobile whose owner did not decline, and never in a protected or secret case.

    Such a text would lie on a telephone that others may hold, and at a provider, and say that this number told the
    hotline something. Who reports on an employer or a neighbour is telephoned by the hotline, which asks first who
    is there.
    """
    return confidentiality == "normal" and not declines and bool(mobile(phone))
