"""The cases that a proposal concerns, kept beside it while it waits: a page of them is found by its key."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Integer, Select, cast, delete, func, insert, literal, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.model import ChangeCase

COLUMNS = ("case_id", "stage", "of", "unit_id", "before", "after")


async def keep_cases(db: Db, change_id: uuid.UUID, cases: Select[Any]) -> None:
    """Write what a select finds after what is there: `case_id` and `stage`, and where it has them the other columns."""
    found = cases.subquery("found")
    begun = await db.scalar(select(func.coalesce(func.max(ChangeCase.place), 0)).where(*_of(db, change_id)))
    place = literal(begun, Integer()) + func.row_number().over(order_by=(Case.number, found.c.stage))
    given = [name for name in COLUMNS if name in found.c]
    rows = (
        select(
            literal(db.tenant, Integer()),
            literal(change_id),
            cast(place, Integer()),
            *(found.c[name] for name in given),
        )
        .join(Case, Case.id == found.c.case_id)
        .where(Case.tenant_id == db.tenant)
    )
    await db.execute(insert(ChangeCase).from_select(["tenant_id", "change_id", "place", *given], rows))


async def kept_cases(db: Db, change_id: uuid.UUID) -> dict[str, int]:
    """How many are kept, by stage: counted once and written beside the proposal."""
    counted = select(ChangeCase.stage, func.count()).where(*_of(db, change_id)).group_by(ChangeCase.stage)
    rows = await db.execute(counted.order_by(ChangeCase.stage))
    return {row[0]: row[1] for row in rows}


async def let_cases_go(db: Db, change_id: uuid.UUID) -> None:
    """Away with them: they are reckoned anew, or the proposal is decided."""
    await db.execute(delete(ChangeCase).where(*_of(db, change_id)))


def shown_of(effect: Mapping[str, Any] | None) -> Mapping[str, int] | None:
    """The numbers kept with an effect; None where it was reckoned before cases were kept, or not at all."""
    return effect.get("cases") if effect else None


def _of(db: Db, change_id: uuid.UUID) -> tuple[Any, ...]:
    return ChangeCase.tenant_id == db.tenant, ChangeCase.change_id == change_id
