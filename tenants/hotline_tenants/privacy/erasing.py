"""Erasing personal data when their time has come: the rows stay, empty; the chain of events stays whole."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import load_registry
from hotline_platform.tenancy.values import setting
from hotline_tenants.cases.model import Case, CasePerson, CaseText, Remark, Reply
from hotline_tenants.cases.reaching import locked
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.word_marks import drop_marks
from hotline_tenants.enclosures.erasing import erase_files
from hotline_tenants.messages.erasing import erase_messages
from hotline_tenants.privacy.counting import due
from hotline_tenants.privacy.keeping import DAYS

BATCH = 200
_UNSEEN = {"synchronize_session": False}


async def erase_due(database: Database, *, at: dt.datetime) -> int:
    """Erase whatever is due in every tenant, a batch of cases in each transaction; returns how many were erased.

    Idempotent: what is erased is not due any more.
    """
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).kept()]
    erased = 0
    for tenant in tenants:
        for kind in DAYS:
            while done := await _batch(database, tenant, kind, at=at):
                erased += done
    return erased


async def days_kept(db: Db, kind: str) -> int:
    """How many days after its end this tenant keeps a kind of data."""
    return int(await setting(db, DAYS[kind]))


async def erase_person(db: Db, actor: Actor, case: Case, *, at: dt.datetime) -> None:
    """Take the person out of a locked case that has ended. The event carries a digest that nobody can match now."""
    await _empty(db, CasePerson, case.id, at=at, name="", phone="", phone_key=None, salt=b"")
    await erase_messages(db, case.id, to_caller_only=True, at=at)
    await record(db, case, "erase", actor, at=at, what="person")


async def erase_content(db: Db, actor: Actor, case: Case, *, at: dt.datetime) -> None:
    """Take every text and file out of a locked case that has ended: demand, remarks, replies, evidence."""
    await _empty(
        db,
        CaseText,
        case.id,
        at=at,
        title="",
        body="",
        place="",
        struck_title=None,
        struck_body=None,
        salt=b"",
    )
    await drop_marks(db, case.id)
    await _empty(db, Remark, case.id, at=at, body="", salt=b"")
    await _empty(db, Reply, case.id, at=at, inner="", public="", salt=b"")
    await erase_files(db, actor, case, at=at)
    await erase_messages(db, case.id, to_caller_only=False, at=at)
    await record(db, case, "erase", actor, at=at, what="content")


async def _batch(database: Database, tenant: int, kind: str, *, at: dt.datetime) -> int:
    async with database.transaction(standing_in(tenant)) as db:
        before = at - dt.timedelta(days=await days_kept(db, kind))
        concerned = await due(db, kind, before, limit=BATCH)
        for case_id in concerned:
            case = await locked(db, case_id)
            erase = erase_person if kind == "person" else erase_content
            await erase(db, system_actor(tenant), case, at=at)
        return len(concerned)


async def _empty(db: Db, model: Any, case_id: uuid.UUID, *, at: dt.datetime, **nothing: object) -> None:
    await db.execute(
        update(model)
        .where(model.tenant_id == db.tenant, model.case_id == case_id, model.erased_at.is_(None))
        .values(erased_at=at, **nothing),
        execution_options=_UNSEEN,
    )
