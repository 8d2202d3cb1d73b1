"""Issuing a paper: to units of this house and to governments below it, in one transaction; and taking it back."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Registry, registry_of
from hotline_tenants.guidance.enclosing import copies_below, originals_of
from hotline_tenants.guidance.model import GuidanceAddressee, GuidancePaper, GuidanceTraining
from hotline_tenants.guidance.reaching import draft_for, own_paper, training_of
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

DESK = ("duty_head", "supervisor")
"""Who is told in a government below."""

UNIT = ("unit_leader", "unit_officer")


async def issue(
    db: Db, actor: Actor, paper_id: uuid.UUID, units: Sequence[uuid.UUID], *, read_by: dt.datetime | None,
    edits: int | None = None, at: dt.datetime,
) -> None:  # fmt: skip
    """Send a draft out; the version before it is replaced everywhere. Raises NotFound, Stale where the draft is not the
    one that the page showed, Refused by field `units`, `read_by`: who is suspended, or does not lie below, is named.
    """
    actor.need("guidance.keep")
    paper = await draft_for(db, paper_id, edits=edits)
    chosen = await addressees(db, units)
    if read_by is not None and read_by <= at:
        raise refused_fields({"read_by": N_("Choose a moment in the future.")})
    await send_out(db, actor, paper, chosen, read_by=read_by, at=at)


async def send_out(
    db: Db, actor: Actor, paper: GuidancePaper, chosen: Sequence[UnitInfo], *, read_by: dt.datetime | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """The deed on a draft; `chosen` are possible addressees in the order in which borders are crossed."""
    paper.state, paper.issued_at, paper.issued_by, paper.read_by, paper.changed_at = (
        "issued", at, actor.account_id, read_by, at,
    )  # fmt: skip
    if paper.follows_id is not None:
        await _end(db, paper.follows_id, "replaced", "", at=at)
    for unit in chosen:
        db.put(
            GuidanceAddressee, paper_id=paper.id, unit_id=unit.id, other_tenant_id=unit.governs_tenant_id, sent_at=at,
            due_at=read_by, readers=0,
        )  # fmt: skip
    note(db, "guidance_issued", account_id=actor.account_id, subject=paper.id, at=at, addressees=len(chosen))
    await _send(db, paper, chosen, at=at)


async def withdraw(db: Db, actor: Actor, paper_id: uuid.UUID, reason: str, *, at: dt.datetime) -> None:
    """Take an issued paper back, here and in every house that has it. Raises NotFound, Refused by field `reason`."""
    actor.need("guidance.keep")
    paper = await own_paper(db, paper_id)
    if paper.state != "issued":
        raise Refused(N_("This paper is not in force."))
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why, as everybody reads it who has it.")})
    await end_paper(db, actor, paper.id, reason.strip(), at=at)


async def end_paper(db: Db, actor: Actor, paper_id: uuid.UUID, reason: str, *, at: dt.datetime) -> None:
    """The deed on a paper in force."""
    await _end(db, paper_id, "withdrawn", reason, at=at)
    note(db, "guidance_withdrawn", account_id=actor.account_id, subject=paper_id, at=at)


async def possible(db: Db) -> list[UnitInfo]:
    """Whom guidance can be sent to from here, in the order in which borders are crossed: living governments below, and
    units that are no committee.
    """
    registry = await registry_of(db)
    return _in_order([unit for unit in await unit_tree(db) if _why_not(unit, db.tenant, registry) is None])


async def addressees(db: Db, ids: Sequence[uuid.UUID]) -> list[UnitInfo]:
    """These units, in the order in which borders are crossed. Raises Refused by field `units` where one of them is none."""
    units: UnitTree = await unit_tree(db)
    registry = await registry_of(db)
    if not ids:
        raise refused_fields({"units": N_("Choose whom it is sent to.")})
    found = []
    for unit_id in dict.fromkeys(ids):
        unit = units.find(unit_id)
        if unit is None:
            raise refused_fields({"units": N_("One of the units chosen does not exist here.")})
        if why := _why_not(unit, db.tenant, registry):
            raise refused_fields({"units": why})
        found.append(unit)
    return _in_order(found)


def _in_order(units: Sequence[UnitInfo]) -> list[UnitInfo]:
    return sorted(units, key=lambda unit: (unit.governs_tenant_id or 0, unit.code))


def _why_not(unit: UnitInfo, tenant: int, registry: Registry) -> Message | None:
    if unit.closed or unit.kind == "committee":
        return N_("%(unit)s takes no guidance.", unit=unit.named)
    if unit.governs_tenant_id is None:
        return None
    government = registry.get(unit.governs_tenant_id)
    if government.parent_id != tenant:
        return N_("%(unit)s does not lie below this government.", unit=unit.named)
    if government.status == "suspended":
        return N_("%(unit)s is suspended: nothing is sent to it until it is resumed.", unit=unit.named)
    return None if government.status == "live" else N_("%(unit)s does not work here yet.", unit=unit.named)


async def _send(db: Db, paper: GuidancePaper, chosen: Sequence[UnitInfo], *, at: dt.datetime) -> None:
    here = db.tenant
    copied: dict[str, Any] = {
        name: getattr(paper, name)
        for name in ("id", "kind", "state", "version", "title", "asked", "body", "changed_at", "issued_at", "read_by",
                     "ended_reason")
    }  # fmt: skip
    training = await training_of(db, paper.id)
    files = await originals_of(db, paper.id)
    if own := [unit.id for unit in chosen if unit.governs_tenant_id is None]:
        await tell(
            db, "guidance_received", subject_id=paper.id, subject_kind="guidance", at=at, units=own, roles=UNIT
        )  # fmt: skip
    for unit in chosen:
        if unit.governs_tenant_id is None:
            continue
        async with across(db, because=NewLink(here, unit.governs_tenant_id)):
            db.put(
                GuidancePaper, **copied, follows_id=await _known_here(db, paper.follows_id), other_tenant_id=here,
                unit_id=unit.id,
            )  # fmt: skip
            if training is not None:
                db.put(
                    GuidanceTraining, paper_id=paper.id, place=training.place, starts_at=training.starts_at,
                    capacity=training.capacity,
                )  # fmt: skip
            await copies_below(db, paper.id, files, at=at)
            await tell(
                db, "guidance_received", subject_id=paper.id, subject_kind="guidance", at=at, roles=DESK
            )  # fmt: skip


async def _known_here(db: Db, paper_id: uuid.UUID | None) -> uuid.UUID | None:
    """The version before, if this house ever got it."""
    if paper_id is None:
        return None
    wanted = select(GuidancePaper.id).where(
        GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == paper_id
    )
    return (await db.execute(wanted)).scalar_one_or_none()


async def _end(db: Db, paper_id: uuid.UUID, state: str, reason: str, *, at: dt.datetime) -> None:
    """A paper that was issued is not in force any more, wherever it is."""
    here = db.tenant
    sent_to = (
        await db.execute(
            select(GuidanceAddressee.unit_id, GuidanceAddressee.other_tenant_id)
            .where(GuidanceAddressee.tenant_id == here, GuidanceAddressee.paper_id == paper_id)
            .order_by(GuidanceAddressee.other_tenant_id, GuidanceAddressee.unit_id)
        )
    ).all()
    ended = {"state": state, "ended_at": at, "ended_reason": reason, "changed_at": at}
    stop = update(GuidanceAddressee).where(
        GuidanceAddressee.tenant_id == here, GuidanceAddressee.paper_id == paper_id
    )
    await db.execute(stop.values(due_at=None))
    await _mark(db, paper_id, ended)
    told: dict[str, Any] = {"subject_id": paper_id, "subject_kind": "guidance", "at": at}
    if units := [unit_id for unit_id, tenant in sent_to if tenant is None]:
        await tell(db, f"guidance_{state}", units=units, roles=UNIT, **told)
    for tenant in (tenant for _, tenant in sent_to if tenant is not None):
        async with across(db, because=NewLink(here, tenant)):
            await _mark(db, paper_id, ended)
            await tell(db, f"guidance_{state}", roles=DESK, **told)
            passed = select(GuidancePaper.id).where(
                GuidancePaper.tenant_id == db.tenant, GuidancePaper.passes_on_id == paper_id,
                GuidancePaper.state == "issued",
            )  # fmt: skip
            for own in await db.scalars(passed):
                await _end(db, own, state, reason, at=at)


async def _mark(db: Db, paper_id: uuid.UUID, ended: dict[str, Any]) -> None:
    await db.execute(
        update(GuidancePaper)
        .where(GuidancePaper.tenant_id == db.tenant, GuidancePaper.id == paper_id)
        .values(**ended)
    )
