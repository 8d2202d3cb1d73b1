"""How much open work a unit has."""

import uuid

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case

OVER = ("returned", "void", "withdrawn")
CLOSED = ("closed", "archived", "merged", "withdrawn")


async def open_assignments(db: Db, unit_id: uuid.UUID) -> int:
    """Assignments of cases that are still open: those whose reply was accepted may come back as rework."""
    wanted = (
        select(func.count())
        .select_from(Assignment)
        .join(Case, (Case.tenant_id == Assignment.tenant_id) & (Case.id == Assignment.case_id))
        .where(
            Assignment.tenant_id == db.tenant,
            Assignment.unit_id == unit_id,
            Assignment.state.not_in(OVER),
            Case.tenant_id == db.tenant,
            Case.state.not_in(CLOSED),
        )
    )
    return (await db.execute(wanted)).scalar_one()
