"""Units go over with everything that stands on them: people, points, rosters, responsibilities. One transaction."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.access.model import Membership, SignInSession
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import Ground, codes_there
from hotline_tenants.boundaries.responsibilities import concerned, known, put, sorted_out, standing
from hotline_tenants.boundaries.rows import put_rows
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_tenants.points.acting import settle
from hotline_tenants.points.model import Point
from hotline_tenants.points.recording import record
from hotline_tenants.rosters.people import leave_the_rosters

_STANDING: tuple[tuple[str, str], ...] = (
    ("units", "t.id = ANY($2)"),
    ("memberships", "t.unit_id = ANY($2) AND t.ended_at IS NULL"),
    ("points", "t.unit_id = ANY($2)"),
    ("point_events", "t.unit_id = ANY($2)"),
    ("point_changes", "t.unit_id = ANY($2)"),
    ("duty_lists", "t.unit_id = ANY($2)"),
    ("duty_people", "t.unit_id = ANY($2) AND t.ended_at IS NULL"),
    ("duty_shifts", "t.unit_id = ANY($2) AND t.cancelled_at IS NULL AND t.ends_at > $3"),
    ("duty_patterns", "t.unit_id = ANY($2)"),
)
"""What stands on a unit and goes along, and which rows of it: those that others refer to first."""


async def move_units(db: Db, ground: Ground, *, at: dt.datetime) -> int:
    """Called in the source; how many people went along. From here on nothing new is begun in these units there."""
    gone = sorted(ground.gone)
    rows = {name: await _rows(db, name, which, gone, at) for name, which in _STANDING}
    entries = await concerned(db, ground.scope, at.astimezone(ground.source.zone).date())
    async with across(db, because=ground.link):
        await _arrive(db, ground, rows, entries, at=at)
    await leave(db, ground, at=at)
    return len(rows["memberships"])


async def _rows(
    db: Db, name: str, which: str, gone: Sequence[uuid.UUID], at: dt.datetime
) -> list[dict[str, Any]]:
    asked = (db.tenant, gone, at) if "$3" in which else (db.tenant, gone)
    lines = await db.driver.fetch(
        f"SELECT to_jsonb(t)::text FROM {name} t WHERE t.tenant_id = $1 AND {which}",  # noqa: S608 - our own names
        *asked,
    )  # fmt: skip
    return [json.loads(line[0]) for line in lines]


async def _arrive(
    db: Db, ground: Ground, rows: dict[str, list[dict[str, Any]]], entries: Sequence[CatalogueEntry], *, at: dt.datetime
) -> None:  # fmt: skip
    gone = {str(unit_id) for unit_id in ground.gone}
    people = {row["id"] for row in rows["duty_people"]}
    rows["duty_shifts"] = [row for row in rows["duty_shifts"] if row["person_id"] in people]
    for name, _ in _STANDING:
        for row in rows[name]:
            row["tenant_id"] = ground.target.id
        if name == "units":
            order = {str(unit.id): depth for depth, unit in enumerate(_from_above(ground))}
            rows[name].sort(key=lambda row: order.get(row["id"], 0))
            going_there = [ground.units[one] for one in ground.gone]
            changed = codes_there(going_there, ground.source, await unit_tree(db))
            codes = {str(unit.id): code for unit, code in changed}
            for row in rows[name]:
                row["code"] = codes.get(row["id"], row["code"])
                if row["parent_id"] not in gone:
                    row["parent_id"] = _counterpart(ground, row["parent_id"])
        if rows[name]:
            await put_rows(db, name, rows[name])
    names = known(ground.gone, ground.counterparts, ground.categories)
    going, _ = sorted_out(entries, await standing(db), names)
    put(db, going)
    for point in await points_of(db, ground):
        await record(
            db, point, "take_over", system_actor(db.tenant), at=at, predecessor=ground.source.code, plan=ground.plan_id
        )  # fmt: skip
    _noted(db, "boundary_units_came", ground, at=at)


async def leave(db: Db, ground: Ground, *, at: dt.datetime) -> None:
    """Called in the source: nobody works in these units there any more, and nothing is dispatched to them."""
    await hand_over_points(db, ground, at=at)
    ended = (
        update(Membership)
        .where(
            Membership.tenant_id == db.tenant, Membership.unit_id.in_(ground.gone), Membership.ended_at.is_(None)
        )
        .values(ended_at=at)
        .returning(Membership.id)
    )  # fmt: skip
    memberships = (await db.execute(ended)).scalars().all()
    await db.execute(
        update(SignInSession)
        .where(SignInSession.tenant_id == db.tenant, SignInSession.membership_id.in_(memberships))
        .where(SignInSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    for unit_id in ground.gone:
        await leave_the_rosters(db, unit_id, at=at)
    concerned = CatalogueEntry.unit_id.in_(ground.gone) | CatalogueEntry.area_id.in_(ground.gone)
    for model, which in ((CatalogueEntry, concerned), (Unit, Unit.id.in_(ground.gone))):
        column = "ended_at" if model is CatalogueEntry else "closed_at"
        await db.execute(
            update(model)
            .where(model.tenant_id == db.tenant, getattr(model, column).is_(None), which)
            .values({column: at}),
            execution_options={"synchronize_session": False},
        )
    _noted(db, "boundary_units_left", ground, at=at)


async def hand_over_points(db: Db, ground: Ground, *, at: dt.datetime) -> None:
    """Nobody answers at these points here any more; the history keeps in which state each was."""
    for point in await points_of(db, ground):
        await record(
            db, point, "hand_over", system_actor(db.tenant), at=at, to=ground.target.code, plan=ground.plan_id,
            state=point.state,
        )  # fmt: skip
        point.state = "closed"
    await settle(db, *ground.gone, at=at)


async def points_of(db: Db, ground: Ground) -> list[Point]:
    wanted = select(Point).where(Point.tenant_id == db.tenant, Point.unit_id.in_(ground.gone))
    return list((await db.execute(wanted.order_by(Point.unit_id).with_for_update())).scalars())


def _counterpart(ground: Ground, unit_id: str | None) -> str | None:
    """The unit there that goes on with one which stays: what stood under the one stands under the other."""
    found = ground.counterparts.get(uuid.UUID(unit_id)) if unit_id else None
    return str(found) if found else None


def _from_above(ground: Ground) -> list[UnitInfo]:
    tree = UnitTree(list(ground.units.values()))
    return sorted(
        (ground.units[one] for one in ground.gone), key=lambda unit: len(list(tree.upwards(unit.id)))
    )


def _noted(db: Db, kind: str, ground: Ground, *, at: dt.datetime) -> None:
    note(
        db, kind, account_id=None, subject=ground.plan_id, at=at, source=ground.source.code,
        target=ground.target.code, units=len(ground.gone),
    )  # fmt: skip
    for what in ("units", "catalogue", "public_areas"):
        db.cache.forget(what, db.tenant)
