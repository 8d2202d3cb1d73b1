"""A supervision that went over to another house: where it went, and where it came from, as its ledger says."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.supervision.model import SupervisionEntry

_WENT, _CAME = ("hand_over", "hand_over_part"), ("take_over",)


async def went_to(db: Db, supervision_id: uuid.UUID) -> Sequence[Government]:
    """The governments that go on with it, or with a part of it."""
    return await _named(db, supervision_id, _WENT, "to")


async def came_from(db: Db, supervision_id: uuid.UUID) -> Government | None:
    """The government that had it before; None where it was opened here."""
    found = await _named(db, supervision_id, _CAME, "predecessor")
    return found[-1] if found else None


async def _named(db: Db, supervision_id: uuid.UUID, acts: Sequence[str], key: str) -> Sequence[Government]:
    """What is taken over has its whole ledger with it: an entry that names the house one stands in tells of one before."""
    wanted = (
        select(SupervisionEntry.data)
        .where(SupervisionEntry.tenant_id == db.tenant, SupervisionEntry.supervision_id == supervision_id)
        .where(SupervisionEntry.act.in_(acts))
        .order_by(SupervisionEntry.seq)
    )
    registry = await registry_of(db)
    codes = dict.fromkeys(data[key] for data in (await db.execute(wanted)).scalars())
    return [one for code in codes if (one := registry.by_code(code)).id != db.tenant]
