"""Which parts of cases are under supervision, for the figures: from the red card on, and as long as nobody was exempted.

What comes before it warns; and what was exempted, lifted or found to have been no fault is held against nobody.
"""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.figures.ledger import counting
from hotline_tenants.supervision.ladder import RUNGS
from hotline_tenants.supervision.model import SupervisedCase, Supervision, SupervisionTask
from hotline_tenants.supervision.supervised import cases_under

COUNTED = tuple(level for level, rung in RUNGS.items() if rung.height >= RUNGS["red"].height)


async def count_supervised(db: Db, cases: Collection[uuid.UUID]) -> None:
    """Bring the figures of these cases up to the supervisions that stand now. Holds the cases: whoever acts on one of
    them counts as well.
    """
    if not cases:
        return
    await db.write()
    held = select(Case.id).where(Case.tenant_id == db.tenant, Case.id.in_(cases)).order_by(Case.id)
    await db.execute(held.with_for_update())
    parts = select(Assignment, _under_supervision(db.tenant)).where(
        Assignment.tenant_id == db.tenant, Assignment.case_id.in_(cases)
    )
    for part, supervised in (await db.execute(parts.execution_options(populate_existing=True))).all():
        if part.supervised != supervised:
            with counting(db, "assignment", part):
                part.supervised = supervised


async def cases_of(db: Db, supervision: Supervision) -> Collection[uuid.UUID]:
    """The cases that a supervision of ours is about; a unit or a topic as a whole is about none."""
    if supervision.side != "own":
        return ()
    return [supervision.case_id] if supervision.case_id else await cases_under(db, supervision.id)


def _under_supervision(tenant: int) -> ColumnElement[bool]:
    """The part that a rule fired on, or the latest part of a unit that is asked, in a case that a supervision is about."""
    later = aliased(Assignment)
    since = exists().where(
        later.tenant_id == tenant, later.case_id == Assignment.case_id, later.unit_id == Assignment.unit_id,
        later.dispatched_at <= Supervision.issued_at, later.id > Assignment.id,
    )  # fmt: skip
    latest = and_(Assignment.dispatched_at <= Supervision.issued_at, ~since)
    stands = (
        Supervision.tenant_id == tenant, Supervision.side == "own", Supervision.issued_at.is_not(None),
        Supervision.level.in_(COUNTED), Supervision.outcome.is_distinct_from("void"),
    )  # fmt: skip
    by_rule = exists().where(
        *stands, Supervision.case_id == Assignment.case_id,
        or_(
            Supervision.assignment_id == Assignment.id,
            and_(Supervision.assignment_id.is_(None), Supervision.unit_id == Assignment.unit_id, latest),
        ),
    )  # fmt: skip
    asked = exists().where(
        *stands, latest, SupervisedCase.tenant_id == tenant, SupervisedCase.case_id == Assignment.case_id,
        Supervision.id == SupervisedCase.supervision_id, SupervisionTask.tenant_id == tenant,
        SupervisionTask.supervision_id == Supervision.id, SupervisionTask.unit_id == Assignment.unit_id,
        SupervisionTask.state != "lifted",
        or_(
            Supervision.objection.is_distinct_from("upheld"),
            Supervision.objecting_unit_id.is_distinct_from(Assignment.unit_id),
        ),
    )  # fmt: skip
    return or_(by_rule, asked)
