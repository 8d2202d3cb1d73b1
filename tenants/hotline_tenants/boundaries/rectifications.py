"""Rectification notices to units that go: they follow the unit, with their ledger, files and deadline, and are answered and
checked again there. The paper stays in the register that numbered it, the findings in the campaign that made them.

A unit that becomes a government is asked as one: the notice stands on its desk. Taken back, the unit is asked again.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.changing_places import pair_of, takers_there
from hotline_tenants.boundaries.files import files_of_notices, put_files
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.rows import number_there, put_rows, remember, rows_by
from hotline_tenants.boundaries.scope import Scope
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.model import Rectification, RectificationEntry
from hotline_tenants.rectification.opening import open_below
from hotline_tenants.rectification.reaching import act_on, locked_both, other_side, tell_asked, tell_keepers

AT_ONCE = 20
"""Notices of one transaction."""
OPEN = ("draft", "issued", "reported")
_TABLES = ("rectifications", "rectification_entries", "rectification_remarks")


def which_notices_go(tenant: int, scope: Scope) -> ColumnElement[bool]:
    """Notices to own units that go; of a government that ends all that is left, the look-backs that are planned too."""
    still: ColumnElement[bool] = Rectification.state.in_(OPEN)
    of_unit: ColumnElement[bool] = Rectification.unit_id.in_(scope.gone)
    if scope.everything:
        still = or_(still, and_(Rectification.state == "closed", Rectification.next_at.is_not(None)))
        of_unit = Rectification.unit_id.not_in(scope.elsewhere)
    return and_(Rectification.tenant_id == tenant, Rectification.side == "own", still, of_unit)


async def notices_going(db: Db, *which: ColumnElement[bool], limit: int) -> tuple[int, Sequence[str | None]]:
    """How many go, and the numbers of some; None for a draft."""
    counted = select(func.count()).select_from(Rectification).where(*which)
    some = select(Rectification.number).where(*which).order_by(Rectification.id).limit(limit)
    return (await db.execute(counted)).scalar_one(), (await db.execute(some)).scalars().all()


async def move_notices(db: Db, ground: Ground, *, at: dt.datetime) -> int:
    """Called in the source: the next notices; how many. None are left where it is 0."""
    wanted = select(Rectification).where(which_notices_go(db.tenant, ground.scope)).order_by(Rectification.id)
    locking = wanted.limit(AT_ONCE).with_for_update().execution_options(populate_existing=True)
    notices = list((await db.execute(locking)).scalars())
    if not notices:
        return 0
    ids = [one.id for one in notices]
    rows = {
        name: await rows_by(db, name, "id" if name == "rectifications" else "rectification_id", ids) for name in _TABLES
    }  # fmt: skip
    carried = await files_of_notices(db, ids)
    async with across(db, because=ground.link):
        await remember(db, ground, rows, at=at)
        for row in rows["rectifications"]:
            row["unit_id"] = str(ground.unit(uuid.UUID(row["unit_id"])))
            row["number"] = await number_there(db, ground, Rectification, row["number"])
            row["other_tenant_id"], row["campaign_id"] = ground.target.id, None
        for name in _TABLES:
            for row in rows[name]:
                row["tenant_id"] = ground.target.id
            if rows[name]:
                await put_rows(db, name, rows[name])
        await put_files(db, carried, ground, at=at)
        for notice_id in ids:
            await _taken_over(db, ground, await locked_both(db, notice_id), at=at)
    for one in notices:
        one.state, one.next_at = _handed_over(one), None
        await act_on(
            db, one, "hand_over", system_actor(db.tenant), at=at, to=ground.target.code, government=ground.target.names,
            plan=ground.plan_id,
        )  # fmt: skip
    return len(ids)


async def _taken_over(db: Db, ground: Ground, there: Rectification, *, at: dt.datetime) -> None:
    await act_on(
        db, there, "take_over", system_actor(db.tenant), at=at, predecessor=ground.source.code,
        government=ground.source.names, plan=ground.plan_id,
    )  # fmt: skip
    if there.state == "draft":
        return
    await tell_keepers(db, there, "rectification_taken_over", at=at)
    if there.state == "issued" and there.unit_id in ground.counterparts.values():
        await tell_asked(db, there, "rectification_issued", at=at)


async def convert_notices(db: Db, plan: BoundaryPlan, *, back: bool, at: dt.datetime) -> int:
    """Called in the city when nothing is in hand any more; how many notices changed over, 0 where none is left."""
    ordinary, government = await pair_of(db, plan)
    which = (
        asked_of(db.tenant, [government.id], "upper") if back else asked_of(db.tenant, [*plan.roots, *takers_there(plan)])
    )  # fmt: skip
    wanted = select(Rectification.id).where(which).order_by(Rectification.id)
    ids = (await db.execute(wanted.limit(AT_ONCE))).scalars().all()
    for notice_id in ids:
        notice = await locked_both(db, notice_id)
        former = notice.unit_id
        if back:
            await _asks_the_unit(db, plan, notice, ordinary.id, at=at)
        else:
            assert government.governs_tenant_id is not None
            notice.side, notice.unit_id = "upper", government.id
            notice.other_tenant_id = government.governs_tenant_id
        await act_on(
            db,
            notice,
            "successor",
            system_actor(db.tenant),
            at=at,
            former=former,
            unit=notice.unit_id,
            plan=plan.id,
        )
        if not back and notice.state != "draft":
            await open_below(db, system_actor(db.tenant), notice, at=at)
    return len(ids)


def asked_of(tenant: int, units: Sequence[uuid.UUID], side: str = "own") -> ColumnElement[bool]:
    """Open notices to one of these units; `upper` ones are to a government."""
    return and_(
        Rectification.tenant_id == tenant, Rectification.side == side, Rectification.unit_id.in_(units),
        Rectification.state.in_(OPEN),
    )  # fmt: skip


async def _asks_the_unit(
    db: Db, plan: BoundaryPlan, notice: Rectification, ordinary: uuid.UUID, *, at: dt.datetime
) -> None:
    """What stood below is over there, and whoever was asked before is asked again."""
    if notice.state != "draft":
        async with other_side(db, notice) as lower:
            next_at, lower.next_at, lower.state = lower.next_at, None, _handed_over(lower)
            await act_on(db, lower, "hand_over", system_actor(db.tenant), at=at, plan=plan.id)
        notice.next_at = next_at
    notice.side, notice.other_tenant_id = "own", db.tenant
    notice.unit_id = await _asked_before(db, plan, notice.id) or ordinary
    if notice.state == "issued":
        await tell_asked(db, notice, "rectification_issued", at=at)


async def _asked_before(db: Db, plan: BoundaryPlan, notice_id: uuid.UUID) -> uuid.UUID | None:
    wanted = (
        select(RectificationEntry.data["former"].as_string())
        .where(RectificationEntry.tenant_id == db.tenant, RectificationEntry.rectification_id == notice_id)
        .where(
            RectificationEntry.act == "successor", RectificationEntry.data["plan"].as_string() == str(plan.id)
        )
        .order_by(RectificationEntry.seq.desc())
        .limit(1)
    )
    former = (await db.execute(wanted)).scalar_one_or_none()
    return uuid.UUID(former) if former else None


def _handed_over(notice: Rectification) -> str:
    """What is closed stays so: somebody else looks back."""
    if notice.state == "closed":
        return "closed"
    return allowed(RECTIFICATION, notice.state, "hand_over", system_actor(notice.tenant_id)).to
