"""What exclusions take out of a month: work of a kind, whoever did it well or badly, and never single cases."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, func, literal, not_, or_, select

from hotline_platform.database.session import Db
from hotline_tenants.evaluation.freezing import Out, marked_rows
from hotline_tenants.evaluation.indicators import Figures
from hotline_tenants.evaluation.model import EvaluatedRow, Exclusion, Score
from hotline_tenants.network.classification import Classification, classification

Classes = Mapping[uuid.UUID, str]
"""The class that a unit was compared in when the month was drawn up."""


async def classes_then(db: Db, month: dt.date) -> Classes:
    """Of every unit of a month that is drawn up."""
    rows = await db.execute(
        select(Score.unit_id, Score.peer_class).where(Score.tenant_id == db.tenant, Score.month == month)
    )
    return {row.unit_id: row.peer_class for row in rows}


async def taken_out_of(db: Db, month: dt.date) -> Sequence[Exclusion]:
    """What is out of the adjusted figures of a month, in the order of the applications."""
    return [one for one in await granted_of(db, month) if one.counted is not None]


async def granted_of(db: Db, month: dt.date) -> Sequence[Exclusion]:
    """What was granted for a month of our own evaluation, in the order of the applications; a job takes it out."""
    units = await classes_then(db, month)
    wanted = select(Exclusion).where(
        Exclusion.tenant_id == db.tenant,
        Exclusion.month == month,
        Exclusion.granted.is_(True),
        Exclusion.unit_id.in_(units),
    )
    return list(await db.scalars(wanted.order_by(Exclusion.id)))


async def not_taken_out(db: Db, month: dt.date) -> int:
    """How much of what was granted waits to be taken out of the figures."""
    return sum(one.counted is None for one in await granted_of(db, month))


async def left_out(db: Db, exclusions: Sequence[Exclusion], classes: Classes) -> Out:
    """Which rows these exclusions take out together; None where there are none."""
    if not exclusions:
        return None
    categories = await classification(db)
    return or_(*(_takes(one, whose(one, classes), categories) for one in exclusions))


async def takes(db: Db, exclusion: Exclusion, units: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    """Which rows of some units one exclusion takes out, or would."""
    return _takes(exclusion, units, await classification(db))


def whose(exclusion: Exclusion, classes: Classes) -> Sequence[uuid.UUID]:
    """The units whose work it takes out."""
    if not exclusion.whole_class:
        return [exclusion.unit_id]
    return sorted(unit for unit, peer_class in classes.items() if peer_class == classes[exclusion.unit_id])


def rows_taken(db: Db, month: dt.date, which: ColumnElement[bool]) -> Select[uuid.UUID]:
    """The assignments of a month's rows, as a selection."""
    return select(EvaluatedRow.assignment_id).where(
        EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == month, which
    )


async def count_rows(db: Db, month: dt.date, which: ColumnElement[bool]) -> int:
    """How many assignments of a month."""
    wanted = select(func.count()).where(
        EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == month, which
    )
    return (await db.execute(wanted)).scalar_one()


async def figures_in(db: Db, month: dt.date, which: ColumnElement[bool]) -> Figures:
    """What some rows of a month count, all together."""
    marked = marked_rows(db, month, (), not_(which))
    rows = await db.execute(select(marked.c.mark, func.count()).group_by(marked.c.mark))
    return {str(measure): int(amount) for measure, amount in rows}


def _takes(
    exclusion: Exclusion, units: Sequence[uuid.UUID], categories: Classification
) -> ColumnElement[bool]:
    parts = [EvaluatedRow.unit_id == any_(literal(list(units), ARRAY(Uuid())))]
    if exclusion.type is not None:
        parts.append(EvaluatedRow.type == exclusion.type)
    if exclusion.category is not None:
        category = categories.by_code(exclusion.category)
        assert category is not None
        parts.append(EvaluatedRow.topic_id == category.id)
    if exclusion.first_on is not None:
        parts.append(EvaluatedRow.dispatched_on >= exclusion.first_on)
    if exclusion.last_on is not None:
        parts.append(EvaluatedRow.dispatched_on <= exclusion.last_on)
    return and_(*parts)
