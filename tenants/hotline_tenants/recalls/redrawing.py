"""Drawing a month again by its seed, to show that it is the very same: anybody who reads the results may ask for it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.recalls.drawing import sample
from hotline_tenants.recalls.model import RecallCall, RecallDistrict, RecallMonth


async def ask_to_redraw(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Have a month drawn again; whoever asked before is not asked twice. Raises NotFound, Refused while it goes on."""
    actor.need("inspection.read")
    drawn = await _month(db, month)
    if drawn.redraw_asked_at is not None and drawn.redrawn_at is None:
        raise Refused(N_("It is being drawn again already."))
    drawn.redraw_asked_at, drawn.redrawn_at, drawn.redrawn_differing = at, None, None


async def redraw(db: Db, month: dt.date, *, at: dt.datetime) -> int:
    """Draw it again, as of the moment of the draw; returns how many callers stand in one of the two draws only."""
    drawn, kept = await _month(db, month), await _kept(db, month)
    districts = select(RecallDistrict).where(
        RecallDistrict.tenant_id == db.tenant, RecallDistrict.month == month
    )
    differing = 0
    for one in (await db.scalars(districts.order_by(RecallDistrict.other_tenant_id))).all():
        async with across(db, because=NewLink(db.tenant, one.other_tenant_id)):
            _, found = await sample(db, month, drawn.seed, drawn.size, at=drawn.drawn_at, again=True)
        differing += len({case.id for case in found} ^ kept.get(one.unit_id, frozenset()))
    drawn.redrawn_at, drawn.redrawn_differing = at, differing
    return differing


async def _month(db: Db, month: dt.date) -> RecallMonth:
    wanted = select(RecallMonth).where(RecallMonth.tenant_id == db.tenant, RecallMonth.month == month)
    found = (await db.scalars(wanted.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _kept(db: Db, month: dt.date) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    rows = await db.execute(
        select(RecallCall.unit_id, RecallCall.case_id).where(
            RecallCall.tenant_id == db.tenant, RecallCall.month == month
        )
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for unit_id, case_id in rows:
        found[unit_id].add(case_id)
    return found
