"""The cases that a proposal concerns, kept beside it while it waits: a page of them is found by its key."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, cast, delete, func, insert, literal, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.model import ChangeCase

COLUMNS = ("case_id", "stage", "of", "unit_id", "before", "after")
BATCH = 2000


class Kept(NamedTuple):
    """A case that is concerned, as `ChangeCase` keeps it."""

    case_id: uuid.UUID
    stage: str
    of: str | None = None
    unit_id: uuid.UUID | None = None
    before: dt.datetime | None = None
    after: dt.datetime | None = None


async def keep_cases(db: Db, change_id: uuid.UUID, cases: Select[Any]) -> None:
    """Write what a select finds after what is there: `case_id` and `stage`, and where it has them the other columns."""
    found = cases.subquery("found")
    place = literal(await _last(db, change_id), Integer()) + func.row_number().over(
        order_by=(Case.number, found.c.stage)
    )
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


async def keep_rows(db: Db, change_id: uuid.UUID, rows: Sequence[Kept]) -> None:
    """Write cases that were found one by one after what is there, in their order."""
    begun = 1 + await _last(db, change_id)
    for start in range(0, len(rows), BATCH):
        batch = [
            {"tenant_id": db.tenant, "change_id": change_id, "place": place, **row._asdict()}
            for place, row in enumerate(rows[start : start + BATCH], begun + start)
        ]
        await db.execute(insert(ChangeCase), batch)


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


async def _last(db: Db, change_id: uuid.UUID) -> int:
    found = await db.scalar(select(func.coalesce(func.max(ChangeCase.place), 0)).where(*_of(db, change_id)))
    return found or 0


def _of(db: Db, change_id: uuid.UUID) -> tuple[Any, ...]:
    return ChangeCase.tenant_id == db.tenant, ChangeCase.change_id == change_id
