"""Whether a government is settled: what still stands open in it or above it, and keeps it from being archived."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_tenants.administration.model import Handing
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.model import Change
from hotline_tenants.meetings.model import Meeting
from hotline_tenants.meetings.succeeding import waits_for
from hotline_tenants.network.model import CatalogueEntry, Category, Unit
from hotline_tenants.openness.model import Submission
from hotline_tenants.unfinished.work import SHOWN, Thing, unfinished


@dataclass(frozen=True)
class Line:
    """One thing that must be over, and how many of it are not; some of them by name."""

    key: str
    words: Message
    open: int
    some: Sequence[Thing] = ()
    permission: str = ""


async def settled(database: Database, code: str) -> list[Line]:
    """Every line, in the order in which one settles them. Raises NotFound."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
        here = registry.by_code(code)
        plans = await _plans(db, here)
    async with database.transaction(standing_in(here.id)) as db:
        inside = [
            await _sent(db),
            await _cases(db),
            *(Line(one.key, one.words, one.number, one.some, one.permission) for one in await unfinished(db)),
            await _changes(db),
            await _handings(db, here),
        ]
    return [
        _below(registry, here),
        *inside,
        plans,
        await _named(database, here),
        await _called(database, here),
    ]


def _below(registry: Registry, here: Government) -> Line:
    living = [Thing(one.name_zh, f"/governments/{one.code}") for one in registry.below(here.id) if one.living]
    return Line(
        "below", N_("No government below it works any more."), len(living), living[:SHOWN], "tenant.keep"
    )


async def _sent(db: Db) -> Line:
    wanted = select(Submission.kind, Submission.id).where(
        Submission.tenant_id == db.tenant, Submission.taken_up_at.is_(None)
    )
    return Line(
        "submissions", N_("Everything that the public sent is taken up."), (await _open(db, wanted))[0]
    )


async def _cases(db: Db) -> Line:
    wanted = select(Case.number, Case.id).where(Case.tenant_id == db.tenant, Case.state.not_in(ENDED))
    number, some = await _open(db, wanted)
    things = [Thing(printed, f"/cases/{case_id}") for printed, case_id in some]
    return Line(
        "cases", N_("Every case is closed, the orders from above too."), number, things, "case.read_below"
    )


async def _changes(db: Db) -> Line:
    wanted = select(Change.number, Change.id).where(Change.tenant_id == db.tenant, Change.state == "proposed")
    number, some = await _open(db, wanted)
    things = [Thing(f"№ {one}") for one, _ in some]
    return Line("changes", N_("Every change of its settings is decided."), number, things)


async def _handings(db: Db, here: Government) -> Line:
    wanted = select(Handing.reason, Handing.id).where(
        Handing.tenant_id == db.tenant, Handing.decided_at.is_(None)
    )
    number, some = await _open(db, wanted)
    things = [Thing(reason, f"/governments/{here.code}/handing-over") for reason, _ in some]
    return Line(
        "handings", N_("Every handing over of its administration is decided."), number, things, "tenant.keep"
    )


async def _plans(db: Db, here: Government) -> Line:
    """Plans of boundaries that begin or end here, as there are few of them in a deployment."""
    wanted = select(BoundaryPlan).where(BoundaryPlan.withdrawn_at.is_(None), BoundaryPlan.done_at.is_(None))
    concerned = [
        one
        for one in (await db.execute(wanted.order_by(BoundaryPlan.effective_on))).scalars()
        if here.id in (one.source_id, *one.targets)
    ]
    things = [Thing(one.effective_on.isoformat(), f"/boundaries/{one.id}") for one in concerned[:SHOWN]]
    words = N_("Every plan by which its boundaries change is carried out or withdrawn.")
    return Line("plans", words, len(concerned), things, "tenant.keep")


async def _named(database: Database, here: Government) -> Line:
    """Responsibilities of the government above that are its own, or lie in it."""
    words = N_("The dispatch catalogue above does not name it.")
    if here.parent_id is None:
        return Line("catalogue", words, 0)
    async with database.transaction(standing_in(here.parent_id)) as db:
        units = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == here.id)
        wanted = (
            select(Category.name_zh, CatalogueEntry.id)
            .join(Category, and_(Category.tenant_id == CatalogueEntry.tenant_id, Category.id == CatalogueEntry.category_id))
            .where(CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None), Category.tenant_id == db.tenant)
            .where(or_(CatalogueEntry.unit_id.in_(units), CatalogueEntry.area_id.in_(units)))
        )  # fmt: skip
        number, some = await _open(db, wanted)
    return Line("catalogue", words, number, [Thing(name, "/catalogue") for name, _ in some], "catalogue.keep")


async def _called(database: Database, here: Government) -> Line:
    """Joint meetings of the government above: nobody could come to them, or report, once it has ended."""
    words = N_("No joint meeting above waits for it, and nothing that one settled is left for it to do.")
    if here.parent_id is None:
        return Line("called", words, 0)
    async with database.transaction(standing_in(here.parent_id)) as db:
        units = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == here.id)
        wanted = select(Meeting.title, Meeting.id).where(Meeting.tenant_id == db.tenant, waits_for(units))
        number, some = await _open(db, wanted)
    things = [Thing(title, f"/meetings/{meeting_id}") for title, meeting_id in some]
    return Line("called", words, number, things, "meeting.read")


async def _open(db: Db, wanted: Select[Any, uuid.UUID]) -> tuple[int, Sequence[tuple[Any, uuid.UUID]]]:
    """How many there are, and the first of them."""
    number = int(await db.scalar(select(func.count()).select_from(wanted.subquery())) or 0)
    some = await db.execute(wanted.limit(SHOWN)) if number else ()
    return number, [(row[0], row[1]) for row in some]
