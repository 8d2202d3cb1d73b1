"""Who is on duty: at one place now, everywhere now, and at one place over a time. A shift of somebody who has left
before its end is nobody's.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_tenants.rosters.model import DutyPerson, DutyShift
from hotline_tenants.rosters.places import here
from hotline_tenants.rosters.standing import stands

LONGEST = dt.timedelta(days=7)
"""No shift is longer, so a look at a moment reads what began in the week before it."""


@dataclass(frozen=True)
class OnDuty:
    """A shift with the person who has it."""

    id: uuid.UUID
    unit_id: uuid.UUID | None
    post: str
    person_id: uuid.UUID
    account_id: uuid.UUID
    name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    phone: str = field(repr=False)


def _shifts(tenant: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DutyShift.id, DutyShift.unit_id, DutyShift.post, DutyShift.person_id, DutyPerson.account_id, Account.name,
            DutyShift.starts_at, DutyShift.ends_at, DutyPerson.phone,
        )
        .join(DutyPerson, (DutyPerson.tenant_id == DutyShift.tenant_id) & (DutyPerson.id == DutyShift.person_id))
        .join(Account, Account.id == DutyPerson.account_id)
        .where(DutyShift.tenant_id == tenant, DutyPerson.tenant_id == tenant, DutyShift.cancelled_at.is_(None))
        .where(stands(tenant, DutyPerson.account_id, DutyShift.unit_id, until=DutyShift.ends_at))
        .order_by(DutyShift.starts_at)
    )  # fmt: skip


async def on_duty(db: Db, unit_id: uuid.UUID | None, *, at: dt.datetime) -> Mapping[str, OnDuty]:
    """Who is on duty at a place at a moment, by post; a post that nobody has is not there."""
    wanted = _now(_shifts(db.tenant).where(here(DutyShift.unit_id, unit_id)), at)
    return {row.post: OnDuty(*row) for row in await db.execute(wanted)}


async def on_duty_everywhere(
    db: Db, *, at: dt.datetime
) -> Mapping[tuple[uuid.UUID | None, str], OnDuty]:  # fmt: skip
    """The same for the desk and every unit of the government one stands in."""
    rows = await db.execute(_now(_shifts(db.tenant), at))
    return {(row.unit_id, row.post): OnDuty(*row) for row in rows}


async def shifts_between(
    db: Db, unit_id: uuid.UUID | None, first: dt.datetime, last: dt.datetime
) -> Sequence[OnDuty]:
    """The shifts of a place that touch a time, in their order."""
    wanted = _shifts(db.tenant).where(
        here(DutyShift.unit_id, unit_id), DutyShift.starts_at < last, DutyShift.starts_at > first - LONGEST,
        DutyShift.ends_at > first,
    )  # fmt: skip
    return [OnDuty(*row) for row in await db.execute(wanted)]


def _now(wanted: Select[*tuple[Any, ...]], at: dt.datetime) -> Select[*tuple[Any, ...]]:
    return wanted.where(DutyShift.starts_at <= at, DutyShift.starts_at > at - LONGEST, DutyShift.ends_at > at)
