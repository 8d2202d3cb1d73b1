"""A caller wants no texts, or wants them again: said once, it holds for every case of that number here."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.model import Case, CasePerson
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.messages.callers import may_be_texted


async def set_declined(db: Db, actor: Actor, case_id: uuid.UUID, *, declines: bool, at: dt.datetime) -> None:
    """Note the caller's wish. What is on its way already still arrives. Raises NotAllowed, NotFound, and Refused in an
    order from above: the government that took the call keeps the caller.
    """
    actor.need("message.follow")
    case = await case_for(db, actor, case_id)
    if case.referred:
        raise Refused(N_("The government that took the call keeps the caller: it notes what they wish."))
    same = CasePerson.case_id == case.id
    if (key := await _phone_key(db, case)) is not None:
        same |= CasePerson.phone_key == key
    await db.execute(
        update(CasePerson)
        .where(CasePerson.tenant_id == db.tenant, same, CasePerson.erased_at.is_(None))
        .values(declines_messages=declines),
        execution_options={"synchronize_session": False},
    )
    kind = "messages_declined" if declines else "messages_wanted"
    note(db, kind, account_id=actor.account_id, subject=case.id, at=at)


async def declines(db: Db, case: Case) -> bool | None:
    """Whether the caller of a case wants no texts; None where none would go out anyway."""
    wanted = select(CasePerson.phone, CasePerson.declines_messages).where(
        CasePerson.tenant_id == db.tenant, CasePerson.case_id == case.id
    )
    person = (await db.execute(wanted)).one()
    if case.referred or not may_be_texted(case.confidentiality, person.phone, declines=False):
        return None
    return bool(person.declines_messages)


async def _phone_key(db: Db, case: Case) -> bytes | None:
    wanted = select(CasePerson.phone_key).where(
        CasePerson.tenant_id == db.tenant, CasePerson.case_id == case.id
    )
    return (await db.execute(wanted)).scalar_one()
