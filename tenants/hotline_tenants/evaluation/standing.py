"""What a district is shown of its evaluation by the government above, in its own house."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.model import Formula, Objection, Publication, Standing
from hotline_tenants.evaluation.reading import Said, bands_of
from hotline_tenants.evaluation.scoring import Scored
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import unit_tree

TOLD = ("duty_head", "leader")


async def show_below(
    db: Db, publication: Publication, formula: Formula, scored: Sequence[Scored], *, at: dt.datetime
) -> None:
    """Every district finds its own lines, nobody else's, in the transaction that draws the month up."""
    classes, units = await bands_of(db, publication.month, "live"), await unit_tree(db)
    above, month = db.tenant, publication.month
    for one in sorted(scored, key=lambda one: units.get(one.unit_id).governs_tenant_id or 0):
        district = units.get(one.unit_id).governs_tenant_id
        if district is None:
            continue
        lines = [_line(name, said) for name, said in classes[one.peer_class][one.unit_id].items()]
        async with across(db, because=NewLink(above, district)):
            db.put(
                Standing, month=month, other_tenant_id=above, unit_id=one.unit_id, peer_class=one.peer_class,
                formula=formula.version, weights=formula.weights, lines=lines, score=one.score,
                corrected=one.score, drawn_up_at=at, preview_until=publication.preview_until,
                object_until=publication.object_until, decide_until=publication.decide_until,
            )  # fmt: skip
            await tell(
                db, "evaluation_to_preview", subject_id=None, subject_kind="standing", at=at, roles=TOLD,
                month=month.isoformat(),
            )  # fmt: skip


async def published_below(db: Db, month: dt.date, *, at: dt.datetime) -> None:
    """The districts read that their month is published."""
    for tenant in sorted(
        unit.governs_tenant_id or 0 for unit in await unit_tree(db) if unit.kind == "government"
    ):
        async with across(db, because=NewLink(db.tenant, tenant)):
            await db.execute(
                update(Standing)
                .where(Standing.tenant_id == db.tenant, Standing.month == month)
                .values(published_at=at)
            )


async def undecided(db: Db, month: dt.date) -> int:
    """How many objections to a month wait for a decision."""
    wanted = select(func.count()).where(
        Objection.tenant_id == db.tenant, Objection.month == month, Objection.decided_at.is_(None),
        made_here(db.tenant),
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one()


async def standing_of(db: Db, month: dt.date, *, lock: bool = False) -> Standing | None:
    """How the government above evaluates the one that one stands in, for a month."""
    wanted = select(Standing).where(Standing.tenant_id == db.tenant, Standing.month == month)
    return (await db.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def standings(db: Db) -> Sequence[Standing]:
    """All of them, the latest first."""
    wanted = select(Standing).where(Standing.tenant_id == db.tenant).order_by(Standing.month.desc())
    return list(await db.scalars(wanted))


async def objections_to(db: Db, month: dt.date) -> Sequence[Objection]:
    """The objections to our own evaluation of a month, in the order in which they were made."""
    return await _objections(db, month, made_here(db.tenant))


async def objections_of(db: Db, month: dt.date, unit_id: uuid.UUID) -> Sequence[Objection]:
    """The same of one unit; a district reads its own by what it is in the house above (`Standing.unit_id`)."""
    return await _objections(db, month, Objection.unit_id == unit_id)


def made_here(tenant: int) -> ColumnElement[bool]:
    """An objection by a unit of ours, which we decide: our own to the government above names a unit of that one."""
    return Objection.unit_id.in_(select(Unit.id).where(Unit.tenant_id == tenant))


async def _objections(db: Db, month: dt.date, whose: ColumnElement[bool]) -> Sequence[Objection]:
    wanted = select(Objection).where(Objection.tenant_id == db.tenant, Objection.month == month, whose)
    return list(await db.scalars(wanted.order_by(Objection.made_at, Objection.id)))


def _line(indicator: str, said: Said) -> dict[str, Any]:
    band = said.band
    return {
        "indicator": indicator, "counted": band.rate.counted, "of": band.rate.of, "expected": band.expected,
        "verdict": band.verdict, "days": said.days,
    }  # fmt: skip
