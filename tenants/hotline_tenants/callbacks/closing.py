"""Closing and archiving a case. Closed is not solved."""

import datetime as dt
import uuid
from collections.abc import Sequence

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.callbacks.calling import callbacks_of, refuse_if_from_above
from hotline_tenants.cases.ending import end_case
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Callback, Case
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.referrals.descending import close_down

ATTEMPTS = 3
DAYS = 2


async def close(db: Db, actor: Actor, case_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Close after the callback, or as *unconfirmed* when three attempts on two days reached nobody.

    A district's order ends with the city's case. Raises Refused where neither is so.
    """
    case = await case_for(db, actor, case_id, lock=True, version=version)
    allowed(CASE, case.state, "close", actor)
    await refuse_if_from_above(db, case)
    callbacks = await callbacks_of(db, case)
    if refusal := why_not_close(callbacks, await calendar_of(db)):
        raise Refused(refusal)
    await close_case(db, actor, case, callbacks, at=at)


async def close_case(
    db: Db, actor: Actor, case: Case, callbacks: Sequence[Callback], *, at: dt.datetime
) -> None:
    """The deed: end the case here and the orders it opened below."""
    ending = "called_back" if any(one.contacted for one in callbacks) else "unconfirmed"
    await end_case(db, case, ending, at=at)
    await record(db, case, "close", actor, at=at, ending=ending)
    for assignment in await assignments_of(db, case):
        if assignment.governs_tenant_id is not None:
            await close_down(db, assignment, at=at)


def why_not_close(callbacks: Sequence[Callback], calendar: Calendar) -> Message | None:
    """None where the caller was reached or the attempts are spent: three, on two local days at least."""
    if any(one.contacted for one in callbacks):
        return None
    if len(callbacks) < ATTEMPTS:
        return N_(
            "Call back first: %(made)s of %(needed)s attempts were made.",
            made=len(callbacks),
            needed=ATTEMPTS,
        )
    if len({calendar.local_date(one.at) for one in callbacks}) < DAYS:
        return N_("The attempts must lie on %(days)s days.", days=DAYS)
    return None


async def archive(db: Db, actor: Actor, case_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """File a closed case."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    case.state = allowed(CASE, case.state, "archive", actor).to
    await record(db, case, "archive", actor, at=at)
