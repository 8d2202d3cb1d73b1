"""What hangs on a shift: the swaps that were asked for, and who took part in them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.on_duty import LONGEST
from hotline_tenants.rosters.places import here


async def shift_of(db: Db, shift_id: uuid.UUID) -> DutyShift:
    """A shift of this government, cancelled or not. Raises NotFound."""
    wanted = select(DutyShift).where(DutyShift.tenant_id == db.tenant, DutyShift.id == shift_id)
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def swaps_of(db: Db, shift_id: uuid.UUID) -> Sequence[DutySwap]:
    """Everything that was asked about a shift, newest first."""
    wanted = select(DutySwap).where(DutySwap.tenant_id == db.tenant, DutySwap.shift_id == shift_id)
    return (await db.execute(wanted.order_by(DutySwap.id.desc()))).scalars().all()


async def waiting_swaps(
    db: Db, unit_id: uuid.UUID | None, *, at: dt.datetime
) -> Sequence[tuple[DutySwap, DutyShift]]:
    """What is asked at a place and not settled, of shifts that are not over, by when they begin."""
    wanted = (
        select(DutySwap, DutyShift)
        .join(DutyShift, (DutyShift.tenant_id == DutySwap.tenant_id) & (DutyShift.id == DutySwap.shift_id))
        .where(
            DutySwap.tenant_id == db.tenant, DutySwap.state == "asked", DutyShift.tenant_id == db.tenant,
            here(DutyShift.unit_id, unit_id), DutyShift.starts_at > at - LONGEST, DutyShift.ends_at > at,
        )
        .order_by(DutyShift.starts_at)
    )  # fmt: skip
    return [(row[0], row[1]) for row in await db.execute(wanted)]


async def names_of(db: Db, people: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The names of people on rosters, of those taken off too."""
    if not people:
        return {}
    wanted = (
        select(DutyPerson.id, Account.name)
        .join(Account, Account.id == DutyPerson.account_id)
        .where(DutyPerson.tenant_id == db.tenant, DutyPerson.id.in_(people))
    )
    return {row.id: row.name for row in await db.execute(wanted)}
