"""Beginning a ladder: in the transaction of the dispatch itself, so that nobody waits for a worker to be told."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import locked
from hotline_tenants.ladders.climbing import Way, climb
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.rosters.rules import rules_of


async def rouse(
    db: Db, case: Case, assignment: Mapping[str, Any], *, above: uuid.UUID | None = None, at: dt.datetime
) -> None:
    """Tell the person on duty of an urgent assignment that was just dispatched; does nothing for any other. `above` is
    the case of the government above that it serves, held by this transaction.
    """
    if case.urgency != "general":
        await _begin(db, case, assignment["id"], assignment["unit_id"], above, at=at)


async def rouse_desk(db: Db, case_id: uuid.UUID, urgency: str, *, above: uuid.UUID, at: dt.datetime) -> None:
    """The same for an urgent order from above that waits at this government's desk."""
    if urgency != "general":
        await _begin(db, await locked(db, case_id), None, None, above, at=at)


async def _begin(
    db: Db, case: Case, assignment_id: uuid.UUID | None, unit_id: uuid.UUID | None, above: uuid.UUID | None,
    *, at: dt.datetime,
) -> None:  # fmt: skip
    parent = (await registry_of(db)).get(db.tenant).parent_id
    way = Way(assignment_id, unit_id, parent, above if parent is not None else None)
    minutes = (await rules_of(db)).minutes(case.urgency)
    taken = await climb(db, case, way, 0, at=at)
    further = taken < len(way.steps)
    db.put(
        Ladder, id=new_id(), case_id=case.id, assignment_id=assignment_id, unit_id=unit_id, minutes=minutes,
        taken=taken, next_at=at + dt.timedelta(minutes=minutes) if further else None, started_at=at,
        above_tenant_id=way.above_tenant_id, above_case_id=way.above_case_id,
    )  # fmt: skip
