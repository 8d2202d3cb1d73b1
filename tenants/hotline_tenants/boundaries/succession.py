"""Who goes on with what since when: plans that were carried out, as reading pages and the public's look-up ask for them."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, column, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import Scope as Reach
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import begun_scope
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.scope import Scope, narrowed, which_go
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import known_to


@dataclass(frozen=True)
class Succession:
    """One government goes on with a part of another, or with all of it, since a moment."""

    predecessor: int
    successor: int
    scope: Scope
    since: dt.datetime


@dataclass(frozen=True)
class Former:
    """A government whose ended demands a successor may read, as far as the scope of what went over goes."""

    tenant: int
    scope: Scope
    since: dt.datetime

    @property
    def reach(self) -> Reach:
        """For the reader's role: to stand there and read nothing else."""
        return Reach(self.tenant, (self.tenant,))


async def successions(database: Database) -> Sequence[Succession]:
    """All of the deployment, as this process remembers them for some seconds; there are few."""

    async def load() -> Sequence[Succession]:
        async with database.transaction(NOWHERE) as db:
            begun = select(BoundaryPlan).where(
                BoundaryPlan.begun_at.is_not(None), BoundaryPlan.kind != "convert"
            )
            return [
                Succession(one.source_id, target, begun_scope(one, target), one.begun_at)
                for one in (await db.execute(begun.order_by(BoundaryPlan.begun_at))).scalars()
                if one.begun_at is not None
                for target in one.targets
            ]

    return await database.cache.get(("successions",), load)


def formers_of(every: Sequence[Succession], tenant: int) -> Iterator[Former]:
    """The governments before this one, the nearest first; what went on from house to house is read in each of them."""
    for one in reversed(every):
        if one.successor == tenant:
            yield Former(one.predecessor, one.scope, one.since)
            earlier = [before for before in every if before.since < one.since]
            for further in formers_of(earlier, one.predecessor) if one.predecessor != tenant else ():
                if (shared := narrowed(further.scope, one.scope)) is not None:
                    yield Former(further.tenant, shared, further.since)


async def has_formers(database: Database, tenant: int) -> bool:
    """Whether this government goes on with something that another one had."""
    return any(one.successor == tenant for one in await successions(database))


def houses_around(every: Sequence[Succession], tenant: int) -> list[int]:
    """Every government that a query code given in this one, or looked up in it, may have to do with; itself first."""
    found = [tenant]
    for known in found:
        for one in every:
            for other in (one.successor, one.predecessor):
                if known in (one.successor, one.predecessor) and other not in found:
                    found.append(other)
    return found


def readable(former: Former, db: Db, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Which demands there this person may read: what ended in the former house, in what went over; people of a unit
    those that their unit handled there.
    """
    past = or_(
        and_(Case.state.in_(ENDED), Case.state != "moved"),
        and_(Case.origin == "imported", Case.state == "registered"),
    )
    own = known_to(db, actor) if actor.role in UNIT_ROLES else ()
    return past, which_go(former.scope), Case.origin.in_(("live", "imported")), *own


def latest(former: Former, db: Db, actor: Actor, before: uuid.UUID | None, many: int) -> Select[uuid.UUID]:
    """The ids of the next demands to read there, newest first. Each area is asked for its own latest, from an index in
    that order, so a page costs the same however many demands there are.
    """
    where = [Case.tenant_id == db.tenant, *readable(former, db, actor)]
    if before is not None:
        where.append(Case.id < before)
    if former.scope.everything:
        return select(Case.id).where(*where).order_by(Case.id.desc()).limit(many)
    areas = (
        func.unnest(literal(sorted(former.scope.gone), ARRAY(UUID)))
        .table_valued(column("area", UUID))
        .render_derived()
    )
    each = (
        select(Case.id.label("id"))
        .where(*where, Case.area_id == areas.c.area)
        .order_by(Case.id.desc())
        .limit(many)
        .lateral()
    )
    return select(each.c.id).select_from(areas.join(each, true())).order_by(each.c.id.desc()).limit(many)


async def former_of(database: Database, actor: Actor, case_id: uuid.UUID) -> Former | None:
    """The former government in which this person may read an ended demand; None where there is none."""
    for former in formers_of(await successions(database), actor.tenant):
        async with database.transaction(former.reach, "reader") as db:
            wanted = select(Case.id).where(
                Case.tenant_id == db.tenant, Case.id == case_id, *readable(former, db, actor)
            )
            if (await db.execute(wanted)).first() is not None:
                return former
    return None
