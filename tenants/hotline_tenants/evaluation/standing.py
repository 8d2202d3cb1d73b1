"""What a district is shown of its evaluation by the government above, in its own house."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.model import Exclusion, Formula, Objection, Publication, Standing
from hotline_tenants.evaluation.reading import Said, bands_of
from hotline_tenants.evaluation.scoring import Scored
from hotline_tenants.network.model import Unit
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

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
        lines = [line_of(name, said) for name, said in classes[one.peer_class][one.unit_id].items()]
        async with across(db, because=NewLink(above, district)):
            db.put(
                Standing, month=month, other_tenant_id=above, unit_id=one.unit_id, peer_class=one.peer_class,
                formula=formula.version, weights=formula.weights, basis=formula.basis, lines=lines,
                score=one.score, adjusted=one.score, corrected=one.score, drawn_up_at=at, preview_until=publication.preview_until,
                object_until=publication.object_until, decide_until=publication.decide_until,
            )  # fmt: skip
            await tell(
                db, "evaluation_to_preview", subject_id=None, subject_kind="standing", at=at, roles=TOLD,
                month=month.isoformat(),
            )  # fmt: skip


async def show_adjusted(
    db: Db, publication: Publication, adjusted: Mapping[uuid.UUID, Decimal | None],
    counting: Mapping[uuid.UUID, Decimal | None],
) -> None:  # fmt: skip
    """Every district finds what is left after exclusions beside what was drawn up; what one is granted moves the others
    of its class too, because they are compared with it.
    """
    units, month = await unit_tree(db), publication.month
    found = await bands_of(db, month, "live", "adjusted")
    said = {unit: of for members in found.values() for unit, of in members.items()}
    for unit in _districts(units):
        assert unit.governs_tenant_id is not None
        lines = [line_of(name, each) for name, each in said.get(unit.id, {}).items()]
        async with across(db, because=NewLink(db.tenant, unit.governs_tenant_id)):
            await db.execute(
                update(Standing)
                .where(Standing.tenant_id == db.tenant, Standing.month == month)
                .values(adjusted_lines=lines, adjusted=adjusted.get(unit.id), corrected=counting.get(unit.id))
            )


async def published_below(db: Db, month: dt.date, *, at: dt.datetime) -> None:
    """The districts read that their month is published."""
    for unit in _districts(await unit_tree(db)):
        assert unit.governs_tenant_id is not None
        async with across(db, because=NewLink(db.tenant, unit.governs_tenant_id)):
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


async def waiting_exclusions(db: Db, month: dt.date) -> int:
    """How many applications to leave something out of a month wait for a decision."""
    wanted = select(func.count()).where(
        Exclusion.tenant_id == db.tenant, Exclusion.month == month, Exclusion.decided_at.is_(None),
        asked_here(db.tenant),
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
    return Objection.unit_id.in_(_ours(tenant))


def asked_here(tenant: int) -> ColumnElement[bool]:
    """The same of an application for an exclusion."""
    return Exclusion.unit_id.in_(_ours(tenant))


def _ours(tenant: int) -> Select[uuid.UUID]:
    return select(Unit.id).where(Unit.tenant_id == tenant)


def _districts(units: UnitTree) -> list[UnitInfo]:
    """In the one order in which borders are crossed."""
    found = [one for one in units.every() if one.kind == "government"]
    return sorted(found, key=lambda one: one.governs_tenant_id or 0)


async def _objections(db: Db, month: dt.date, whose: ColumnElement[bool]) -> Sequence[Objection]:
    wanted = select(Objection).where(Objection.tenant_id == db.tenant, Objection.month == month, whose)
    return list(await db.scalars(wanted.order_by(Objection.made_at, Objection.id)))


def line_of(indicator: str, said: Said) -> dict[str, Any]:
    """One indicator as it is kept for whoever is evaluated."""
    band = said.band
    return {
        "indicator": indicator, "counted": band.rate.counted, "of": band.rate.of, "expected": band.expected,
        "verdict": band.verdict, "days": said.days, "within": said.within, "p": band.p,
    }  # fmt: skip
