"""What stands in the way of a plan, each in words that say what to do about it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.model import ENDING, BoundaryPlan
from hotline_tenants.boundaries.scope import Scope, still_open, which_go, which_stay
from hotline_tenants.boundaries.supervisions import Going
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_tenants.unfinished.work import Unfinished, decided


def of_houses(*governments: Government) -> list[Message]:
    """Each must be live."""
    return [
        N_("%(government)s is not live: nothing can go from it or to it now.", government=one.named)
        for one in governments
        if one.status != "live"
    ]


def of_choice(plan: BoundaryPlan, here: UnitTree) -> list[Message]:
    """What was chosen is there still."""
    chosen = [here.find(root) for root in plan.roots]
    return [
        N_("%(unit)s is closed meanwhile.", unit=unit.named if unit else "?")
        for unit in chosen
        if unit is None or unit.closed
    ]


def of_units(units: Sequence[UnitInfo], target: Government) -> list[Message]:
    """Something goes."""
    return [] if units else [N_("Nothing would go to %(government)s.", government=target.named)]


async def of_work(db: Db, scope: Scope, theirs: Classification) -> list[Message]:
    """Categories that the target does not know, and demands that both would have to handle."""
    found: list[Message] = []
    ours = await classification(db)
    used = (
        select(Case.category_id).where(Case.tenant_id == db.tenant, which_go(scope), still_open()).distinct()
    )
    for category_id in (await db.execute(used)).scalars():
        category = ours.find(category_id)
        if category is not None and theirs.by_code(category.code) is None:
            found.append(
                N_(
                    "The successor's classification does not know “%(category)s”.",
                    category=ours.named_path(category.id),
                )
            )
    shared = (
        select(func.count(Case.id.distinct()))
        .select_from(Assignment)
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(
            Assignment.tenant_id == db.tenant, Case.tenant_id == db.tenant, Assignment.unit_id.in_(scope.gone)
        )
        .where(Assignment.state.in_(OPEN), still_open(), Case.state != "merged", which_stay(scope))
    )
    if number := (await db.execute(shared)).scalar_one():
        found.append(
            N_(
                "Units that go over assist in demands that stay: %(number)s. Let them finish or take it from them first.",
                number=number,
            )
        )
    return found


async def of_unfinished(db: Db, plan: BoundaryPlan) -> list[Unfinished]:
    """What others wait for, where a government ends. Supervisions go over with what they are about, and rectification
    notices of its own with the unit that is asked.
    """
    if plan.kind not in ENDING:
        return []
    return [one for one in await decided(db) if one.number]


def of_instructions(following: Sequence[Going], target: Government, *, led: bool) -> list[Message]:
    """The result of an instruction goes back to a leader: the successor has one."""
    if led or not any(one.leader_id for one in following):
        return []
    return [
        N_(
            "%(government)s has no leader: the result of an instruction that goes over could go back to nobody.",
            government=target.named,
        )
    ]


def words_of(source: Government, left: Sequence[Unfinished]) -> list[Message]:
    """The same as what stands in the way."""
    return [
        N_(
            "Unfinished in %(government)s, and nobody could finish it afterwards (%(number)s): %(what)s",
            government=source.named, number=one.number, what=one.words,
        )
        for one in left
    ]  # fmt: skip
