"""Under supervision a case has other limits: no return, no extension, and the reply by the rule of that situation."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.assignments import rule_for
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.running import Limit, limit_of
from hotline_tenants.figures.ledger import counting
from hotline_tenants.watching.recomputing import travel_down

WORKING = ("dispatched", "signed", "handling", "signing_off")
SITUATION = "supervision"


async def put_under_supervision(
    db: Db, actor: Actor, case: Case, assignment_id: uuid.UUID, number: str, *, at: dt.datetime
) -> None:
    """Put the unit's part of a locked case under the rule of supervision, from `at` on.

    A limit that runs can only come nearer; one that is past stays past, and the days on which figures count the
    original limits stay what they were. Where a district handles the case, its order moves with it.
    """
    wanted = select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.id == assignment_id)
    assignment = (await db.execute(wanted.execution_options(populate_existing=True))).scalar_one()
    if assignment.state not in WORKING:
        return
    rule = await rule_for(db, case, SITUATION, at=at)
    assignment.situation, assignment.rule_code, assignment.rule_version = SITUATION, rule.code, rule.version
    calendar = await calendar_of(db)
    for clock in await _running(db, case.id, assignment_id):
        limit = limit_of(calendar, rule, clock.kind, start=at)
        if limit is None or clock.due_at <= at or limit.due_at >= clock.due_at:
            continue
        _tighten(clock, limit, at=at)
        if clock.kind == "reply":
            with counting(db, "assignment", assignment):
                assignment.due_at = limit.due_at
            if assignment.lead:
                case.due_at = limit.due_at
            if assignment.governs_tenant_id is not None:
                await travel_down(db, actor, assignment, because={"supervision": number}, at=at)


async def _running(db: Db, case_id: uuid.UUID, assignment_id: uuid.UUID) -> list[Clock]:
    wanted = (
        select(Clock)
        .where(Clock.tenant_id == db.tenant, Clock.case_id == case_id, Clock.assignment_id == assignment_id)
        .where(Clock.kind.in_(("sign", "reply")), Clock.stopped_at.is_(None), Clock.held_at.is_(None))
        .order_by(Clock.id)
        .execution_options(populate_existing=True)
    )
    return list((await db.execute(wanted)).scalars())


def _tighten(clock: Clock, limit: Limit, *, at: dt.datetime) -> None:
    clock.started_at, clock.due_at, clock.near_at, clock.next_at = (
        at,
        limit.due_at,
        limit.near_at,
        limit.near_at,
    )
    clock.provisional, clock.span, clock.explanation = limit.provisional, str(limit.span), limit.explanation
    clock.rule_code, clock.rule_version = limit.rule.code, limit.rule.version
