"""What a plan is carried out by: the two houses, and what each word of the one is called in the other."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.responsibilities import same_categories
from hotline_tenants.boundaries.scope import Scope
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""From when a rule of the former house is in force here: clocks name it, and no new one is chosen by it."""

RuleName = tuple[str, int]


@dataclass(frozen=True)
class Ground:
    """`scope` is what goes to this target. `counterparts` lead from units that stay to units of the target, the
    government above included; `categories` and `rules` from those of the source to those of the target.
    """

    plan_id: uuid.UUID
    source: Government
    target: Government
    scope: Scope
    counterparts: Mapping[uuid.UUID, uuid.UUID]
    categories: Mapping[uuid.UUID, uuid.UUID]
    rules: Mapping[RuleName, RuleName]
    units: Mapping[uuid.UUID, UnitInfo]
    there: frozenset[uuid.UUID]

    @property
    def gone(self) -> frozenset[uuid.UUID]:
        """Every unit that goes."""
        return self.scope.gone

    @property
    def link(self) -> NewLink:
        """From the source to the target."""
        return NewLink(self.source.id, self.target.id)

    def unit(self, unit_id: uuid.UUID | None) -> uuid.UUID | None:
        """What a unit of the source is in the target: itself where it goes along, or is only remembered there."""
        return self.counterparts.get(unit_id, unit_id) if unit_id else None


def under(tree: UnitTree, roots: list[uuid.UUID]) -> list[UnitInfo]:
    """The units chosen and everything that stands under them, closed ones left out; what is above comes first."""
    chosen = set(roots)
    found = [unit for unit in tree if any(above.id in chosen for above in tree.upwards(unit.id))]
    return sorted(found, key=lambda unit: len(list(tree.upwards(unit.id))))


def everything(here: UnitTree, there: UnitTree) -> list[uuid.UUID]:
    """What a government that ends gives to another, each with everything under it: every street and committee, and
    each unit whose work no namesake there goes on with.
    """
    takers = counterparts_of(here, there, frozenset(), {})
    return [
        unit.id
        for unit in here
        if unit.parent_id is None
        and unit.governs_tenant_id is None
        and (unit.is_area or unit.id not in takers)
    ]


def scope_of(plan: BoundaryPlan, target: int, here: UnitTree, there: UnitTree) -> Scope:
    """What of a plan goes to one of its governments: as it was when it began, or before that as things are."""
    if plan.begun_at is not None:
        return begun_scope(plan, target)
    if plan.kind == "convert":
        return Scope(
            frozenset(unit.id for unit in standing_under(plan, here)) - namesakes(plan, here, there).keys()
        )
    chosen = frozenset(unit.id for unit in under(here, plan.roots))
    if target != plan.rest_id:
        return Scope(chosen, everything=plan.kind == "merge")
    rest = frozenset(unit.id for unit in under(here, everything(here, there)))
    return Scope(rest - chosen, everything=True, elsewhere=chosen)


def begun_scope(plan: BoundaryPlan, target: int) -> Scope:
    """What of a plan that has begun went to one of its governments."""
    if plan.kind == "convert":  # the unit itself stays, closed: the government stands in its place
        return Scope(plan.gone(target) - set(plan.roots))
    if target != plan.rest_id:
        return Scope(plan.gone(target), everything=plan.kind == "merge")
    return Scope(plan.gone(target), everything=True, elsewhere=plan.gone(plan.target_id))


def standing_under(plan: BoundaryPlan, here: UnitTree) -> list[UnitInfo]:
    """What stands under the unit that becomes a government, that unit left out."""
    return [unit for unit in under(here, plan.roots) if unit.id not in plan.roots]


def namesakes(plan: BoundaryPlan, here: UnitTree, there: UnitTree) -> dict[uuid.UUID, uuid.UUID]:
    """Those of them which the new government has set up itself: their work goes to the unit there."""
    takers = counterparts_of(here, there, frozenset(), plan.counterparts)
    return {unit.id: takers[unit.id] for unit in standing_under(plan, here) if unit.id in takers}


def counterparts_of(
    here: UnitTree, there: UnitTree, gone: frozenset[uuid.UUID], said: Mapping[str, str]
) -> dict[uuid.UUID, uuid.UUID]:
    """Which unit there takes the work of one that stays: the one that the plan names, else the one of the same name
    and kind, else, of bureaus, that of the same code and kind (each district has its own before the name); the government
    above is the same for both. A plan may name units of two governments: those of the other one take nothing here.
    """
    by_name = {(unit.name_zh, unit.kind): unit.id for unit in there}
    by_code = {(unit.code, unit.kind): unit.id for unit in there if not unit.is_area}
    superior = next((unit.id for unit in there if unit.kind == "superior"), None)
    found: dict[uuid.UUID, uuid.UUID] = {}
    for unit in here.every():
        if unit.id in gone:
            continue
        same = by_name.get((unit.name_zh, unit.kind)) or by_code.get((unit.code, unit.kind))
        if unit.kind == "superior":
            same = superior
        named = there.find(uuid.UUID(said[str(unit.id)])) if str(unit.id) in said else None
        if (chosen := named.id if named else same) is not None:
            found[unit.id] = chosen
    return found


def codes_there(units: Sequence[UnitInfo], source: Government, there: UnitTree) -> list[tuple[UnitInfo, str]]:
    """The units whose code another one has there, each with the one that it gets: that of the government which it comes
    from before its own. Everybody numbers streets from one on.
    """
    used = {unit.code for unit in there.every()}
    return [(unit, f"{source.code}-{unit.code}") for unit in units if unit.code in used]


async def ground_of(db: Db, plan: BoundaryPlan, to: int) -> Ground:
    """Read in the source; crosses to a target and comes back. The rules of the source are known there afterwards."""
    registry = await registry_of(db)
    source, target = registry.get(plan.source_id), registry.get(to)
    here, ours = await unit_tree(db), await classification(db)
    rules = list((await db.execute(select(TimeRule).where(TimeRule.tenant_id == db.tenant))).scalars())
    if plan.kind == "convert":
        rules = []  # its demands stay in the city, and no clock of theirs is taken over
    async with across(db, because=NewLink(source.id, target.id)):
        there, theirs = await unit_tree(db), await classification(db)
        known = await _rules_there(db, source.code, rules)
    scope = scope_of(plan, to, here, there)
    return Ground(
        plan.id, source, target, scope, counterparts_of(here, there, scope.gone, plan.counterparts),
        same_categories(ours, theirs), known, {unit.id: unit for unit in here.every()}, frozenset(unit.id for unit in there.every()),
    )  # fmt: skip


_SAME = tuple(
    column.name
    for column in TimeRule.__table__.columns
    if column.name not in ("tenant_id", "id", "effective_from", "inherited")
)


async def _rules_there(db: Db, code: str, rules: list[TimeRule]) -> dict[RuleName, RuleName]:
    """Clocks name the version of a rule, so each version that reads differently here is kept under a name of its own."""
    present = {
        (one.code, one.version): one
        for one in (await db.execute(select(TimeRule).where(TimeRule.tenant_id == db.tenant))).scalars()
    }
    names: dict[RuleName, RuleName] = {}
    for rule in rules:
        own, kept = (rule.code, rule.version), (_kept(code, rule.code), rule.version)
        same = present.get(own)
        if same is not None and all(getattr(same, name) == getattr(rule, name) for name in _SAME):
            names[own] = own
            continue
        names[own] = kept
        if kept not in present:
            values = {name: getattr(rule, name) for name in _SAME} | {"code": kept[0]}
            db.put(TimeRule, id=new_id(), effective_from=NEVER, inherited=False, **values)
            db.cache.forget("time_rules", db.tenant)
    return names


def _kept(code: str, rule: str) -> str:
    return rule if ":" in rule else f"{code}:{rule}"
