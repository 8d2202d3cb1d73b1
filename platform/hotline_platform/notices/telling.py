"""Telling people: a notice for each living member of a unit or holder of a role."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import bindparam, func, select, update

from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db, about
from hotline_platform.identifiers import new_id
from hotline_platform.notices.model import Notice

_HOLDERS = about(
    Membership,
    select(Membership.account_id).where(
        Membership.tenant_id == bindparam("tenant"),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.ended_at.is_(None),
    ),
)
_HOLDERS_IN_UNIT = _HOLDERS.where(Membership.unit_id.in_(bindparam("units", expanding=True)))


async def tell(
    db: Db, kind: str, *, subject_id: uuid.UUID | None, at: dt.datetime, unit_id: uuid.UUID | None = None,
    units: Collection[uuid.UUID] | None = None, roles: Iterable[str] = (), accounts: Iterable[uuid.UUID] = (), subject_kind: str = "case", **detail: Any,
) -> None:  # fmt: skip
    """Put a notice before the people named, before everybody who holds one of `roles` (inside `unit_id`, or any of
    `units`, if given).

    A person hears of one thing once, even with two roles. `detail` must not hold personal data.
    """
    people = set(accounts)
    roles = tuple(roles)
    if roles:
        inside = units if unit_id is None else (unit_id,)
        wanted = _HOLDERS if inside is None else _HOLDERS_IN_UNIT
        asked = {"tenant": db.tenant, "roles": roles} | ({} if inside is None else {"units": list(inside)})
        people |= set((await db.execute(wanted, asked)).scalars())
    for account_id in sorted(people):
        db.put(
            Notice, id=new_id(), account_id=account_id, kind=kind, subject_kind=subject_kind,
            subject_id=subject_id, at=at, detail=detail,
        )  # fmt: skip


async def read_all(
    db: Db, account_id: uuid.UUID, *, at: dt.datetime, until: dt.datetime | None = None
) -> None:
    """Mark every notice of a person in this tenant as read, or those `until` a moment."""
    await db.execute(
        update(Notice)
        .where(Notice.tenant_id == db.tenant, Notice.account_id == account_id, Notice.read_at.is_(None))
        .where(Notice.at <= (until or at))
        .values(read_at=at)
    )


async def unread(db: Db, account_id: uuid.UUID) -> int:
    """How many notices wait."""
    return (
        await db.execute(
            select(func.count())
            .select_from(Notice)
            .where(Notice.tenant_id == db.tenant, Notice.account_id == account_id, Notice.read_at.is_(None))
        )
    ).scalar_one()
