"""What follows from a registration, off the caller's time."""

import datetime as dt
import uuid

from sqlalchemy import exists, select, update

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.jobs.actors import job
from hotline_platform.jobs.periodic import periodic
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.word_marks import WordMark, drop_old_marks, put_marks
from hotline_tenants.intake.repeats import repeats_of
from hotline_tenants.network.catalogue import propose

DESK = ("registered", "accepted")
"""States in which a case waits for its dispatch."""


@job()
async def propose_unit(db: Db, actor: Actor, *, case_id: str) -> None:
    """Write the catalogue's proposal on the case, so that the dispatch queue can show and sort by it.

    Idempotent; no act of anybody, so neither an event nor a reason for a page to become stale.
    """
    case = (
        await db.execute(
            select(Case.category_id, Case.area_id, Case.registered_on, Case.proposed_unit_id).where(
                Case.tenant_id == db.tenant, Case.id == uuid.UUID(case_id)
            )
        )
    ).one_or_none()
    if case is None:
        return
    proposal = await propose(db, case.category_id, case.area_id, on=case.registered_on)
    unit_id = proposal.unit_id if proposal else None
    if unit_id != case.proposed_unit_id:
        await db.execute(
            update(Case)
            .where(Case.tenant_id == db.tenant, Case.id == uuid.UUID(case_id))
            .values(proposed_unit_id=unit_id)
        )


@job()
async def find_repeats(db: Db, actor: Actor, *, case_id: str) -> None:
    """Mark the words of a new demand and count its likely repeats, for the dispatch queue: of one that has left it
    nobody asks. Idempotent; no act.
    """
    marked = exists().where(WordMark.tenant_id == db.tenant, WordMark.case_id == Case.id)
    wanted = (
        select(Case, CaseText.title, CaseText.place, marked.label("marked"))
        .join(CaseText, (CaseText.tenant_id == db.tenant) & (CaseText.case_id == Case.id))
        .where(Case.tenant_id == db.tenant, Case.id == uuid.UUID(case_id), CaseText.erased_at.is_(None))
    )
    found = (await db.execute(wanted)).one_or_none()
    if found is None:
        return
    case: Case = found[0]
    if not found.marked:
        put_marks(db, case.id, found.title, found.place)
    if case.state in DESK:
        case.repeats = len(await repeats_of(db, case))


@periodic(
    every=dt.timedelta(days=1), name="word_marks", phase=dt.timedelta(hours=18, minutes=10), queue="bulk"
)
async def drop_word_marks(database: Database) -> None:
    """At 02:10 in Beijing: marks of words that are too old to find anything by, in every tenant."""
    async with database.transaction(NOWHERE) as db:
        tenants = [one.id for one in (await load_registry(db)).kept()]
    for tenant in tenants:
        async with database.transaction(standing_in(tenant)) as db:
            await drop_old_marks(db, at=dt.datetime.now(dt.UTC))
