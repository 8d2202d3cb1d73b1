"""What a plan is carried out by: the two houses, and what each word of the one is called in the other."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.scope import Scope
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""From when a rule of the former house is in force here: clocks name it, and no new one is chosen by it."""

RuleName = tuple[str, int]


@dataclass(frozen=True)
class Ground:
    """`gone` is everything under the units chosen. `counterparts` lead from units that stay to units of the target, the
    government above included; `categories` and `rules` from those of the source to those of the target.
    """

    plan_id: uuid.UUID
    kind: str
    source: Government
    target: Government
    gone: frozenset[uuid.UUID]
    counterparts: Mapping[uuid.UUID, uuid.UUID]
    categories: Mapping[uuid.UUID, uuid.UUID]
    rules: Mapping[RuleName, RuleName]
    units: Mapping[uuid.UUID, UnitInfo]
    there: frozenset[uuid.UUID]

    @property
    def scope(self) -> Scope:
        """Which demands it is about."""
        return Scope(self.kind, self.gone)

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


def counterparts_of(
    here: UnitTree, there: UnitTree, gone: frozenset[uuid.UUID], said: Mapping[str, str]
) -> dict[uuid.UUID, uuid.UUID]:
    """Which unit there takes the work of one that stays: the one that the plan names, else the one of the same name
    and kind; the government above is the same for both.
    """
    by_name = {(unit.name_zh, unit.kind): unit.id for unit in there}
    superior = next((unit.id for unit in there if unit.kind == "superior"), None)
    found: dict[uuid.UUID, uuid.UUID] = {}
    for unit in here.every():
        if unit.id in gone:
            continue
        same = superior if unit.kind == "superior" else by_name.get((unit.name_zh, unit.kind))
        named = uuid.UUID(said[str(unit.id)]) if str(unit.id) in said else None
        if (chosen := named or same) is not None:
            found[unit.id] = chosen
    return found


async def ground_of(db: Db, plan: BoundaryPlan) -> Ground:
    """Read in the source; crosses to the target and comes back. The rules of the source are known there afterwards."""
    registry = await registry_of(db)
    source, target = registry.get(plan.source_id), registry.get(plan.target_id)
    here, ours = await unit_tree(db), await classification(db)
    gone = plan.gone or frozenset(unit.id for unit in under(here, plan.roots))
    rules = list((await db.execute(select(TimeRule).where(TimeRule.tenant_id == db.tenant))).scalars())
    async with across(db, because=NewLink(source.id, target.id)):
        there, theirs = await unit_tree(db), await classification(db)
        known = await _rules_there(db, source.code, rules)
    categories = {
        one.id: same.id for one in ours.every() if (same := theirs.by_code(one.code)) is not None
    }  # fmt: skip
    return Ground(
        plan.id, plan.kind, source, target, gone, counterparts_of(here, there, gone, plan.counterparts), categories,
        known, {unit.id: unit for unit in here.every()}, frozenset(unit.id for unit in there.every()),
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
