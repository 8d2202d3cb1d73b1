"""Thresholds of the rules and of the ladder: defaults, a government's own, and the floor of the one above."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.model import SupervisionThreshold

LARGEST = 60


@dataclass(frozen=True)
class Default:
    """What a threshold counts, and what holds where nobody has set it."""

    name: Message
    value: int


DEFAULTS: dict[str, Default] = {
    "repeated_return": Default(N_("Returns asked for in one case"), 2),
    "repeated_demand": Default(N_("Demands of one caller about the same matter in 90 days"), 3),
    "dissatisfied": Default(N_("Callbacks in which the caller is dissatisfied or not helped"), 2),
    "no_progress": Default(N_("Working days without an act of the unit"), 3),
    "to_phone": Default(N_("Working days on a red card before phone urging"), 1),
    "to_written": Default(N_("Working days after phone urging before the letter"), 2),
    "to_second": Default(N_("Working days after the letter before the second"), 5),
    "to_meeting": Default(N_("Working days after the second letter before a joint meeting"), 5),
    "to_interview": Default(N_("Working days after the meeting before the interview"), 5),
    "to_notice": Default(N_("Working days after the interview before the notice"), 5),
}


@dataclass(frozen=True)
class Threshold:
    """One threshold as it holds here. `floor` is the largest that the government above allows; None for the city."""

    code: str
    name: Message
    value: int
    floor: int | None


async def thresholds_of(db: Db) -> Mapping[str, int]:
    """What holds in the tenant one stands in, by code."""
    return {one.code: one.value for one in await every_threshold(db)}


async def every_threshold(db: Db) -> list[Threshold]:
    """Every threshold in its order. A stricter floor beats what was set before it came."""
    stored = await _stored(db)
    found = []
    for code, default in DEFAULTS.items():
        value, floor = stored.get(code, (None, None))
        held = default.value if value is None else value
        found.append(Threshold(code, default.name, held if floor is None else min(held, floor), floor))
    return found


async def own_thresholds(db: Db) -> Mapping[str, int | None]:
    """What was set here, by code; None where nothing was."""
    stored = await _stored(db)
    return {code: stored.get(code, (None, None))[0] for code in DEFAULTS}


async def why_not_threshold(db: Db, code: str, value: int) -> Message | None:
    """Why a threshold cannot be this, or None."""
    floors = {one.code: one.floor for one in await every_threshold(db)}
    if code not in floors:
        return N_("There is no such threshold.")
    floor = floors[code]
    if not 1 <= value <= LARGEST:
        return N_("A threshold is 1 to %(most)s.", most=LARGEST)
    if floor is not None and value > floor:
        return N_("The government above allows at most %(floor)s; you may be stricter.", floor=floor)
    return None


async def set_threshold(db: Db, actor: Actor, code: str, value: int | None, *, at: dt.datetime) -> None:
    """Change one threshold, and with it the floor of every government below; None goes back to the default. Raises
    Refused by field `value`.
    """
    actor.need("supervision.rules")
    if value is not None and (why := await why_not_threshold(db, code, value)) is not None:
        raise refused_fields({"value": why})
    await _put(db, code, at=at, value=value)
    note(db, "threshold_set", account_id=actor.account_id, at=at, rule=code, value=value)
    below = sorted(
        unit.governs_tenant_id
        for unit in await unit_tree(db)
        if unit.kind == "government" and unit.governs_tenant_id
    )
    for tenant in below:
        async with across(db, because=NewLink(db.tenant, tenant)):
            await _put(db, code, at=at, floor=value)


async def _stored(db: Db) -> Mapping[str, tuple[int | None, int | None]]:
    async def load() -> dict[str, tuple[int | None, int | None]]:
        wanted = select(SupervisionThreshold.code, SupervisionThreshold.value, SupervisionThreshold.floor)
        rows = await db.execute(wanted.where(SupervisionThreshold.tenant_id == db.tenant))
        return {code: (value, floor) for code, value, floor in rows}

    return await db.cache.get(("thresholds", db.tenant), load)


async def give_floors(db: Db, tenant: int, *, at: dt.datetime) -> None:
    """Give a government that has just come below the one we stand in the floors that were pushed down before."""
    wanted = select(SupervisionThreshold.code, SupervisionThreshold.value).where(
        SupervisionThreshold.tenant_id == db.tenant, SupervisionThreshold.value.is_not(None)
    )
    floors = {row.code: row.value for row in await db.execute(wanted)}
    if not floors:
        return
    async with across(db, because=NewLink(db.tenant, tenant)):
        for code, floor in floors.items():
            await _put(db, code, at=at, floor=floor)


async def _put(db: Db, code: str, *, at: dt.datetime, **values: int | None) -> None:
    row = insert(SupervisionThreshold).values(tenant_id=db.tenant, code=code, changed_at=at, **values)
    await db.execute(
        row.on_conflict_do_update(index_elements=["tenant_id", "code"], set_={**values, "changed_at": at})
    )
    db.cache.forget("thresholds", db.tenant)
