"""What districts and units ask of a month is decided within its period: those who decide are told before it ends, and
when it has.
"""

import datetime as dt

from sqlalchemy import select

from hotline_platform.calendar.spans import working_days
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.standing import TOLD, undecided, waiting_exclusions

NEAR = working_days(1)


def near(calendar: Calendar, decide_until: dt.datetime) -> dt.datetime:
    """When the end of the period is near: one working day before."""
    return calendar.before(decide_until, NEAR).at


async def watch_decisions(db: Db, *, at: dt.datetime) -> int:
    """Look at the months of this government whose moment has come, each once near the end of its period and once past
    it; returns of how many somebody was told. A month that somebody holds at this moment is left for the next time.
    """
    wanted = select(Publication).where(Publication.tenant_id == db.tenant, Publication.next_at <= at)
    held = wanted.order_by(Publication.month).with_for_update(skip_locked=True)
    told = 0
    for one in (await db.scalars(held.execution_options(populate_existing=True))).all():
        late = one.decide_until <= at
        one.next_at = None if late else one.decide_until
        objections, exclusions = await undecided(db, one.month), await waiting_exclusions(db, one.month)
        if not objections + exclusions:
            continue
        told += 1
        await tell(
            db, "evaluation_decisions_late" if late else "evaluation_decisions_near", subject_id=None,
            subject_kind="evaluation", at=at, roles=(*TOLD, "inspector"), month=one.month.isoformat(),
            until=one.decide_until.isoformat(), objections=objections, exclusions=exclusions,
        )  # fmt: skip
    return told
