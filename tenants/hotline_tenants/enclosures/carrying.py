"""Files that travel with a referral: down with the demand, up with the answer, each side with references of its own."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import Link, across
from hotline_platform.database.session import Db
from hotline_platform.files.copying import Original, original_of
from hotline_platform.files.taking_over import take_over
from hotline_tenants.cases.reaching import locked
from hotline_tenants.cases.recording import record
from hotline_tenants.enclosures.adding import put_enclosure
from hotline_tenants.enclosures.model import Enclosure
from hotline_tenants.enclosures.reading import Enclosed, enclosures_of


@dataclass(frozen=True)
class _Carried:
    id: uuid.UUID
    kind: str
    audience: str
    original: Original


async def copy_down(
    db: Db, actor: Actor, link: Link, case_id: uuid.UUID, order_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """Give the order below every file that units may see; called in the upper tenant, once the order exists.

    Does nothing for files that went down before, so it may be called again when some were added.
    """
    shown = [
        one for one in await _of(db, case_id) if one.enclosure.audience in ("units", "caller")
    ]  # what a single unit added stays between that unit and the hotline
    await _carry(db, actor, link, order_id, shown, source="above", unit_id=None, at=at)


async def copy_up(
    db: Db, actor: Actor, link: Link, case_id: uuid.UUID, above_id: uuid.UUID, unit_id: uuid.UUID, *, at: dt.datetime
) -> None:  # fmt: skip
    """Give the case above what units of this tenant added for their answer; called in the lower tenant. `unit_id` is
    the unit above that is this tenant: other units there see of it what was meant for the caller only.

    Does nothing for files that went up before.
    """
    shown = [one for one in await _of(db, case_id) if one.enclosure.audience != "desk"]
    await _carry(db, actor, link, above_id, shown, source="below", unit_id=unit_id, at=at)


async def _of(db: Db, case_id: uuid.UUID) -> list[Enclosed]:
    """What came over a border itself never goes back over it."""
    return [
        one
        for one in await enclosures_of(db, await locked(db, case_id))
        if one.file.digest and one.enclosure.source == "here"
    ]


async def _carry(
    db: Db, actor: Actor, link: Link, to: uuid.UUID, shown: list[Enclosed], *, source: str,
    unit_id: uuid.UUID | None, at: dt.datetime,
) -> None:  # fmt: skip
    carried = [
        _Carried(one.enclosure.id, one.enclosure.kind, one.enclosure.audience, original_of(one.file))
        for one in shown
    ]
    if not carried:
        return
    async with across(db, because=link):
        case = await locked(db, to)
        there = await _there(db, to)
        facts = []
        for one in carried:
            if one.id in there:
                continue
            file_id = await take_over(db, one.original, by=actor.account_id, at=at)
            audience = "unit" if source == "below" and one.audience != "caller" else one.audience
            facts.append(
                put_enclosure(
                    db, case, file_id, one.original.digest, kind=one.kind, audience=audience, unit_id=unit_id,
                    by=actor.account_id, at=at, source=source, source_id=one.id,
                )
            )  # fmt: skip
        if facts:
            await record(db, case, "enclose", actor, at=at, files=facts, source=source)


async def _there(db: Db, case_id: uuid.UUID) -> set[uuid.UUID | None]:
    wanted = select(Enclosure.source_id).where(
        Enclosure.tenant_id == db.tenant, Enclosure.case_id == case_id, Enclosure.source_id.is_not(None)
    )
    return set((await db.execute(wanted)).scalars())
