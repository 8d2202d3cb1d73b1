"""Answering a supervision: a unit, or a district to the government above, reports on what was asked of it."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, refused_fields
from hotline_tenants.supervision.enclosing import copy_evidence_up
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK, allowed
from hotline_tenants.supervision.model import Supervision, SupervisionFile, SupervisionTask
from hotline_tenants.supervision.reaching import on_both_sides, task_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.travelling import above, standing_above, tell_desk

SHORTEST = 10
ON_PAPER = ("written", "circular", "interview")
"""Forms that are answered by a signed report, whose scan is added before."""


async def report(
    db: Db, actor: Actor, supervision_id: uuid.UUID, task_id: uuid.UUID, *, report: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Sign the report on one task; a district's goes up to the government that asked, with its evidence.

    Raises Refused by field `report`, and without the scan of the signed report where one is due.
    """
    supervision, link = await on_both_sides(db, actor, supervision_id, version=version)
    task, _ = await task_for(db, actor, supervision, task_id)
    _refuse_others(actor, supervision, task)
    _under_way(supervision)
    allowed(TASK, task.state, "report", actor)
    if len(report.strip()) < SHORTEST:
        raise refused_fields(
            {
                "report": N_(
                    "Report what was done and found, in at least %(shortest)s characters.", shortest=SHORTEST
                )
            }
        )
    if supervision.form in ON_PAPER and not await _has_scan(db, supervision.id, task.unit_id):
        raise Refused(N_("Add the scan of the signed report first: this supervision is answered on paper."))
    mark_reported(task, actor, at=at)
    supervision.due_at = next_due(await tasks_of(db, supervision.id))
    await record(
        db, supervision, "report", actor, at=at, remarks={"report": report}, unit=task.unit_id, task=task.id
    )
    if task.unit_id is not None or link is None:
        await tell_desk(db, supervision, "supervision_reported", at=at)
        return
    async with above(db, link) as (upper, asked):
        mark_reported(asked, actor, at=at)
        upper.due_at = next_due(await tasks_of(db, upper.id))
        await record(
            db, upper, "report", actor, at=at, remarks={"report": report}, unit=asked.unit_id, task=asked.id
        )
        await tell_desk(db, upper, "supervision_reported", at=at)
        unit_above = asked.unit_id
    await copy_evidence_up(db, actor, link, supervision.id, unit_above, at=at)


async def progress(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Write down how far one is. Raises Refused by field `note`."""
    supervision, link = await on_both_sides(db, actor, supervision_id, version=version)
    allowed(SUPERVISION, supervision.state, "progress", actor)
    if not note.strip():
        raise refused_fields({"note": N_("Write down how far it is.")})
    await record(db, supervision, "progress", actor, at=at, remarks={"note": note}, unit=actor.unit_id)
    if link is not None and actor.role not in UNIT_ROLES:
        async with standing_above(db, link) as (upper, ours):
            await record(db, upper, "progress", actor, at=at, remarks={"note": note}, unit=ours)


def mark_reported(task: SupervisionTask, actor: Actor, *, at: dt.datetime) -> None:
    """The deed on a task of a locked supervision."""
    task.state, task.reported_at, task.reported_by, task.next_at = "reported", at, actor.account_id, None


def next_due(tasks: list[SupervisionTask]) -> dt.datetime | None:
    """The earliest limit that is still open."""
    return min((one.due_at for one in tasks if one.state == "open"), default=None)


def _under_way(supervision: Supervision) -> None:
    if supervision.state != "issued":
        raise Refused(N_("This cannot be done now: the supervision has moved on."))


def _refuse_others(actor: Actor, supervision: Supervision, task: SupervisionTask) -> None:
    """A unit answers for itself; for a district its head does."""
    if actor.role in UNIT_ROLES:
        return
    if not (supervision.side == "lower" and task.unit_id is None):
        raise NotFound


async def _has_scan(db: Db, supervision_id: uuid.UUID, unit_id: uuid.UUID | None) -> bool:
    wanted = select(SupervisionFile.id).where(
        SupervisionFile.tenant_id == db.tenant, SupervisionFile.supervision_id == supervision_id,
        SupervisionFile.kind == "evidence", SupervisionFile.unit_id.is_not_distinct_from(unit_id),
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None
