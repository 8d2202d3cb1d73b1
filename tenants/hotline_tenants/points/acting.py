"""The acts on a network point: applied for, approved by somebody else, opened without a hole, suspended, closed."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, Stale, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.points.lifecycle import ENDED, NOWHERE, POINT, Step, step
from hotline_tenants.points.model import Point, PointChange
from hotline_tenants.points.recording import record
from hotline_tenants.points.standing import standings, why_not_open
from hotline_tenants.points.telephones import why_not_telephone

UNIT_CLOSED = N_("This unit is closed.")
_OWN = N_("Who applied for a point does not approve it: somebody else looks at it first.")


async def point_for(
    db: Db, unit_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Point | None:
    """The point of a unit of the tenant one stands in; None where it has none yet. Raises Stale for an old page."""
    wanted = select(Point).where(Point.tenant_id == db.tenant, Point.unit_id == unit_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    point = (await db.execute(wanted)).scalar_one_or_none()
    if point is not None and version is not None and point.version != version:
        raise Stale(N_("Somebody acted on this point after your page was loaded. Look at it as it is now."))
    return point


async def unit_with_point(db: Db, unit_id: uuid.UUID) -> UnitInfo:
    """An open unit that can have a point. Raises NotFound; the government above is none of ours to keep."""
    unit = (await unit_tree(db)).get(unit_id)
    if unit.kind == "superior":
        raise NotFound
    return unit


async def apply(db: Db, actor: Actor, unit_id: uuid.UUID, *, telephone: str, at: dt.datetime) -> Point:
    """Apply for a point, for the first time or again. Raises Refused by field `telephone`."""
    unit = await unit_with_point(db, unit_id)
    point = await point_for(db, unit_id, lock=True)
    found = step(point.state if point else NOWHERE, "apply", actor, unit.kind)
    if unit.closed:
        raise Refused(UNIT_CLOSED)
    if wrong := why_not_telephone(telephone):
        raise refused_fields({"telephone": wrong})
    if point is None:
        point = Point(
            tenant_id=db.tenant, unit_id=unit_id, state=found.to, telephone="", applied_at=at, version=0, events=0,
            head=GENESIS,
        )  # fmt: skip
        db.add(point)
    point.state, point.telephone = found.to, telephone.strip()
    point.applied_at, point.applied_by = at, actor.account_id
    point.approved_at = point.approved_by = point.opened_at = None
    await db.flush()
    await record(db, point, "apply", actor, at=at, telephone=point.telephone)
    await tell(db, "point_applied", subject_id=unit_id, subject_kind="point", at=at, roles=("duty_head",))
    return point


async def approve(db: Db, actor: Actor, unit_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Approve an application, by somebody other than who made it."""
    point, found = await _locked(db, actor, unit_id, "approve", version)
    if refusal := why_not_approve(point, actor):
        raise Refused(refusal)
    point.state, point.approved_at, point.approved_by = found.to, at, actor.account_id
    await record(db, point, "approve", actor, at=at, applied_by=point.applied_by)
    await _tell_keepers(db, "point_approved", unit_id, at)


async def refuse(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Refuse an application; it can be made again. Raises Refused by field `reason`."""
    point, found = await _locked(db, actor, unit_id, "refuse", version, reason=reason)
    point.state = found.to
    await record(db, point, "refuse", actor, at=at, reason=reason.strip())
    await _tell_keepers(db, "point_refused", unit_id, at)


async def train(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, trained_on: dt.date, version: int | None, at: dt.datetime
) -> None:
    """Record the day of the training. Raises Refused by field `trained_on`."""
    point, found = await _locked(db, actor, unit_id, "train", version)
    if trained_on > await local_day(db, at):
        raise refused_fields({"trained_on": N_("This day has not come yet.")})
    point.state, point.trained_on = found.to, trained_on
    await record(db, point, "train", actor, at=at, trained_on=trained_on)


async def open_point(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Open a point in which nothing is missing. Raises Refused that names what is."""
    await _open(db, actor, unit_id, "open", version, at)


async def resume(db: Db, actor: Actor, unit_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Let a suspended point work again, if still nothing is missing."""
    await _open(db, actor, unit_id, "resume", version, at)


async def suspend(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Nobody answers there for a time. Raises Refused by field `reason`."""
    point, found = await _locked(db, actor, unit_id, "suspend", version, reason=reason)
    point.state = found.to
    await record(db, point, "suspend", actor, at=at, reason=reason.strip())


async def close(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Close a point; the unit itself stays, and what was announced there is settled. Raises Refused by field `reason`."""
    point, found = await _locked(db, actor, unit_id, "close", version, reason=reason)
    point.state, point.trained_on = found.to, None
    settled = await settle(db, unit_id, at=at)
    await record(db, point, "close", actor, at=at, reason=reason.strip(), settled=settled)
    await _tell_keepers(db, "point_closed", unit_id, at)


async def close_with_unit(db: Db, actor: Actor, unit_id: uuid.UUID, *, at: dt.datetime) -> None:
    """A unit is closed: its point goes with it, or the application for one."""
    point = await point_for(db, unit_id, lock=True)
    if point is None or point.state in ENDED:
        return
    act = "refuse" if point.state == "applied" else "close"
    point.state, point.trained_on = POINT[point.state, act].to, None
    settled = await settle(db, unit_id, at=at)
    await record(db, point, act, actor, at=at, with_unit=True, settled=settled)
    await _tell_keepers(db, "point_closed", unit_id, at)


async def settle(db: Db, *units: uuid.UUID, at: dt.datetime) -> int:
    """What was announced at these points and never filed is of no use any more; returns how many."""
    waiting = update(PointChange).where(
        PointChange.tenant_id == db.tenant, PointChange.unit_id.in_(units), PointChange.filed_at.is_(None),
        PointChange.settled_at.is_(None),
    )  # fmt: skip
    rows = await db.execute(
        waiting.values(settled_at=at).returning(PointChange.id), execution_options={"synchronize_session": False}
    )  # fmt: skip
    return len(rows.all())


def why_not_approve(point: Point, actor: Actor) -> Message | None:
    """Two people stand behind every point."""
    return _OWN if point.applied_by is not None and point.applied_by == actor.account_id else None


async def local_day(db: Db, at: dt.datetime) -> dt.date:
    """The day that it is in the government one stands in."""
    return (await calendar_of(db)).local_date(at)


async def _open(
    db: Db, actor: Actor, unit_id: uuid.UUID, act: str, version: int | None, at: dt.datetime
) -> None:
    point, found = await _locked(db, actor, unit_id, act, version)
    standing = (await standings(db, (unit_id,), on=await local_day(db, at)))[unit_id]
    if found.facts and (refusal := why_not_open(await unit_with_point(db, unit_id), standing)):
        raise Refused(refusal)
    point.state, point.opened_at = found.to, point.opened_at or at
    await record(
        db, point, act, actor, at=at, duty_list=standing.duty_list, accounts=standing.accounts,
        trained_on=standing.trained, test_call=standing.test_call,
    )  # fmt: skip


async def locked_for(
    db: Db, actor: Actor, unit_id: uuid.UUID, act: str, version: int | None
) -> tuple[Point, Step]:
    """The point held until the end, and the step of the act. Raises NotFound, Stale, Refused, NotAllowed."""
    unit = await unit_with_point(db, unit_id)
    point = await point_for(db, unit_id, lock=True, version=version)
    if point is None:
        raise NotFound
    return point, step(point.state, act, actor, unit.kind)


async def _locked(
    db: Db, actor: Actor, unit_id: uuid.UUID, act: str, version: int | None, *, reason: str = ""
) -> tuple[Point, Step]:
    point, found = await locked_for(db, actor, unit_id, act, version)
    if "reason" in found.needs and not reason.strip():
        raise refused_fields({"reason": N_("Say why.")})
    return point, found


async def _tell_keepers(db: Db, kind: str, unit_id: uuid.UUID, at: dt.datetime) -> None:
    await tell(db, kind, subject_id=unit_id, subject_kind="point", at=at, roles=("network_officer",))
