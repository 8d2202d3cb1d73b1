"""Putting something before those who rule, finding what waits there, and writing down how it was ruled."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db, about
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.rulings.model import Ruling

_RULINGS = about(
    Ruling,
    select(Ruling)
    .where(Ruling.tenant_id == bindparam("tenant"), Ruling.case_id == bindparam("case_id"))
    .order_by(Ruling.id)
    .execution_options(populate_existing=True),
)


async def put_ruling(
    db: Db, actor: Actor, case: Case, assignment: Assignment | None, kind: str, *, level: str = "first",
    reason: str | None = None, wanted_at: dt.datetime | None = None, state: str = "asked", at: dt.datetime,
) -> uuid.UUID:  # fmt: skip
    """Write down what is asked for, after its event was recorded. Only one of a kind waits for each assignment."""
    ruling_id = new_id()
    db.put(
        Ruling, id=ruling_id, case_id=case.id, assignment_id=assignment.id if assignment else None,
        unit_id=assignment.unit_id if assignment else None, kind=kind, level=level, reason=reason,
        wanted_at=wanted_at, state=state, asked_at=at, asked_on=(await calendar_of(db)).local_date(at),
        asked_by=actor.account_id, asked_seq=case.events,
    )  # fmt: skip
    return ruling_id


async def rulings_of(db: Db, case: Case) -> Sequence[Ruling]:
    """Everything that was asked for in a case, oldest first."""
    return (await db.execute(_RULINGS, {"tenant": db.tenant, "case_id": case.id})).scalars().all()


def waiting(rulings: Sequence[Ruling], kind: str, assignment: Assignment | None) -> Ruling | None:
    """What of a kind waits to be ruled on, of one assignment or (None) of the case itself."""
    wanted = assignment.id if assignment else None
    return next(
        (one for one in rulings if one.kind == kind and one.state == "asked" and one.assignment_id == wanted),
        None,
    )


def must_wait(rulings: Sequence[Ruling], kind: str, assignment: Assignment | None, level: str) -> Ruling:
    """The same for whoever rules on that level. Raises Refused where nothing waits there."""
    found = waiting(rulings, kind, assignment)
    if found is None:
        raise Refused(N_("Nothing of the kind waits to be ruled on."))
    if found.level != level:
        raise Refused(
            N_("This goes to a final ruling by the head of the duty room.")
            if found.level == "final"
            else N_("The desk rules on this first.")
        )
    return found


def settle(actor: Actor, case: Case, ruling: Ruling, *, granted: bool, at: dt.datetime) -> None:
    """Write down how it was ruled, after its event was recorded."""
    ruling.state = "granted" if granted else "refused"
    ruling.ruled_at, ruling.ruled_by, ruling.ruled_seq = at, actor.account_id, case.events
