"""How a case comes to its end, whichever road led there."""

import datetime as dt

from hotline_platform.database.session import Db
from hotline_tenants.cases.lifecycle import CASE, step
from hotline_tenants.cases.model import Case
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.figures.ledger import counting

ENDED = ("closed", "archived", "withdrawn", "moved")
"""States in which nothing is open any more; a demand that moved goes on in the government that succeeds."""


async def end_order(db: Db, case: Case, ending: str, *, at: dt.datetime) -> None:
    """Close a locked order that came from above, because what it answers is over there. Raises Refused where the table
    has no such step.
    """
    step(CASE, case.state, "order_ended")
    await end_case(db, case, ending, at=at)


async def end_case(db: Db, case: Case, ending: str, *, at: dt.datetime) -> None:
    """Close a locked case. `ending` is a word of cases.words.ENDINGS."""
    on = (await calendar_of(db)).local_date(at)
    with counting(db, "case", case):
        case.state, case.ending = "closed", ending
        case.closed_at, case.closed_on, case.due_at = at, on, None
    await stop_clocks(db, case.id, ("desk", "callback"), at=at)


def reopen_case(db: Db, case: Case) -> None:
    """Take a locked case that was ended up again: an objection was upheld. It counts as closed no more."""
    with counting(db, "case", case):
        case.state, case.ending, case.closed_at, case.closed_on = "accepted", None, None, None
