"""The one road from an id to a circular: somebody else's does not exist."""

import uuid

from sqlalchemy import ColumnElement, Select, exists, or_, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_tenants.circulars.model import (
    Circular,
    CircularReceipt,
    CircularUnitReceipt,
    ReceivedCircular,
)
from hotline_tenants.network.units import unit_tree

WORKING = ("circular.write", "circular.check", "circular.approve")


async def circular_for(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> Circular:
    """A circular of one's own government; before its issue only for those who work on it.

    Raises NotFound otherwise, and Stale for an older page.
    """
    wanted = known_to(actor).where(Circular.id == circular_id)
    if lock:
        wanted = wanted.with_for_update()
    found = (await db.execute(wanted.execution_options(populate_existing=lock))).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale(
            N_("Somebody worked on this circular after your page was loaded. Look at it as it is now.")
        )
    return found


def known_to(actor: Actor) -> Select[Circular]:
    """The circulars of a government that somebody may know of."""
    wanted = select(Circular).where(Circular.tenant_id == actor.tenant)
    if any(actor.may(one) for one in WORKING):
        return wanted
    return wanted.where(Circular.state == "issued" if actor.may("circular.read") else Circular.id.is_(None))


def not_read_everywhere(tenant: int) -> Select[uuid.UUID]:
    """The circulars that were issued and that some government below, or unit of ours, has not looked at yet."""
    return select(Circular.id).where(
        Circular.tenant_id == tenant, Circular.state == "issued", unread_below(tenant)
    )


def unread_below(tenant: int) -> ColumnElement[bool]:
    """Whether somebody to whom a circular was issued has not looked at it yet."""
    return or_(
        *(
            exists().where(one.tenant_id == tenant, one.circular_id == Circular.id, one.read_at.is_(None))
            for one in (CircularReceipt, CircularUnitReceipt)
        )
    )


def unread(tenant: int) -> Select[uuid.UUID]:
    """The circulars of the government above that nobody here has looked at yet."""
    return select(ReceivedCircular.id).where(
        ReceivedCircular.tenant_id == tenant, ReceivedCircular.read_at.is_(None)
    )


async def receipts_of(db: Db, circular_id: uuid.UUID) -> list[CircularReceipt]:
    """To whom it was issued."""
    wanted = select(CircularReceipt).where(
        CircularReceipt.tenant_id == db.tenant, CircularReceipt.circular_id == circular_id
    )
    return list((await db.execute(wanted.order_by(CircularReceipt.other_tenant_id))).scalars())


async def unit_receipts_of(db: Db, circular_id: uuid.UUID) -> list[CircularUnitReceipt]:
    """To which units of ours it was issued."""
    wanted = select(CircularUnitReceipt).where(
        CircularUnitReceipt.tenant_id == db.tenant, CircularUnitReceipt.circular_id == circular_id
    )
    return list((await db.execute(wanted.order_by(CircularUnitReceipt.unit_id))).scalars())


async def issued_to(db: Db, actor: Actor) -> Select[CircularUnitReceipt]:
    """What was issued to somebody's unit or to one above it: one row for each."""
    actor.need("circular.unit")
    units = [one.id for one in (await unit_tree(db)).upwards(actor.unit_id)]
    return select(CircularUnitReceipt).where(
        CircularUnitReceipt.tenant_id == db.tenant, CircularUnitReceipt.unit_id.in_(units)
    )


async def received_for(db: Db, actor: Actor, received_id: uuid.UUID) -> ReceivedCircular:
    """A circular of the government above. Raises NotFound."""
    actor.need("circular.read")
    wanted = select(ReceivedCircular).where(
        ReceivedCircular.tenant_id == db.tenant, ReceivedCircular.id == received_id
    )
    found = (await db.execute(wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
