"""Which supervisions a plan concerns: each follows what it is about, whole or the part of it that goes."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from hotline_platform.database.session import Db
from hotline_tenants.boundaries.scope import Scope, still_open, which_go
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.supervision.lifecycle import TASK
from hotline_tenants.supervision.model import SupervisedCase, Supervision, SupervisionTask

STILL = ("draft", "to_sign", "issued", "reviewed", "fed_back")
"""While somebody has something to do in it, at the desk or in a unit."""
ASKED = tuple(sorted(state for state, act in TASK if act == "hand_over"))
"""Tasks that somebody still has to answer or to judge."""


@dataclass(frozen=True, kw_only=True)
class Going:
    """A supervision that follows: the cases of it that go, and what is asked in what goes. Of one that does not go
    `whole` the rest goes on where it is.
    """

    id: uuid.UUID
    number: str | None = None
    form: str = ""
    leader_id: uuid.UUID | None = None
    cases: frozenset[uuid.UUID] = frozenset()
    tasks: frozenset[uuid.UUID] = frozenset()
    whole: bool = True


async def going(db: Db, scope: Scope, *more: ColumnElement[bool], limit: int) -> list[Going]:
    """The next supervisions that go with a scope, cards left out: they go with their case. With a government that ends
    everything goes that is left of it, the look-backs that are planned too.
    """
    wanted = (
        select(Supervision)
        .where(Supervision.tenant_id == db.tenant, Supervision.form != "system", _concerned(db.tenant, scope), *more)
        .order_by(Supervision.id)
        .limit(limit)
    )  # fmt: skip
    found = {one.id: one for one in (await db.execute(wanted)).scalars()}
    if not found:
        return []
    cases, tasks = await _cases(db, scope, list(found)), await _tasks(db, list(found))
    moving = {case_id for of_one in cases.values() for case_id, where in of_one.items() if where == "goes"}
    handlers = await _handlers(db, moving)
    return [_going(one, scope, cases[one.id], tasks[one.id], handlers) for one in found.values()]


async def number_going(db: Db, scope: Scope) -> int:
    """How many go."""
    wanted = select(func.count()).select_from(Supervision).where(
        Supervision.tenant_id == db.tenant, Supervision.form != "system", _concerned(db.tenant, scope)
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one()


async def number_of_cards(db: Db, scope: Scope) -> int:
    """Open cards on demands that go."""
    wanted = (
        select(func.count())
        .select_from(Supervision)
        .join(Case, and_(Case.tenant_id == db.tenant, Case.id == Supervision.case_id))
        .where(Supervision.tenant_id == db.tenant, Supervision.form == "system", Supervision.state.in_(STILL))
        .where(which_go(scope), still_open())
    )
    return (await db.execute(wanted)).scalar_one()


async def held_cards(db: Db, cases: Sequence[uuid.UUID]) -> list[Supervision]:
    """The cards of these demands, locked: whoever acts on a card holds it before its case."""
    wanted = select(Supervision).where(Supervision.tenant_id == db.tenant, Supervision.case_id.in_(cases))
    locking = wanted.order_by(Supervision.id).with_for_update().execution_options(populate_existing=True)
    return list((await db.execute(locking)).scalars())


def _concerned(tenant: int, scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        planned = and_(Supervision.look_back_on.is_not(None), Supervision.looked_back_at.is_(None))
        return or_(Supervision.state.in_(STILL), and_(Supervision.state == "closed", planned))
    goes = exists().where(
        SupervisedCase.tenant_id == tenant, SupervisedCase.supervision_id == Supervision.id,
        Case.tenant_id == tenant, Case.id == SupervisedCase.case_id, _goes(scope),
    )  # fmt: skip
    asked = exists().where(
        SupervisionTask.tenant_id == tenant, SupervisionTask.supervision_id == Supervision.id,
        SupervisionTask.unit_id.in_(scope.gone), SupervisionTask.state.in_(ASKED),
    )  # fmt: skip
    return and_(Supervision.state.in_(STILL), or_(goes, asked))


def _goes(scope: Scope) -> ColumnElement[bool]:
    """Went already, or is about to."""
    return and_(which_go(scope), or_(Case.state == "moved", still_open()))


async def _cases(db: Db, scope: Scope, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[uuid.UUID, str]]:
    """By supervision what becomes of each of its cases: it goes, stays, or is over."""
    wanted = (
        select(SupervisedCase.supervision_id, Case.id, Case.state, _goes(scope))
        .join(Case, and_(Case.tenant_id == db.tenant, Case.id == SupervisedCase.case_id))
        .where(SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id.in_(ids))
    )
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for supervision_id, case_id, state, goes in await db.execute(wanted):
        found[supervision_id][case_id] = "goes" if goes else "over" if state in ENDED else "stays"
    return found


async def _tasks(db: Db, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[SupervisionTask]]:
    wanted = select(SupervisionTask).where(
        SupervisionTask.tenant_id == db.tenant, SupervisionTask.supervision_id.in_(ids)
    )
    found: dict[uuid.UUID, list[SupervisionTask]] = defaultdict(list)
    for one in (await db.execute(wanted.execution_options(populate_existing=True))).scalars():
        found[one.supervision_id].append(one)
    return found


async def _handlers(db: Db, cases: Collection[uuid.UUID]) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    wanted = select(Assignment.case_id, Assignment.unit_id).where(
        Assignment.tenant_id == db.tenant, Assignment.case_id.in_(cases)
    )
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for case_id, unit_id in await db.execute(wanted) if cases else ():
        found[case_id].add(unit_id)
    return found


def _going(
    one: Supervision, scope: Scope, cases: Mapping[uuid.UUID, str], tasks: Sequence[SupervisionTask],
    handlers: Mapping[uuid.UUID, set[uuid.UUID]],
) -> Going:  # fmt: skip
    """Nothing is left of it here where all its cases that are at work go, or, where it has none, all who are asked."""
    moving = frozenset(case_id for case_id, where in cases.items() if where == "goes")
    asked = [task for task in tasks if task.unit_id is not None and task.state in ASKED]
    stays = "stays" in cases.values()
    all_asked = bool(asked) and all(task.unit_id in scope.gone for task in asked)
    whole = scope.everything or (not stays and (bool(moving) or all_asked))
    theirs = scope.gone.union(*(handlers[case_id] for case_id in moving))
    part = (
        task.id
        for task in tasks
        if whole or (task.unit_id in theirs if task.unit_id is not None else one.side == "lower")
    )
    return Going(
        id=one.id, number=one.number, form=one.form, leader_id=one.leader_id, cases=moving, tasks=frozenset(part), whole=whole
    )  # fmt: skip
