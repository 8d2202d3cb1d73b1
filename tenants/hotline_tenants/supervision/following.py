"""Following a supervision: what was said and promised, further tasks, milestones, the look-back."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.issuing import open_tasks
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK, allowed
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from hotline_tenants.supervision.reaching import supervision_for, task_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reporting import next_due
from hotline_tenants.supervision.reviewing import review_if_all_done
from hotline_tenants.supervision.tasks import put_task
from hotline_tenants.supervision.travelling import open_below, tell_unit


async def note(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Write into the ledger what was said, found or promised. Raises Refused by field `note`."""
    await _write_down(db, actor, supervision_id, "note", note, version=version, at=at)


async def look_back(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, note: str, version: int | None, at: dt.datetime
) -> None:
    """Write down whether it held, after the closing. Raises Refused by field, and before the day that was set."""
    supervision = await supervision_for(db, actor, supervision_id)
    if refusal := why_not_look_back(supervision, (await calendar_of(db)).local_date(at)):
        raise Refused(refusal)
    await _write_down(db, actor, supervision_id, "look_back", note, version=version, at=at)
    supervision.looked_back_at = at


def why_not_look_back(supervision: Supervision, today: dt.date) -> Message | None:
    """None from the day of the look-back on."""
    if supervision.look_back_on is None:
        return N_("No look-back was planned.")
    if today < supervision.look_back_on:
        return N_("The look-back is planned for %(day)s.", day=supervision.look_back_on.isoformat())
    return None


async def add_task(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, unit_id: uuid.UUID | None, what: str, due_at: dt.datetime | None,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Ask something of one more unit, or (None) set a milestone of our own. Raises Refused by field."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, "add_task", actor)
    tasks = await tasks_of(db, supervision.id)
    unit = (await unit_tree(db)).find(unit_id)
    wrong: dict[str, Message] = {}
    if not what.strip():
        wrong["what"] = N_("Say what is to be done.")
    if due_at is None or due_at <= at:
        wrong["due_at"] = N_("Set a deadline.") if due_at is None else N_("The deadline lies in the past.")
    if unit_id is not None and (unit is None or unit.closed or unit.kind in ("superior", "committee")):
        wrong["unit_id"] = N_("Choose one of the list.")
    elif unit_id is not None and unit_id in {task.unit_id for task in tasks}:
        wrong["unit_id"] = N_("This unit is asked already.")
    elif unit_id is None and supervision.side == "lower":
        wrong["unit_id"] = N_("Choose the unit that is to do it.")
    if wrong:
        raise refused_fields(wrong)
    assert due_at is not None
    task_id = put_task(db, supervision.id, unit_id, what, due_at)
    task = await _put(db, supervision, task_id)
    digest = digest_of(task.salt, task.what)
    await record(
        db, supervision, "add_task", actor, at=at, unit=unit_id, task=task_id, due=due_at, what=digest
    )
    if supervision.state != "issued":
        return
    await open_tasks(db, supervision, [task], at=at)
    supervision.due_at = next_due(await tasks_of(db, supervision.id))
    if unit is not None and unit.governs_tenant_id is not None:
        await open_below(db, actor, supervision, task, unit, at=at)
    else:
        await tell_unit(db, supervision, unit_id, "supervised", at=at)


async def tick(
    db: Db, actor: Actor, supervision_id: uuid.UUID, task_id: uuid.UUID, *, note: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """A milestone of our own is reached. Raises Refused by field `note`, and for what a unit has to report."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    task, _ = await task_for(db, actor, supervision, task_id)
    allowed(TASK, task.state, "tick", actor)
    if task.unit_id is not None or supervision.side == "lower":
        raise Refused(N_("Whoever was asked reports on it."))
    if not note.strip():
        raise refused_fields({"note": N_("Write down what was reached.")})
    task.state, task.done_at, task.next_at = "done", at, None
    await record(db, supervision, "tick", actor, at=at, remarks={"note": note}, task=task.id)
    await review_if_all_done(db, supervision)


async def _write_down(
    db: Db,
    actor: Actor,
    supervision_id: uuid.UUID,
    act: str,
    note: str,
    *,
    version: int | None,
    at: dt.datetime,
) -> None:
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    allowed(SUPERVISION, supervision.state, act, actor)
    if not note.strip():
        raise refused_fields({"note": N_("Write it down.")})
    await record(db, supervision, act, actor, at=at, remarks={"note": note})


async def _put(db: Db, supervision: Supervision, task_id: uuid.UUID) -> SupervisionTask:
    return next(task for task in await tasks_of(db, supervision.id) if task.id == task_id)
