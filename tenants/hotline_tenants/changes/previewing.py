"""What a change of rules would do to open work: nothing to a clock that runs, something to the stage that comes next.

The limits of an assignment are frozen at its dispatch. So a demand that waits for its dispatch gets the new ones there;
an answer that is written gets the new limit of its review; one that is being reviewed the new limit of its callback.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union

from hotline_platform.database.session import Db
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.changes.listing import keep_cases
from hotline_tenants.changes.matching import (
    OF_CASE,
    SITUATION,
    Likeness,
    Pair,
    as_table,
    concerned,
    same_as,
    word,
)
from hotline_tenants.clocks.rules import Rule

NEXT: Mapping[str, tuple[str, ...]] = {
    "waiting": ("sign", "contact", "return_within", "reply"),
    "handling": ("review",),
    "review": ("callback",),
}
"""The limits that begin with what comes next, by where work stands."""

TO_DISPATCH = ("registered", "accepted")
_STAGE: ColumnElement[str] = case(
    (Assignment.state == word("replied"), word("review")), else_=word("handling")
)


@dataclass(frozen=True)
class Open:
    """Open work that a change concerns: how much of it has its limits frozen, and by where it stands what comes next
    under another limit.
    """

    running: int
    lines: Sequence[Mapping[str, Any]]


async def open_work(
    db: Db, change_id: uuid.UUID, now: Sequence[Rule], then: Sequence[Rule]
) -> Open:  # fmt: skip
    """Counted over what is open now: one pass over the open assignments, one over what waits for dispatch; and the very
    cases written beside the proposal, for whoever wants to see them.
    """
    counted = await _counted(db)
    found = await concerned(db, {likeness for _, likeness in counted}, now, then)
    running = 0
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for (stage, likeness), count in counted.items():
        if likeness not in found:
            continue
        running += count if stage != "waiting" else 0
        if limits := moved(found[likeness], stage):
            key = (found[likeness].now.code, stage)
            line = lines.setdefault(key, {"rule": key[0], "stage": stage, "count": 0, "limits": limits})
            line["count"] += count
    wanted = [
        _alike(db, stage, alike)
        for stage in NEXT
        if (
            alike := {one: 0 for one, pair in found.items() if (stage, one) in counted and moved(pair, stage)}
        )
    ]
    if wanted:
        await keep_cases(db, change_id, select(union(*wanted).subquery()))
    return Open(running, [lines[key] for key in sorted(lines)])


def moved(pair: Pair, stage: str) -> list[list[str | None]]:
    """The limits of what comes next that would be others: name, as it is, as it would be."""
    both = [(name, pair.now.limit(name), pair.then.limit(name)) for name in NEXT[stage]]
    return [
        [name, str(now) if now else None, str(then) if then else None]
        for name, now, then in both
        if now != then
    ]


def _alike(db: Db, stage: str, alike: Mapping[Likeness, int]) -> Select[Any, Any]:
    """The cases of some kinds of work at one place, each once."""
    table = as_table(alike)
    columns = (Case.id.label("case_id"), word(stage).label("stage"))
    if stage == "waiting":
        waiting = select(*columns).join(table, same_as(table, situation=word("")))
        return waiting.where(Case.tenant_id == db.tenant, *_waiting())
    working = select(*columns).join(
        Assignment, (Assignment.tenant_id == db.tenant) & (Assignment.case_id == Case.id)
    )
    return working.join(table, same_as(table)).where(
        Case.tenant_id == db.tenant, *_working(), word(stage) == _STAGE
    )


async def _counted(db: Db) -> dict[tuple[str, Likeness], int]:
    working = (
        select(_STAGE, *OF_CASE, SITUATION, func.count())
        .join(Case, (Case.tenant_id == db.tenant) & (Case.id == Assignment.case_id))
        .where(Assignment.tenant_id == db.tenant, *_working())
        .group_by(_STAGE, *OF_CASE, SITUATION)
    )
    waiting = (
        select(word("waiting"), *OF_CASE, word(""), func.count())
        .where(Case.tenant_id == db.tenant, *_waiting())
        .group_by(*OF_CASE)
    )
    rows = [*await db.execute(working), *await db.execute(waiting)]
    return {(row[0], Likeness(*row[1:6])): row[6] for row in rows}


def _working() -> tuple[ColumnElement[bool], ...]:
    return Assignment.state.in_(OPEN), Assignment.origin == "live"


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return Case.state.in_(TO_DISPATCH), Case.origin == "live"
