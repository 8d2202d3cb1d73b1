"""A unit or a district that disagrees objects, once; somebody else than who issued it decides."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.supervision.cards_below import as_above
from hotline_tenants.supervision.counting import cases_of, count_supervised
from hotline_tenants.supervision.lifecycle import SUPERVISION, allowed
from hotline_tenants.supervision.making_known import take_back
from hotline_tenants.supervision.model import Supervision, SupervisionEntry
from hotline_tenants.supervision.reaching import links_down, on_both_sides, supervision_for, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reviewing import review_if_all_done
from hotline_tenants.supervision.travelling import (
    lift,
    lift_below,
    standing_above,
    standing_below,
    tell_desk,
    tell_unit,
)

DECIDERS = ("duty_head", "leader")
SHORTEST = 10


async def object_to(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Object, once for each unit. The deadline runs on. Raises Refused, by field `reason` too."""
    supervision, link = await on_both_sides(db, actor, supervision_id, version=version)
    allowed(SUPERVISION, supervision.state, "object", actor)
    if actor.role not in UNIT_ROLES and link is None:
        raise Refused(N_("Whoever is asked objects, not the government that asks."))
    if len(reason.strip()) < SHORTEST:
        raise refused_fields(
            {"reason": N_("Say why, in at least %(shortest)s characters.", shortest=SHORTEST)}
        )
    await _put(db, actor, supervision, actor.unit_id, reason, at=at)
    if actor.role in UNIT_ROLES or link is None:
        await _tell_deciders(db, supervision, at=at)
        return
    async with standing_above(db, link) as (upper, ours):
        await _put(db, actor, upper, ours, reason, at=at)
        await _tell_deciders(db, upper, at=at)


async def decide(
    db: Db, actor: Actor, supervision_id: uuid.UUID, *, upheld: bool, ruling: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Uphold (the unit is asked no more) or reject. Raises Refused by field `ruling`, and for whoever had a part."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True, version=version)
    act = "uphold_objection" if upheld else "reject_objection"
    allowed(SUPERVISION, supervision.state, act, actor)
    if refusal := why_not_decide(supervision, actor):
        raise Refused(refusal)
    if not ruling.strip():
        raise refused_fields({"ruling": N_("Write down the ruling and its grounds.")})
    supervision.objection = "upheld" if upheld else "rejected"
    unit_id = supervision.objecting_unit_id
    await record(db, supervision, act, actor, at=at, remarks={"ruling": ruling}, unit=unit_id)
    tasks = [one for one in await tasks_of(db, supervision.id) if one.unit_id == unit_id]
    if upheld:
        await take_back(db, actor, supervision, "异议成立，通报撤销。", at=at)
        await _release(db, actor, supervision, tasks[0].id if tasks else None, at=at)
    elif supervision.form == "system" and supervision.state == "reviewed":
        supervision.state, supervision.closed_at, supervision.outcome = "closed", at, "met"
    link = (await links_down(db, supervision.id)).get(tasks[0].id if tasks else None)
    kind = "supervision_objection_upheld" if upheld else "supervision_objection_rejected"
    if link is None:
        await tell_unit(db, supervision, unit_id, kind, at=at)
        return
    async with standing_below(db, link) as lower:
        lower.objection = supervision.objection
        if supervision.form == "system":
            as_above(lower, supervision)
        await record(db, lower, f"{lower.objection}_above", actor, at=at, remarks={"ruling": ruling})
        await tell_desk(db, lower, kind, at=at)


def why_not_decide(supervision: Supervision, actor: Actor) -> Message | None:
    """None for somebody who neither began, signed nor objected, while an objection waits here."""
    if supervision.objection != "asked":
        return N_("No objection waits to be decided.")
    if supervision.side == "lower" and supervision.objecting_unit_id is None:
        return N_("The government above decides this objection.")
    had_a_part = (supervision.opened_by, supervision.issued_by, supervision.objected_by)
    if actor.account_id is not None and actor.account_id in had_a_part:
        return N_("An objection is decided by somebody else than who issued the supervision.")
    return None


async def _put(
    db: Db, actor: Actor, supervision: Supervision, unit_id: uuid.UUID | None, reason: str, *, at: dt.datetime
) -> None:
    if supervision.objection == "asked":
        raise Refused(N_("An objection waits to be decided already."))
    before = select(SupervisionEntry.seq).where(
        SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id == supervision.id,
        SupervisionEntry.act == "object",
        SupervisionEntry.data["unit"].as_string().is_not_distinct_from(str(unit_id) if unit_id else None),
    )  # fmt: skip
    if (await db.execute(before.limit(1))).first() is not None:
        raise Refused(N_("This was objected to once already. That is decided."))
    supervision.objection, supervision.objecting_unit_id = "asked", unit_id
    supervision.objected_by = actor.account_id
    await record(db, supervision, "object", actor, at=at, remarks={"reason": reason}, unit=unit_id)


async def _release(
    db: Db, actor: Actor, supervision: Supervision, task_id: uuid.UUID | None, *, at: dt.datetime
) -> None:
    """The unit that was right is asked no more; where nobody else is asked, the supervision is lifted."""
    tasks = await tasks_of(db, supervision.id)
    if task_id is None or all(one.id == task_id or one.state in ("lifted", "moved") for one in tasks):
        await lift_below(db, actor, supervision, at=at)
        await lift(db, actor, supervision, "lifted", at=at)
        return
    released = next(one for one in tasks if one.id == task_id)
    if released.state != "done":
        released.state, released.next_at = "lifted", None
    await lift_below(db, actor, supervision, at=at, only=task_id)
    await count_supervised(db, await cases_of(db, supervision))
    await review_if_all_done(db, supervision)


async def _tell_deciders(db: Db, supervision: Supervision, *, at: dt.datetime) -> None:
    await tell(
        db, "supervision_objected", subject_id=supervision.id, subject_kind="supervision", at=at, roles=DECIDERS,
        number=supervision.number,
    )  # fmt: skip
