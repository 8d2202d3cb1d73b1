"""Checking and approving a circular: four eyes, a number, and from that moment on the desk of every government below."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.circulars.content import body_of, figures_of
from hotline_tenants.circulars.inspected import Inspected
from hotline_tenants.circulars.keeping import keep_circular
from hotline_tenants.circulars.lifecycle import CIRCULAR
from hotline_tenants.circulars.model import (
    REPORT,
    Circular,
    CircularReceipt,
    CircularUnitReceipt,
    ReceivedCircular,
)
from hotline_tenants.circulars.reaching import circular_for
from hotline_tenants.circulars.recording import record
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.naming import government
from hotline_tenants.papers.places import NO_DATE, NO_NUMBER, Places, office_of
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.lifecycle import allowed

SUBJECT = "circular"
"""What a notice leads to."""

READERS = ("duty_head", "leader", "supervisor")
UNIT_READERS = ("unit_officer", "unit_leader")
OWN = ("department", "public_service", "street")
REACHED = ("live", "suspended")
"""Governments that a circular is issued to: those that have begun and not ended."""


async def submit(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Put it before somebody who checks it. Whoever does so stands for the draft that the product wrote by itself."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    circular.state = allowed(CIRCULAR, circular.state, "submit", actor).to
    circular.edited_by = actor.account_id
    await record(db, circular, "submit", actor, at=at)
    await _tell(db, circular, "to_check", ("supervisor", "inspector", "duty_head"), at=at)


async def check(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """It holds: put it before those who approve. Raises Refused for whoever wrote in it last."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    to = allowed(CIRCULAR, circular.state, "check", actor).to
    if refusal := why_not_second(circular, actor):
        raise Refused(refusal)
    circular.state, circular.checked_by = to, actor.account_id
    await record(db, circular, "check", actor, at=at)
    await _tell(db, circular, "to_approve", ("duty_head", "leader"), at=at)


async def hand_back(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """Give it back to be written anew, from either stage. Raises Refused by field `reason`."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    act = "hand_back" if circular.state == "checking" else "hand_back_unapproved"
    to = allowed(CIRCULAR, circular.state, act, actor).to
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is missing.")})
    circular.state, circular.checked_by = to, None
    await record(db, circular, act, actor, at=at, reason=reason.strip())
    if circular.edited_by is not None:
        await tell(
            db, f"{circular.kind}_handed_back", subject_id=circular.id, subject_kind=SUBJECT, at=at,
            accounts=(circular.edited_by,),
        )  # fmt: skip


async def approve(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> str:
    """Approve and issue; returns the number. Raises Refused for whoever wrote in it last."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    to = allowed(CIRCULAR, circular.state, "approve", actor).to
    if refusal := why_not_second(circular, actor):
        raise Refused(refusal)

    async def fill(number: str, date: str) -> Places:
        return await places_of(db, circular, number, date, signer=actor.name)

    kind = circular.kind
    paper = await issue_paper(db, actor, Subject(kind, circular.id), SERIES[kind], fill, at=at)
    circular.state, circular.number = to, paper.number
    circular.issued_at, circular.issued_by = at, actor.account_id
    await record(db, circular, "approve", actor, at=at, number=paper.number)
    assert paper.places is not None
    governments, units = await recipients(db, circular)
    await _issue_to_units(db, circular, units, at=at)
    await _issue_below(db, circular, governments, paper.places, at=at)
    later(db, keep_circular, circular_id=circular.id, tenant=db.tenant)
    return paper.number


def why_not_second(circular: Circular, actor: Actor) -> Message | None:
    """Why this person is not the second pair of eyes."""
    if actor.account_id is not None and circular.edited_by == actor.account_id:
        return N_("You wrote in this circular yourself: somebody else checks and approves it.")
    return None


async def places_of(
    db: Db, circular: Circular, number: str = NO_NUMBER, date: str = NO_DATE, *, signer: str = ""
) -> Places:
    """What stands in each place of the paper; in a draft without number and date."""
    governments, units = await recipients(db, circular)
    report = circular.every == REPORT
    named = [government(one.name_zh) for one in governments] + (
        [one.name_zh for one in units] if report else []
    )
    names = "、".join(named if report or not units else [*named, "各承办单位"])
    own = government((await registry_of(db)).get(db.tenant).name_zh)
    return Places(
        kind=circular.kind, office=await office_of(db), number=number, title=circular.title,
        addressee=f"{own}办公室" if report else names, copies=names if report else "",
        body=body_of(circular), date=date, signer=signer,
    )  # fmt: skip


async def recipients(db: Db, circular: Circular) -> tuple[list[Government], list[UnitInfo]]:
    """To whom it is issued: a circular to every government below and to every unit of our own that stands under no
    other, a report to those of them that were inspected.
    """
    figures, registry = figures_of(circular), await registry_of(db)
    below = [one for one in registry if one.parent_id == db.tenant and one.status in REACHED]
    tree = await unit_tree(db)
    if not isinstance(figures, Inspected):
        return below, [one for one in tree.handling() if one.parent_id is None and one.kind in OWN]
    places = [tree.get(one.id) for one in figures.places]
    inspected = {one.governs_tenant_id for one in places if one.kind == "government"}
    return [one for one in below if one.id in inspected], [one for one in places if one.kind != "government"]


async def _issue_to_units(db: Db, circular: Circular, units: Sequence[UnitInfo], *, at: dt.datetime) -> None:
    for unit in units:
        db.put(CircularUnitReceipt, circular_id=circular.id, unit_id=unit.id)
    if units:
        await tell(
            db, f"{circular.kind}_issued", subject_id=circular.id, subject_kind="unit_circular", at=at,
            units=[unit.id for unit in units], roles=UNIT_READERS, number=circular.number,
        )  # fmt: skip


async def _issue_below(
    db: Db, circular: Circular, governments: Sequence[Government], places: dict[str, Any], *, at: dt.datetime
) -> None:
    """On all desks or on none, in the order of the governments."""
    here = db.tenant
    for place in sorted(governments, key=lambda one: one.id):
        received_id = new_id()
        db.put(CircularReceipt, circular_id=circular.id, other_tenant_id=place.id, other_id=received_id)
        async with across(db, because=NewLink(here, place.id)):
            db.put(
                ReceivedCircular, id=received_id, other_tenant_id=here, other_id=circular.id, every=circular.every,
                first=circular.first, last=circular.last, number=circular.number, title=circular.title,
                places=places, issued_at=at,
            )  # fmt: skip
            await tell(
                db, f"{circular.kind}_issued", subject_id=received_id, subject_kind="received_circular", at=at, roles=READERS,
                number=circular.number,
            )  # fmt: skip


async def _tell(db: Db, circular: Circular, what: str, roles: tuple[str, ...], *, at: dt.datetime) -> None:
    kind = f"{circular.kind}_{what}"
    await tell(db, kind, subject_id=circular.id, subject_kind=SUBJECT, at=at, roles=roles)
