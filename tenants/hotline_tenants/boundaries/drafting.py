"""Drafting a plan: what is chosen must be there, may go, and is not part of another plan."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, text

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, Stale, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_tenants.boundaries.ground import everything, under
from hotline_tenants.boundaries.model import ENDING, KINDS, BoundaryPlan
from hotline_tenants.boundaries.plans import tree_of, within
from hotline_tenants.network.units import UnitInfo, UnitTree

SHORTEST_REASON = 4
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('boundaries'))")


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A plan as somebody typed it: governments by code, the day in the city's zone. Without units, a merger takes along
    every street and committee and each unit that has no namesake there. A district is divided between the target, which
    gets the units, and `rest`, which goes on with everything else.
    """

    kind: str
    source: str
    target: str
    effective_on: dt.date
    reason: str
    units: Sequence[uuid.UUID] = ()
    counterparts: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    rest: str | None = None


@dataclass(frozen=True)
class _Houses:
    source: Government
    target: Government
    here: UnitTree
    there: UnitTree
    rest: Government | None = None
    beyond: UnitTree | None = None

    @property
    def all(self) -> tuple[Government, ...]:
        """Those that there are of the three."""
        return tuple(one for one in (self.source, self.target, self.rest) if one is not None)


async def draft(database: Database, actor: Actor, new: NewPlan, *, at: dt.datetime) -> uuid.UUID:
    """Keep a plan that somebody else must approve. Raises Refused by field: `kind`, `source`, `target`, `rest`,
    `units`, `counterparts`, `effective_on`, `reason`.
    """
    actor.need("tenant.keep")
    houses = await _houses(database, actor, new)
    plan_id = new_id()
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        values = await _checked(db, actor, new, houses, besides=None, at=at)
        db.put(
            BoundaryPlan, id=plan_id, version=1, moved=[], rest_moved=[], cases=0, drafted_at=at, drafted_by=actor.account_id, **values
        )  # fmt: skip
        _noted(db, "boundary_drafted", actor, plan_id, houses, at=at)
    return plan_id


async def redraft(
    database: Database, actor: Actor, plan_id: uuid.UUID, new: NewPlan, *, version: int, at: dt.datetime
) -> None:
    """Change a plan that nobody has approved. Raises as `draft` does, NotFound, Stale where somebody changed it."""
    actor.need("tenant.keep")
    houses = await _houses(database, actor, new)
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        plan = await locked_plan(db, actor, plan_id, version=version)
        if plan.approved_at is not None:
            raise Refused(N_("The plan is approved: withdraw it and draft another."))
        for name, value in (await _checked(db, actor, new, houses, besides=plan_id, at=at)).items():
            setattr(plan, name, value)
        plan.drafted_by, plan.version = actor.account_id, plan.version + 1
        _noted(db, "boundary_drafted", actor, plan_id, houses, at=at)


async def locked_plan(
    db: Db, actor: Actor, plan_id: uuid.UUID, *, version: int, over: bool = False
) -> BoundaryPlan:
    """A plan of this actor's government or of one below, held. Raises NotFound, Stale, and Refused for one that is over
    unless `over` ones are asked for.
    """
    await db.execute(_ONE_AT_A_TIME)
    wanted = select(BoundaryPlan).where(BoundaryPlan.id == plan_id).with_for_update()
    plan = (await db.execute(wanted)).scalar_one_or_none()
    registry = await load_registry(db)
    if plan is None or plan.source_id not in {one.id for one in within(registry, actor)}:
        raise NotFound
    if plan.version != version:
        raise Stale(N_("Somebody changed this plan after your page was loaded. Look at it as it is now."))
    if not plan.open and not over:
        raise Refused(N_("This plan is over."))
    return plan


async def _houses(database: Database, actor: Actor, new: NewPlan) -> _Houses:
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        registry = await load_registry(db)
    source = _below(registry, actor, new.source)
    if new.kind == "convert":
        source = next((one for one in registry if one.id == actor.tenant and one.code == new.source), None)
    target = _below(registry, actor, new.target)
    rest = _below(registry, actor, new.rest) if new.kind == "divide" and new.rest else None
    wrong = {
        name: N_("There is no such government below yours.")
        for name, found in (("source", source), ("target", target))
        if found is None
    }
    if new.kind == "divide" and rest is None:
        wrong["rest"] = N_("Choose the government that goes on with everything else.")
    if source is None or target is None or wrong:
        raise refused_fields(wrong)
    here, there = await tree_of(database, source.id), await tree_of(database, target.id)
    return _Houses(source, target, here, there, rest, await tree_of(database, rest.id) if rest else None)


def _below(registry: Registry, actor: Actor, code: str) -> Government | None:
    return next((one for one in registry.below(actor.tenant) if one.code == code), None)


async def _checked(
    db: Db, actor: Actor, new: NewPlan, houses: _Houses, *, besides: uuid.UUID | None, at: dt.datetime
) -> dict[str, object]:  # fmt: skip
    """What is stored of a plan that may be. Plans are checked one at a time, so no two overlap."""
    await db.execute(_ONE_AT_A_TIME)
    others = [
        one
        for one in (await db.execute(select(BoundaryPlan))).scalars()
        if one.open and one.id != besides
    ]  # fmt: skip
    units = list(new.units) or (everything(houses.here, houses.there) if new.kind == "merge" else [])
    today = at.astimezone(houses.source.zone).date()
    wrong: dict[str, Message] = {}
    for field_, refusal in _wrong(new, houses, units, others, today):
        wrong.setdefault(field_, refusal)
    if wrong:
        raise refused_fields(wrong)
    return {
        "kind": new.kind, "source_id": houses.source.id, "target_id": houses.target.id,
        "rest_id": houses.rest.id if houses.rest else None,
        "units": [str(one) for one in units],
        "counterparts": {str(one): str(other) for one, other in new.counterparts.items()},
        "effective_on": new.effective_on, "reason": new.reason.strip(),
    }  # fmt: skip


def _wrong(
    new: NewPlan, houses: _Houses, units: Sequence[uuid.UUID], others: Sequence[BoundaryPlan], today: dt.date
) -> Iterator[tuple[str, Message]]:
    if new.kind not in KINDS:
        yield "kind", N_("Choose one of the list.")
    yield from _wrong_houses(houses)
    if new.effective_on < today:
        yield "effective_on", N_("This day has passed. Boundaries change on a day to come, or today.")
    if len(new.reason.strip()) < SHORTEST_REASON:
        yield "reason", N_("Name the decision by which the boundaries change: it is kept in the log.")
    for refusal in (_wrong_unit if new.kind == "convert" else _wrong_units)(houses, units):
        yield "units", refusal
    for refusal in _overlapping(houses, units, new.kind, others):
        yield "units", refusal
    for here, there in new.counterparts.items():
        stays = houses.here.find(here)
        taker = houses.there.find(there) or (houses.beyond.find(there) if houses.beyond else None)
        if stays is None or taker is None or taker.closed or taker.kind in ("government", "committee"):
            yield "counterparts", N_("Choose units of the governments of the plan.")


def _wrong_houses(houses: _Houses) -> Iterator[tuple[str, Message]]:
    if houses.source.id == houses.target.id:
        yield "target", N_("Nothing goes from a government to itself.")
    if houses.rest is not None and houses.rest.id in (houses.source.id, houses.target.id):
        yield "rest", N_("A district is divided between two other governments.")
    for name, one in zip(("source", "target", "rest"), houses.all, strict=False):
        if one.status == "suspended":
            yield name, N_("%(government)s is suspended. Resume it first.", government=one.named)
        elif not one.living:
            yield name, N_("%(government)s does not work here any more.", government=one.named)


def _wrong_units(houses: _Houses, units: Sequence[uuid.UUID]) -> Iterator[Message]:
    if not units:
        yield N_("Choose at least one unit that goes over.")
    for unit_id in units:
        unit = houses.here.find(unit_id)
        if unit is None:
            yield N_("One of the units is none of %(government)s.", government=houses.source.named)
        elif unit.closed:
            yield N_("%(unit)s is closed.", unit=unit.named)
        elif unit.governs_tenant_id is not None:
            yield N_("%(unit)s is a government itself: the registry keeps it.", unit=unit.named)
        elif above := next((one for one in list(houses.here.upwards(unit_id))[1:] if one.id in units), None):
            yield N_("%(unit)s stands under %(above)s and goes with it.", unit=unit.named, above=above.named)
        elif houses.there.find(unit_id) is not None:
            yield N_("%(unit)s came from %(government)s, where its history stays under the same name. It cannot go back there.",
                     unit=unit.named, government=houses.target.named)  # fmt: skip


def _wrong_unit(houses: _Houses, units: Sequence[uuid.UUID]) -> Iterator[Message]:
    """What becomes a government is one ordinary unit of the city; everything under it goes along."""
    unit = houses.here.find(units[0]) if len(units) == 1 else None
    if unit is None:
        yield N_("Choose the one unit that becomes a government.")
    elif unit.closed:
        yield N_("%(unit)s is closed.", unit=unit.named)
    elif unit.governs_tenant_id is not None or unit.kind == "committee":
        yield N_("%(unit)s is no ordinary unit: it cannot become a government.", unit=unit.named)
    else:
        for one in under(houses.here, [unit.id]):
            if one.governs_tenant_id is not None:
                yield N_("%(unit)s is a government itself: the registry keeps it.", unit=one.named)


def _overlapping(
    houses: _Houses, units: Sequence[uuid.UUID], kind: str, others: Sequence[BoundaryPlan]
) -> Iterator[Message]:
    """Whatever another open plan moves or takes away is not moved by a second one, nor moved into it."""
    mine = {above.id: above for one in units for above in houses.here.upwards(one)}
    for other in others:
        if other.kind in ENDING and other.source_id in {one.id for one in houses.all}:
            yield N_("Another plan ends one of the governments of this plan.")
        elif other.source_id == houses.source.id:
            if kind in ENDING:
                yield N_("Another plan takes units from %(government)s. Carry it out or withdraw it first.",
                         government=houses.source.named)  # fmt: skip
            elif shared := _shared(houses.here, mine, units, other.roots):
                yield N_("%(unit)s is part of another plan.", unit=shared.named)
        elif kind in ENDING and houses.source.id in other.targets:
            yield N_("Another plan brings units to %(government)s. Carry it out or withdraw it first.",
                     government=houses.source.named)  # fmt: skip


def _shared(
    here: UnitTree,
    mine: Mapping[uuid.UUID, UnitInfo],
    units: Sequence[uuid.UUID],
    theirs: Sequence[uuid.UUID],
) -> UnitInfo | None:
    chosen = set(units)
    for other in theirs:
        if other in mine:
            return mine[other]
        if above := next((one for one in here.upwards(other) if one.id in chosen), None):
            return above
    return None


def _noted(db: Db, kind: str, actor: Actor, plan_id: uuid.UUID, houses: _Houses, *, at: dt.datetime) -> None:
    note(
        db, kind, account_id=actor.account_id, subject=plan_id, at=at, source=houses.source.code,
        target=houses.target.code,
    )  # fmt: skip
