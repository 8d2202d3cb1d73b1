"""Open demands go over a batch at a time, each batch in one transaction: a demand is in the one house or in the other.

Its rows are put down in the target as they are, with the same id, chain, clocks and query code; the source keeps the
chain with one event more, and nothing personal.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update

from hotline_platform.access.actor import system_actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.boundaries.above import Above, followed_above, locked_above
from hotline_tenants.boundaries.files import files_of, put_files
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.moving_supervisions import move_cards
from hotline_tenants.boundaries.rows import Row, put_down, remember, renamed, taken_up
from hotline_tenants.boundaries.scope import still_open, which_go
from hotline_tenants.boundaries.supervisions import held_cards
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.lifecycle import CASE, step
from hotline_tenants.cases.model import Assignment, Case, CasePerson, CaseText, QueryCode, Remark, Reply
from hotline_tenants.cases.reaching import MOVED
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.word_marks import KEPT, drop_marks, put_marks
from hotline_tenants.clocks.model import Clock
from hotline_tenants.figures.ledger import NOTHING, count, counted, counting
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.openness.model import Submission
from hotline_tenants.rulings.model import Ruling

BATCH = 100
_UNSEEN = {"synchronize_session": False}
_PERSONAL: tuple[tuple[Any, dict[str, Any]], ...] = (
    (CaseText, {"title": "", "body": "", "place": "", "struck_title": None, "struck_body": None}),
    (CasePerson, {"name": "", "phone": "", "phone_key": None}),
    (Remark, {"body": ""}),
    (Reply, {"inner": "", "public": ""}),
)


async def move_batch(
    db: Db, ground: Ground, *which: ColumnElement[bool], at: dt.datetime, batch: int = BATCH
) -> int:
    """Called in the source: the next demands with those merged into them; how many. None are left where it is 0.

    Rows are locked from the top down as every act does: the cases above, these, and what follows them.
    """
    wanted = (
        select(Case.id)
        .where(Case.tenant_id == db.tenant, Case.state != "merged", still_open(), which_go(ground.scope))
        .where(~_spoken_to(db.tenant), *which)
        .order_by(Case.id)
        .limit(batch)
    )
    chosen = list((await db.execute(wanted)).scalars())
    if not chosen:
        return 0
    above = await locked_above(db, ground, chosen)
    following = select(Case.id).where(
        Case.tenant_id == db.tenant, Case.merged_into_id.in_(chosen), Case.state == "merged"
    )
    cards = await held_cards(db, [*chosen, *(await db.execute(following)).scalars()])
    cases = await _locked(db, Case.id.in_(chosen))
    cases += await _locked(db, Case.merged_into_id.in_(chosen), Case.state == "merged")
    if not cases:
        return 0
    await _go(db, ground, cases, above, at=at)
    ids = {case.id for case in cases}
    await move_cards(db, ground, [card for card in cards if card.case_id in ids], at=at)
    return len(cases)


async def anything_left(db: Db, ground: Ground) -> bool:
    """Whether something waits that could not go yet: what its caller has just sent is taken up first."""
    wanted = select(Case.id).where(Case.tenant_id == db.tenant, still_open(), which_go(ground.scope))
    return (await db.execute(wanted.where(_spoken_to(db.tenant)).limit(1))).first() is not None


def _spoken_to(tenant: int) -> ColumnElement[bool]:
    """Whether a rating or an objection by code waits for the job that takes it up."""
    return exists().where(
        QueryCode.tenant_id == tenant, QueryCode.case_id == Case.id, Submission.tenant_id == tenant,
        Submission.code_digest == QueryCode.code_digest, Submission.taken_up_at.is_(None),
    )  # fmt: skip


async def _locked(db: Db, *which: ColumnElement[bool]) -> list[Case]:
    """Somebody may have acted on one since it was chosen: what ended meanwhile stays."""
    wanted = select(Case).where(Case.tenant_id == db.tenant, still_open(), *which).order_by(Case.id)
    locking = wanted.with_for_update().execution_options(populate_existing=True)
    return list((await db.execute(locking)).scalars())


async def _go(db: Db, ground: Ground, cases: Sequence[Case], above: Above, *, at: dt.datetime) -> None:
    ids = [case.id for case in cases]
    kept = frozenset(ids)
    assignments = list(
        (
            await db.execute(
                select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.case_id.in_(ids))
            )
        ).scalars()
    )
    texts = {
        row.case_id: (row.title, row.place)
        for row in (
            await db.execute(
                select(CaseText.case_id, CaseText.title, CaseText.place).where(
                    CaseText.tenant_id == db.tenant, CaseText.case_id.in_(ids)
                )
            )
        )
    }
    rows, carried = await taken_up(db, ids), await files_of(db, ids)
    async with across(db, because=ground.link):
        await remember(db, ground, rows, at=at)
        await put_down(db, renamed(db, rows, ground, kept))
        await put_files(db, carried, ground, at=at)
        await _arrived(db, ground, ids, texts, at=at)
        await _decided_here(db, rows["rulings"], at=at)
    await _left(db, ground, cases, assignments, at=at)
    await followed_above(db, ground, above, ids, at=at)


async def _arrived(
    db: Db, ground: Ground, ids: list[uuid.UUID], texts: dict[uuid.UUID, tuple[str, str]], *, at: dt.datetime
) -> None:  # fmt: skip
    oldest = uuid.UUID(int=int((at - KEPT).timestamp() * 1000) << 80)
    wanted = select(Case).where(Case.tenant_id == db.tenant, Case.id.in_(ids)).order_by(Case.id)
    for case in (await db.execute(wanted)).scalars():
        count(db, NOTHING, counted("case", case.__dict__))
        await record(
            db, case, "take_over", system_actor(db.tenant), at=at, predecessor=ground.source.code, government=ground.source.names, plan=ground.plan_id
        )  # fmt: skip
        if case.id > oldest and case.id in texts:
            put_marks(db, case.id, *texts[case.id])
    parts = select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.case_id.in_(ids))
    for part in (await db.execute(parts)).scalars():
        count(db, NOTHING, counted("assignment", part.__dict__))


async def _decided_here(db: Db, rulings: Sequence[Row], *, at: dt.datetime) -> None:
    """An objection waits for whoever decides such things in this house."""
    asked = [
        uuid.UUID(row["case_id"]) for row in rulings if (row["kind"], row["state"]) == ("objection", "asked")
    ]
    wanted = select(Case.id, Case.number).where(Case.tenant_id == db.tenant, Case.id.in_(asked))
    for case_id, number in (await db.execute(wanted)).all() if asked else ():
        await tell(db, "objection_made", subject_id=case_id, at=at, roles=("duty_head",), number=number)


async def _left(
    db: Db, ground: Ground, cases: Sequence[Case], assignments: Sequence[Assignment], *, at: dt.datetime
) -> None:
    """What stays is the chain, closed by the hand-over. Nothing of it is counted here any more, and no clock runs."""
    ids = [case.id for case in cases]
    for part in assignments:
        with counting(db, "assignment", part):
            part.origin = MOVED
            if part.state in (*OPEN, "replied"):
                part.state = "withdrawn"
    for case in cases:
        act = "hand_over_objection" if case.state in ENDED else "hand_over"
        to = step(CASE, case.state, act).to
        with counting(db, "case", case):
            case.state, case.origin, case.due_at = to, MOVED, None
            case.closed_at = case.closed_on = None
        await record(
            db,
            case,
            "hand_over",
            system_actor(db.tenant),
            at=at,
            to=ground.target.code,
            government=ground.target.names,
            plan=ground.plan_id,
        )
    await _emptied(db, ids, at=at)


async def _emptied(db: Db, ids: list[uuid.UUID], *, at: dt.datetime) -> None:
    """The texts, persons and replies are in the other house now, and the code opens its door there."""
    for model, nothing in _PERSONAL:
        theirs = model.tenant_id == db.tenant, model.case_id.in_(ids), model.erased_at.is_(None)
        await db.execute(
            update(model).where(*theirs).values(erased_at=at, salt=b"", **nothing), execution_options=_UNSEEN
        )
    for case_id in ids:
        await drop_marks(db, case_id)
    stopped = {"stopped_at": at, "outcome": "void", "next_at": None, "held_at": None, "hold": None}
    changes: tuple[tuple[Any, ColumnElement[bool], dict[str, Any]], ...] = (
        (Clock, Clock.stopped_at.is_(None), stopped),
        (Ladder, Ladder.next_at.is_not(None), {"next_at": None}),
        (Ruling, Ruling.state == "asked", {"state": "lapsed"}),
    )
    for model, running, change in changes:
        await db.execute(
            update(model).where(model.tenant_id == db.tenant, model.case_id.in_(ids), running).values(change),
            execution_options=_UNSEEN,
        )
    await db.execute(
        delete(QueryCode).where(QueryCode.tenant_id == db.tenant, QueryCode.case_id.in_(ids)),
        execution_options=_UNSEEN,
    )
