"""What a sample is drawn from: the closings of a period in one place, as of a moment; standing in its government.

A closing stands still as long as nobody takes the case up again. Those that were taken up after the moment are looked
for in their histories, so that a later draw finds them as they were: closed, and of the type that they had then.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    LargeBinary,
    Select,
    String,
    Uuid,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.lifecycle import CASE
from hotline_tenants.cases.model import Case, CaseEvent, CasePerson
from hotline_tenants.points.drawing import callable_points

CALL = "call"
"""The kind of a telephone in a sample; cases have their type."""

_CLOSING = sorted(
    {act for (_, act), step in CASE.items() if step.to == "closed"} - {"object", "reject_objection"}
)
_REOPENING = sorted(
    {"rework", *(act for (state, act), step in CASE.items() if state in ENDED and step.to not in ENDED)}
)


_TAKEN_UP = text("cases.round > 0")
"""The words of the partial index itself: only so does a plan that is kept use it."""


@dataclass(frozen=True)
class Wanted:
    """Which closings: of a period (local days), as of a moment, of some types and channels or of all; `units` are
    those of the government one stands in that led, or None for whoever did. `own` leaves out what came from above;
    `endings` are the words of `cases.words.ENDINGS`, or none for whichever; `reachable` asks for a caller whose number
    is known and who has not asked for secrecy.
    """

    first_on: dt.date
    last_on: dt.date
    as_of: dt.datetime
    types: Sequence[str] = ()
    channels: Sequence[str] = ()
    units: Sequence[uuid.UUID] | None = None
    own: bool = False
    endings: Sequence[str] = ()
    reachable: bool = False


@dataclass(frozen=True)
class Drawn:
    """One case of a sample."""

    id: uuid.UUID
    number: str
    type: str
    lead_unit_id: uuid.UUID | None


Group = tuple[uuid.UUID | None, str]
"""The unit that led, where `Wanted` names units, and the type."""


async def sizes(db: Db, wanted: Wanted, *, again: bool = False) -> Mapping[Group, int]:
    """How many there are of each group. `again`: also those taken up since."""
    frame = await _frame(db, wanted, again=again)
    led = literal(None, Uuid()) if wanted.units is None else frame.c.lead_unit_id
    rows = await db.execute(
        select(led.label("led"), frame.c.type, func.count().label("many")).group_by(led, frame.c.type)
    )
    return {(row.led, row.type): row.many for row in rows}


async def before(
    db: Db, wanted: Wanted, seed: str, bounds: Mapping[Group, bytes], *, again: bool = False
) -> Sequence[Drawn]:
    """All that come no later in the order of the draw than the bound of their group; in that order."""
    if not bounds:
        return []
    frame = await _frame(db, wanted, again=again)
    key = key_of(seed, frame.c.number)
    groups = list(bounds)
    bound = func.unnest(
        literal([led for led, _ in groups], ARRAY(Uuid())), literal([type_ for _, type_ in groups], ARRAY(String)),
        literal([bounds[group] for group in groups], ARRAY(LargeBinary)),
    ).table_valued("led", "type", "bound").render_derived("bounds")  # fmt: skip
    of_group = frame.c.type == bound.c.type
    if wanted.units is not None:
        of_group &= frame.c.lead_unit_id == bound.c.led
    rows = await db.execute(
        select(frame.c.id, frame.c.number, frame.c.type, frame.c.lead_unit_id)
        .join(bound, of_group)
        .where(key <= bound.c.bound)
        .order_by(key)
    )
    return [Drawn(*row) for row in rows]


async def telephones(db: Db) -> Mapping[str, uuid.UUID]:
    """The network points that can be called here, by the codes of their units."""
    return await callable_points(db, ())


def key_of(seed: str, number: ColumnElement[str]) -> ColumnElement[bytes]:
    """`drawing.draw_key` in SQL."""
    return func.sha256(func.convert_to(literal(f"{seed} ", String).concat(number), "UTF8"))


async def _frame(db: Db, wanted: Wanted, *, again: bool) -> Any:
    still = _of_kind(db.tenant, wanted, Case.type, Case.ending).where(
        Case.closed_on.between(wanted.first_on, wanted.last_on), Case.closed_at <= wanted.as_of
    )
    if not again:
        return still.subquery()
    zone = (await registry_of(db)).get(db.tenant).zone
    return still.union_all(_taken_up_since(db.tenant, wanted, zone.key)).subquery()


def _of_kind(tenant: int, wanted: Wanted, type_: Any, ending: Any) -> Select[Any]:
    found = select(Case.id, Case.number, type_.label("type"), Case.lead_unit_id).where(
        Case.tenant_id == tenant, Case.origin == "live"
    )
    if wanted.types:
        found = found.where(type_.in_(wanted.types))
    if wanted.channels:
        found = found.where(Case.channel.in_(wanted.channels))
    if wanted.units is not None:
        found = found.where(Case.lead_unit_id.in_(wanted.units))
    if wanted.own:
        found = found.where(~Case.referred)
    if wanted.endings:
        found = found.where(ending.in_(wanted.endings))
    if wanted.reachable:
        number = exists().where(
            CasePerson.tenant_id == tenant, CasePerson.case_id == Case.id, CasePerson.phone_key.is_not(None)
        )
        found = found.where(Case.confidentiality != "secret", number)
    return found


def _taken_up_since(tenant: int, wanted: Wanted, zone: str) -> Select[Any]:
    """Cases that are not closed as they were at the moment, but whose last closing before it fell into the period."""
    last = _latest(tenant, wanted, CaseEvent.act.in_((*_CLOSING, *_REOPENING)))
    typed = _latest(tenant, wanted, CaseEvent.act.in_(("register", "reclassify")))
    type_ = func.coalesce(typed.c.data["type"].astext, Case.type)
    return (
        _of_kind(tenant, wanted, type_, last.c.data["ending"].astext)
        .join(last, true())
        .outerjoin(typed, true())
        .where(
            _TAKEN_UP, Case.registered_at <= wanted.as_of,
            or_(Case.closed_at.is_(None), Case.closed_at > wanted.as_of), last.c.act.in_(_CLOSING),
            cast(func.timezone(zone, last.c.at), Date).between(wanted.first_on, wanted.last_on),
        )
    )  # fmt: skip


def _latest(tenant: int, wanted: Wanted, acts: ColumnElement[bool]) -> Any:
    return (
        select(CaseEvent.act, CaseEvent.at, CaseEvent.data)
        .where(
            CaseEvent.tenant_id == tenant, CaseEvent.case_id == Case.id, CaseEvent.at <= wanted.as_of, acts
        )
        .order_by(CaseEvent.seq.desc())
        .limit(1)
        .lateral()
    )
