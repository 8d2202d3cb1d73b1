"""Supervisions go over with what they are about, under the same ids: ledger, words, files, and what is asked in them.

What is put down is the rows as they are; the chain is continued there by `take_over`, and the source keeps its own,
closed by `hand_over`. The paper of a letter stays in the register that numbered it. Of a supervision whose cases go to
several houses each goes on with its part.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import delete, or_, select

from hotline_platform.access.actor import system_actor
from hotline_platform.access.model import Membership
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.files import files_of_supervisions, put_files
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.rows import Row, Rows, number_there, put_rows, remember, rows_by
from hotline_tenants.boundaries.supervisions import ASKED, STILL, Going, going
from hotline_tenants.boundaries.supervisions_above import (
    answered_by,
    cards_lead_there,
    held_above,
    waited_for_above,
)
from hotline_tenants.cases.model import Case
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK, step
from hotline_tenants.supervision.model import SupervisedCase, Supervision, SupervisionLink
from hotline_tenants.supervision.reaching import found_here, link_up, locked, tasks_of
from hotline_tenants.supervision.recording import record
from hotline_tenants.supervision.reporting import next_due
from hotline_tenants.supervision.reviewing import review_if_all_done
from hotline_tenants.supervision.supervised import subject_of
from hotline_tenants.supervision.travelling import lift, put_link, tell_desk

AT_ONCE = 20
"""Supervisions of one transaction."""
_TABLES = (
    "supervisions", "supervision_texts", "supervision_entries", "supervision_remarks", "supervision_tasks",
)  # fmt: skip
_UNITS = ("unit_id", "objecting_unit_id")


async def move_supervisions(db: Db, ground: Ground, *, at: dt.datetime) -> int:
    """Called in the source when no demand is left to go: the next supervisions; how many. None are left where it is 0."""
    found = await going(db, ground.scope, limit=AT_ONCE)
    if not found and ground.scope.everything:
        found = await _closed_here_only(db, ground)
    for one in found:
        await _go(db, ground, one, at=at)
    return len(found) or await _follow_cases(db, ground) or await _end_cards(db, ground, at=at)


async def move_cards(db: Db, ground: Ground, cards: Sequence[Supervision], *, at: dt.datetime) -> None:
    """Cards go in the transaction of their demand, open or over: figures ask them what was supervised."""
    ids = [card.id for card in cards]
    if not ids:
        return
    rows, carried = await _taken_up(db, ids), await files_of_supervisions(db, ids)
    async with across(db, because=ground.link):
        await _put_down(db, ground, rows, at=at)
        await put_files(db, carried, ground, at=at)
        for card_id in ids:
            await _taken_over(db, ground, await locked(db, card_id), at=at)
    above = select(SupervisionLink).where(
        SupervisionLink.tenant_id == db.tenant,
        SupervisionLink.supervision_id.in_(ids),
        SupervisionLink.side == "lower",
    )
    await cards_lead_there(db, ground, (await db.execute(above)).scalars().all())
    for card in cards:
        if card.state in STILL:
            await _handed_over(db, ground, card, at=at)


async def _closed_here_only(db: Db, ground: Ground) -> list[Going]:
    """What is closed here while the government above has not closed it: from there it may come back to life."""
    ids = await waited_for_above(db, ground)
    which = or_(Supervision.state == "closed", Supervision.state.in_(STILL))
    wanted = select(Supervision.id).where(
        Supervision.tenant_id == db.tenant, Supervision.id.in_(ids), Supervision.form != "system", which
    )
    return [
        Going(id=one, tasks=frozenset(task.id for task in await tasks_of(db, one)))
        for one in (await db.execute(wanted.order_by(Supervision.id).limit(AT_ONCE))).scalars().all()
    ]


async def _go(db: Db, ground: Ground, one: Going, *, at: dt.datetime) -> None:
    link = await link_up(db, one.id)
    if link is not None:
        await held_above(db, link)
    supervision = await locked(db, one.id)
    rows, carried = await _taken_up(db, [one.id]), await files_of_supervisions(db, [one.id])
    rows["supervision_tasks"] = [
        row for row in rows["supervision_tasks"] if uuid.UUID(row["id"]) in one.tasks
    ]
    async with across(db, because=ground.link):
        known = await found_here(db, one.id, lock=True)
        if known is None:
            await _put_down(db, ground, rows, at=at)
            await put_files(db, carried, ground, at=at)
        else:
            await _put_tasks(db, ground, rows["supervision_tasks"])
        there = await locked(db, one.id)
        await _put_cases(db, there, one.cases)
        await _arrived(db, ground, there, first=known is None, whole=one.whole, at=at)
    await _left(db, ground, supervision, one, at=at)
    if link is not None and known is None:
        asked = await answered_by(db, ground, link, whole=one.whole, at=at)
        async with across(db, because=ground.link):
            put_link(db, "lower", one.id, asked, link.other_tenant_id, link.other_id)


async def _taken_up(db: Db, ids: Sequence[uuid.UUID]) -> Rows:
    return {
        name: await rows_by(db, name, "id" if name == "supervisions" else "supervision_id", ids)
        for name in _TABLES
    }


async def _put_down(db: Db, ground: Ground, rows: Rows, *, at: dt.datetime) -> None:
    await remember(db, ground, rows, at=at)
    for row in rows["supervisions"]:
        _renamed(row, ground)
        row["number"] = await number_there(db, ground, Supervision, row["number"])
        row["leader_id"] = await _leader(db, row["leader_id"])
        _plan(row["plan"], ground)
    for name in _TABLES[1:-1]:
        for row in rows[name]:
            row["tenant_id"] = ground.target.id  # which unit wrote an entry is in its hash
    for name in _TABLES[:-1]:
        if rows[name]:
            await put_rows(db, name, rows[name])
    await _put_tasks(db, ground, rows["supervision_tasks"])


async def _put_tasks(db: Db, ground: Ground, rows: Sequence[Row]) -> None:
    there = await rows_by(db, "supervision_tasks", "id", [uuid.UUID(row["id"]) for row in rows])
    known = {row["id"] for row in there}
    new = [_renamed(row, ground) for row in rows if row["id"] not in known]
    if new:
        await put_rows(db, "supervision_tasks", new)


def _renamed(row: Row, ground: Ground) -> Row:
    row["tenant_id"] = ground.target.id
    for column in _UNITS:
        if row.get(column):
            row[column] = str(ground.unit(uuid.UUID(row[column])))
    return row


def _plan(plan: Row | None, ground: Ground) -> None:
    """The filter of a topic, as far as the target knows its words."""
    if plan is None:
        return
    plan["categories"] = [
        str(ground.categories[found]) for one in plan.get("categories") or () if (found := uuid.UUID(one)) in ground.categories
    ]  # fmt: skip
    plan["units"] = [str(ground.unit(uuid.UUID(one))) for one in plan.get("units") or ()]
    if plan.get("area"):
        plan["area"] = str(ground.unit(uuid.UUID(plan["area"])))


async def _leader(db: Db, account_id: str | None) -> str | None:
    """Who gave an instruction, or the leader here who has been one longest, to whom its result goes from now on."""
    if account_id is None:
        return None
    leaders = (
        select(Membership.account_id)
        .where(Membership.tenant_id == db.tenant, Membership.role == "leader", Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    found = [str(one) for one in (await db.execute(leaders)).scalars()]
    if not found:
        raise Refused(N_("The successor has no leader to whom the result of an instruction could go."))
    return account_id if account_id in found else found[0]


async def _put_cases(db: Db, there: Supervision, cases: Collection[uuid.UUID]) -> None:
    """Those that are here; what ended before is read where it is."""
    if not cases:
        return
    known = select(SupervisedCase.case_id).where(
        SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == there.id
    )
    wanted = select(Case.id).where(Case.tenant_id == db.tenant, Case.id.in_(cases), Case.id.not_in(known))
    for case_id in (await db.execute(wanted)).scalars().all():
        db.put(SupervisedCase, supervision_id=there.id, case_id=case_id)


async def _arrived(
    db: Db, ground: Ground, there: Supervision, *, first: bool, whole: bool, at: dt.datetime
) -> None:  # fmt: skip
    there.due_at = next_due(await tasks_of(db, there.id)) if there.state == "issued" else there.due_at
    if first:
        if there.objecting_unit_id is not None and there.objecting_unit_id not in ground.there | ground.gone:
            there.objecting_unit_id, there.objection = None, None
        await _taken_over(db, ground, there, at=at)
    else:
        await record(
            db, there, "take_over_more", system_actor(db.tenant), at=at, government=ground.source.names, plan=ground.plan_id
        )  # fmt: skip
    if not whole:
        cases = select(SupervisedCase.case_id).where(
            SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == there.id
        )
        number = len((await db.execute(cases)).all())
        there.subject = subject_of(there.form == "special", number) if number else there.subject
        await review_if_all_done(db, there)
    if there.state == "draft":
        return
    await tell_desk(db, there, "supervision_taken_over", at=at)
    for task in await tasks_of(db, there.id):
        if task.unit_id in ground.counterparts.values() and task.state in ASKED:
            await tell(
                db, "supervised", subject_id=there.id, subject_kind="supervision", at=at, unit_id=task.unit_id,
                roles=("unit_officer", "unit_leader"), number=there.number,
            )  # fmt: skip


async def _taken_over(db: Db, ground: Ground, there: Supervision, *, at: dt.datetime) -> None:
    await record(
        db, there, "take_over", system_actor(db.tenant), at=at, predecessor=ground.source.code,
        government=ground.source.names, plan=ground.plan_id,
    )  # fmt: skip


async def _left(db: Db, ground: Ground, here: Supervision, one: Going, *, at: dt.datetime) -> None:
    """What went is asked here no more, and the cases that went are the successor's to be supervised."""
    if one.cases:
        await db.execute(
            delete(SupervisedCase).where(
                SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == here.id,
                SupervisedCase.case_id.in_(one.cases),
            )
        )  # fmt: skip
    for task in await tasks_of(db, here.id):
        if task.state in ASKED and (one.whole or task.unit_id in ground.gone):
            task.state, task.next_at = step(TASK, task.state, "hand_over").to, None
    if one.whole:
        await _handed_over(db, ground, here, at=at)
        return
    if here.objecting_unit_id in ground.gone:
        here.objecting_unit_id = here.objection = None
    await record(
        db, here, "hand_over_part", system_actor(db.tenant), at=at, to=ground.target.code,
        government=ground.target.names, plan=ground.plan_id, cases=sorted(one.cases), tasks=sorted(one.tasks),
    )  # fmt: skip
    if here.state == "issued":
        await review_if_all_done(db, here)


async def _handed_over(db: Db, ground: Ground, here: Supervision, *, at: dt.datetime) -> None:
    to: Government = ground.target
    if here.state == "closed":
        here.look_back_on = None  # somebody else looks back
    else:
        here.state, here.due_at, here.closed_at = step(SUPERVISION, here.state, "hand_over").to, None, at
    await record(
        db, here, "hand_over", system_actor(db.tenant), at=at, to=to.code, government=to.names, plan=ground.plan_id
    )  # fmt: skip


async def _follow_cases(db: Db, ground: Ground) -> int:
    """A case that had ended when its supervision went, and came to life again, is found under it in the new house."""
    wanted = (
        select(SupervisedCase)
        .join(Supervision, (Supervision.tenant_id == db.tenant) & (Supervision.id == SupervisedCase.supervision_id))
        .join(Case, (Case.tenant_id == db.tenant) & (Case.id == SupervisedCase.case_id))
        .where(SupervisedCase.tenant_id == db.tenant, Supervision.state == "moved", Case.state == "moved")
        .limit(AT_ONCE)
    )  # fmt: skip
    rows = list((await db.execute(wanted)).scalars())
    pairs = [(row.supervision_id, row.case_id) for row in rows]
    for row in rows:
        await db.delete(row)
    async with across(db, because=ground.link):
        for supervision_id, case_id in pairs:
            there = await found_here(db, supervision_id)
            if there is not None:
                await _put_cases(db, there, {case_id})
    return len(rows)


async def _end_cards(db: Db, ground: Ground, *, at: dt.datetime) -> int:
    """In a government that ends nobody is left to decide what is held against a unit in a demand that is over: nothing is."""
    if not ground.scope.everything:
        return 0
    left = select(Supervision.id).where(
        Supervision.tenant_id == db.tenant, Supervision.form == "system", Supervision.side == "own",
        Supervision.state.in_(STILL),
    )  # fmt: skip
    ids = (await db.execute(left.order_by(Supervision.id).limit(AT_ONCE))).scalars().all()
    for card_id in ids:
        card = await locked(db, card_id)
        card.objection = "upheld" if card.objection == "asked" else card.objection
        await lift(db, system_actor(db.tenant), card, "government_ended", at=at)
    return len(ids)
