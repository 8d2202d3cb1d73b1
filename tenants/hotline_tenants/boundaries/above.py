"""The governments above and beside: their side of a referral follows the order to its new house."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.supervisions import held_cards
from hotline_tenants.boundaries.supervisions_above import cards_follow
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.ledger import counting
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.network.units import unit_tree
from hotline_tenants.referrals.model import Referral

_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class Above:
    """The other sides of what goes: cases above by government, and governments to which something was referred on."""

    cases: dict[int, list[uuid.UUID]]
    below: frozenset[int]


async def locked_above(db: Db, ground: Ground, cases: Sequence[uuid.UUID]) -> Above:
    """Find the other sides and lock the cases above, in the order of their ids."""
    wanted = select(Referral.side, Referral.other_tenant_id, Referral.other_case_id).where(
        Referral.tenant_id == db.tenant, Referral.case_id.in_(cases)
    )
    upper: dict[int, set[uuid.UUID]] = {}
    below: set[int] = set()
    for side, tenant, case_id in await db.execute(wanted):
        if side == "lower":
            upper.setdefault(tenant, set()).add(case_id)
        else:
            below.add(tenant)
    for tenant, ids in sorted(upper.items()):
        async with across(db, because=NewLink(ground.source.id, tenant)):
            await held_cards(db, sorted(ids))
            locking = select(Case.id).where(Case.tenant_id == db.tenant, Case.id.in_(ids)).order_by(Case.id)
            await db.execute(locking.with_for_update())
    return Above({tenant: sorted(ids) for tenant, ids in upper.items()}, frozenset(below))


async def followed_above(
    db: Db, ground: Ground, above: Above, cases: Sequence[uuid.UUID], *, at: dt.datetime
) -> None:
    """Each link leads to the new house from now on; what is still open above is the successor's from now on."""
    for tenant in sorted({*above.cases, *above.below}):
        async with across(db, because=NewLink(ground.source.id, tenant)):
            theirs = (
                Referral.tenant_id == db.tenant, Referral.other_tenant_id == ground.source.id,
                Referral.other_case_id.in_(cases),
            )  # fmt: skip
            links = (
                update(Referral)
                .where(*theirs)
                .values(other_tenant_id=ground.target.id)
                .returning(Referral.assignment_id, Referral.side)
            )
            moved = [
                row[0] for row in await db.execute(links, execution_options=_UNSEEN) if row[1] == "upper"
            ]
            if moved:
                await _followed(db, ground, moved, at=at)


async def _followed(db: Db, ground: Ground, assignments: list[uuid.UUID], *, at: dt.datetime) -> None:
    units = await unit_tree(db)
    governing = {unit.governs_tenant_id: unit.id for unit in units.every() if unit.governs_tenant_id}
    former, successor = governing[ground.source.id], governing[ground.target.id]
    parts = (
        select(Assignment)
        .where(Assignment.tenant_id == db.tenant, Assignment.id.in_(assignments))
        .where(Assignment.state.in_((*OPEN, "replied", "accepted")))
        .order_by(Assignment.case_id)
        .with_for_update()
    )
    going = list((await db.execute(parts)).scalars())
    for part in going:
        with counting(db, "assignment", part):
            part.unit_id, part.governs_tenant_id = successor, ground.target.id
    ids = [part.id for part in going]
    for model in (Clock, Ladder):
        await db.execute(
            update(model)
            .where(model.tenant_id == db.tenant, model.assignment_id.in_(ids), model.unit_id == former)
            .values(unit_id=successor),
            execution_options=_UNSEEN,
        )
    case_ids = {part.case_id for part in going}
    await cards_follow(db, case_ids, former, successor)
    cases = select(Case).where(Case.tenant_id == db.tenant, Case.id.in_(case_ids))
    for case in (await db.execute(cases.order_by(Case.id).with_for_update())).scalars():
        with counting(db, "case", case):
            if case.lead_unit_id == former:
                case.lead_unit_id = successor
            if case.area_id == former:
                case.area_id = successor
        await record(
            db, case, "successor", system_actor(db.tenant), at=at, former=former, unit=successor, plan=ground.plan_id
        )  # fmt: skip
