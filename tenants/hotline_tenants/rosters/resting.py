"""A place that closes and may open again within days: its people are on duty nowhere, and their numbers and shifts wait."""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import update

from hotline_platform.database.session import Db
from hotline_tenants.rosters.model import DutyPerson, DutyShift

_UNSEEN = {"synchronize_session": False}


async def rest(db: Db, units: Collection[uuid.UUID], *, until: dt.datetime, at: dt.datetime) -> None:
    """Nobody is on duty there from `at` on; until then they can be brought back as they stood."""
    people = update(DutyPerson).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.unit_id.in_(units), DutyPerson.ended_at.is_(None)
    )
    await db.execute(people.values(ended_at=at, kept_until=until), execution_options=_UNSEEN)
    shifts = update(DutyShift).where(
        DutyShift.tenant_id == db.tenant, DutyShift.unit_id.in_(units), DutyShift.cancelled_at.is_(None),
        DutyShift.ends_at > at,
    )  # fmt: skip
    await db.execute(shifts.values(cancelled_at=at), execution_options=_UNSEEN)


async def stand_again(
    db: Db, units: Collection[uuid.UUID], *, since: dt.datetime, at: dt.datetime
) -> None:  # fmt: skip
    """Whoever has rested `since` a moment is on duty again, in the shifts that are not over. Who holds no role there any
    more is taken off by the next look, as always.
    """
    people = update(DutyPerson).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.unit_id.in_(units), DutyPerson.ended_at == since,
        DutyPerson.kept_until.is_not(None),
    )  # fmt: skip
    back = people.values(ended_at=None, kept_until=None).returning(DutyPerson.id)
    ids = (await db.execute(back, execution_options=_UNSEEN)).scalars().all()
    shifts = update(DutyShift).where(
        DutyShift.tenant_id == db.tenant, DutyShift.person_id.in_(ids), DutyShift.cancelled_at == since,
        DutyShift.ends_at > at,
    )  # fmt: skip
    await db.execute(shifts.values(cancelled_at=None), execution_options=_UNSEEN)


async def forget_numbers(db: Db, *, at: dt.datetime) -> None:
    """Who does not come back any more leaves no number behind."""
    over = update(DutyPerson).where(DutyPerson.tenant_id == db.tenant, DutyPerson.kept_until <= at)
    await db.execute(over.values(phone="", kept_until=None), execution_options=_UNSEEN)
