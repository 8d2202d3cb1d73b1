"""Writing deltas: what a row counted for before an act and after it, and the difference."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hotline_platform.database.model import Base
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.figures.measures import MEASURES, Entity
from hotline_tenants.figures.model import Delta

Counted = frozenset[tuple[str, dt.date, str, uuid.UUID | None, uuid.UUID | None, uuid.UUID | None]]
NOTHING: Counted = frozenset()


def counted(entity: Entity, row: Mapping[str, Any]) -> Counted:
    """Everything that one row counts for: (measure, local day, origin, unit, category, area)."""
    return frozenset(
        (
            measure.name,
            row[measure.day],
            row["origin"],
            row.get("unit_id"),
            row.get("category_id"),
            row.get("area_id"),
        )
        for measure in MEASURES
        if measure.entity == entity and row.get(measure.day) is not None and measure.predicate.holds(row)
    )


def count(db: Db, before: Counted, after: Counted) -> None:
    """Put the difference as deltas, in the transaction of the act."""
    for sign, changed in ((-1, before - after), (1, after - before)):
        for measure, day, origin, unit_id, category_id, area_id in changed:
            db.put(
                Delta, id=new_id(), day=day, measure=measure, origin=origin, unit_id=unit_id,
                category_id=category_id, area_id=area_id, amount=sign,
            )  # fmt: skip


@contextmanager
def counting(db: Db, entity: Entity, row: Base) -> Iterator[None]:
    """Whatever changes on a loaded row inside the block is counted at its end."""
    before = counted(entity, row.__dict__)
    yield
    count(db, before, counted(entity, row.__dict__))
