"""Asking that an archived government be erased, confirming it, and taking it back before it begins.

Nothing is erased without an export that was made after the government was archived and proved since, without two
persons, or before the time of grace is over.
"""

import datetime as dt
import uuid

from sqlalchemy import func, select, text

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.ending import Archiving, Erasure, GovernmentExport
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_platform.tenancy.values import ERASE_DAYS, value_of
from hotline_tenants.standstill.suspending import SHORTEST_REASON

CONFIRMS = ("tenant.keep", "access.keep")


async def ask(database: Database, actor: Actor, code: str, *, reason: str, at: dt.datetime) -> uuid.UUID:
    """Ask for the erasure of an archived government. The officers who may confirm it are told.

    Raises NotFound, and Refused by field `reason`, where it is not archived, not proved, or asked for already.
    """
    actor.need("tenant.keep")
    if len(reason.strip()) < SHORTEST_REASON:
        raise refused_fields(
            {"reason": N_("Give the reason, at least 4 characters: it stands on the certificate.")}
        )
    erasure_id = new_id()
    try:
        async with database.transaction(actor.scope) as db:
            here = (await load_registry(db)).by_code(code)
            export = await proved_export(db, here)
            if refusal := why_not_ask(here, export):
                raise Refused(refusal)
            assert export is not None
            db.put(
                Erasure, id=erasure_id, government_id=here.id, export_id=export.id, reason=reason.strip(),
                asked_at=at, asked_by=actor.account_id,
            )  # fmt: skip
            await tell(
                db, "erasure_asked", subject_id=None, subject_kind="confirmation", at=at, government=here.name_zh,
                roles=("security_officer", "system_admin"),
            )  # fmt: skip
    except TWICE:
        raise Refused(N_("Its erasure has been asked for already.")) from None
    await record(
        database, DEPLOYMENT, "erasure_asked", account_id=actor.account_id, at=at, government=code,
        reason=reason.strip(),
    )  # fmt: skip
    return erasure_id


async def confirm(database: Database, actor: Actor, erasure_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Confirm it as a second person; it begins when the time of grace is over. Raises NotFound, Refused."""
    _need_one_of(actor)
    async with database.transaction(NOWHERE) as db:
        erasure = await _locked(db, erasure_id)
        registry = await load_registry(db)
        here = registry.get(erasure.government_id)
        if refusal := why_not_confirm(erasure, actor):
            raise Refused(refusal)
        if refusal := why_not_ask(here, await proved_export(db, here)):
            raise Refused(refusal)
        days = int(value_of(registry, here.id, ERASE_DAYS).value)
        erasure.confirmed_at, erasure.confirmed_by = at, actor.account_id
        erasure.begin_at = at + dt.timedelta(days=days)
    await record(
        database, DEPLOYMENT, "erasure_confirmed", account_id=actor.account_id, at=at, government=here.code
    )  # fmt: skip


async def withdraw(
    database: Database, actor: Actor, erasure_id: uuid.UUID, *, reason: str, at: dt.datetime
) -> None:
    """Take it back before anything was erased. Raises NotFound, Refused by field `reason`, and once it has begun."""
    _need_one_of(actor)
    if len(reason.strip()) < SHORTEST_REASON:
        raise refused_fields({"reason": N_("Give the reason, at least 4 characters: it is kept in the log.")})
    async with database.transaction(NOWHERE) as db:
        erasure = await _locked(db, erasure_id)
        if not erasure.open or erasure.started_at is not None:
            raise Refused(N_("The erasure has begun, or is over: it cannot be taken back."))
        erasure.withdrawn_at, erasure.withdrawn_by, erasure.withdrawn_reason = (
            at,
            actor.account_id,
            reason.strip(),
        )
        here = (await load_registry(db)).get(erasure.government_id)
    await record(
        database, DEPLOYMENT, "erasure_withdrawn", account_id=actor.account_id, at=at, government=here.code,
        reason=reason.strip(),
    )  # fmt: skip


async def proved_export(db: Db, here: Government) -> GovernmentExport | None:
    """The latest export of a government that was made since it was archived, and proved. One that was merged into
    another was archived with that.
    """
    archived = select(Archiving.at).where(Archiving.government_id == here.id, Archiving.back_at.is_(None))
    wanted = (
        select(GovernmentExport)
        .where(
            GovernmentExport.government_id == here.id, GovernmentExport.proved_at.is_not(None),
            GovernmentExport.exported_at >= func.coalesce(archived.scalar_subquery(), text("'-infinity'")),
        )
        .order_by(GovernmentExport.exported_at.desc())
        .limit(1)
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()


def why_not_ask(here: Government, export: GovernmentExport | None) -> Message | None:
    """None where this government may be erased."""
    if here.status != "archived":
        return N_("Only an archived government is erased.")
    if export is None:
        return N_("First export the government as a whole, now that it is archived, and prove the export.")
    return None


def why_not_confirm(erasure: Erasure, actor: Actor) -> Message | None:
    """None where this person may confirm it."""
    if erasure.withdrawn_at is not None:
        return N_("The erasure was taken back.")
    if erasure.confirmed_at is not None:
        return N_("The erasure is confirmed already.")
    if erasure.asked_by is not None and erasure.asked_by == actor.account_id:
        return N_("You have asked for it yourself. Somebody else confirms it.")
    return None


def _need_one_of(actor: Actor) -> None:
    if not any(actor.may(one) for one in CONFIRMS):
        actor.need(CONFIRMS[0])


async def _locked(db: Db, erasure_id: uuid.UUID) -> Erasure:
    wanted = select(Erasure).where(Erasure.id == erasure_id).with_for_update()
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
