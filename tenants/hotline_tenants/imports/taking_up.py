"""Taking an imported demand up for live handling: from history it becomes today's work, by a person's word only."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.assignments import rule_for
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.clocks.running import start_clock
from hotline_tenants.figures.ledger import counting


async def take_up(db: Db, actor: Actor, case_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """An imported demand that nobody has answered waits for dispatch like any other from now on.

    The desk's clock starts at `at`, not when it was written; the proposal of a district stays. From here on it counts
    as live work, on the day on which it was registered. Raises Refused where it is not such a demand, Stale, NotFound.
    """
    actor.need("import.run")
    case = await case_for(db, actor, case_id, lock=True, version=version, history=True)
    if case.origin != "imported" or case.state != "registered":
        raise Refused(N_("Only an imported demand that was not answered can be taken up."))
    with counting(db, "case", case):
        case.origin = "live"
    limit = await start_clock(db, "desk", await rule_for(db, case, None, at=at), case_id=case.id, start=at)
    case.due_at = limit.due_at if limit else None
    await record(db, case, "take_up", actor, at=at)
