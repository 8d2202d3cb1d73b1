"""Exempting from supervision, with the reason and the person in the ledger."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused, refused_fields
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.making_known import take_back
from hotline_tenants.supervision.reaching import supervision_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.travelling import lift_below, tell_unit


async def exempt(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """End a supervision of any form without holding anything against the unit. Raises Refused by field `reason`."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    to = allowed(SUPERVISION, supervision.state, "exempt", actor).to
    if supervision.side == "lower":
        raise Refused(N_("Only the government above exempts from its own supervision."))
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why: it stands in the ledger with your name.")})
    await lift_below(db, actor, supervision, at=at)
    await take_back(db, actor, supervision, "通报撤销。", at=at)
    tasks = await tasks_of(db, supervision.id)
    for task in tasks:
        task.state, task.next_at = ("done" if task.state == "done" else "lifted"), None
    supervision.state, supervision.closed_at, supervision.due_at, supervision.outcome = to, at, None, "void"
    await record(
        db, supervision, "exempt", actor, at=at, remarks={"reason": reason}, unit=supervision.unit_id
    )
    await count_supervised(db, await cases_of(db, supervision))
    for unit_id in {task.unit_id for task in tasks} or {supervision.unit_id}:
        await tell_unit(db, supervision, unit_id, "supervision_lifted", at=at)
