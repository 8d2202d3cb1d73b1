"""Checking and approving a circular: four eyes, a number, and from that moment on the desk of every government below."""

import datetime as dt
import uuid
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Government, registry_of
from hotline_tenants.circulars.drafting import figures_of
from hotline_tenants.circulars.keeping import KIND, keep_circular
from hotline_tenants.circulars.lifecycle import CIRCULAR
from hotline_tenants.circulars.model import Circular, CircularReceipt, ReceivedCircular
from hotline_tenants.circulars.parts import body_of, restored
from hotline_tenants.circulars.reaching import circular_for
from hotline_tenants.circulars.recording import record
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.places import NO_DATE, NO_NUMBER, Places, office_of
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.supervision.lifecycle import allowed

READERS = ("duty_head", "leader", "supervisor")
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
    await _tell(db, circular, "circular_to_check", ("supervisor", "inspector", "duty_head"), at=at)


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
    await _tell(db, circular, "circular_to_approve", ("duty_head", "leader"), at=at)


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
            db, "circular_handed_back", subject_id=circular.id, subject_kind=KIND, at=at,
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

    paper = await issue_paper(db, actor, Subject(KIND, circular.id), SERIES[KIND], fill, at=at)
    circular.state, circular.number = to, paper.number
    circular.issued_at, circular.issued_by = at, actor.account_id
    await record(db, circular, "approve", actor, at=at, number=paper.number)
    assert paper.places is not None
    await _issue_below(db, circular, paper.places, at=at)
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
    return Places(
        kind=KIND, office=await office_of(db), number=number, title=circular.title,
        addressee="、".join(one.name_zh for one in await _below(db)) or "各承办单位",
        body=body_of(restored(circular.parts), figures_of(circular)), date=date, signer=signer,
    )  # fmt: skip


async def _below(db: Db) -> list[Government]:
    return [one for one in await registry_of(db) if one.parent_id == db.tenant and one.status in REACHED]


async def _issue_below(db: Db, circular: Circular, places: dict[str, Any], *, at: dt.datetime) -> None:
    """On all desks or on none, in the order of the governments."""
    here = db.tenant
    for place in sorted(await _below(db), key=lambda one: one.id):
        received_id = new_id()
        db.put(CircularReceipt, circular_id=circular.id, other_tenant_id=place.id, other_id=received_id)
        async with across(db, because=NewLink(here, place.id)):
            db.put(
                ReceivedCircular, id=received_id, other_tenant_id=here, other_id=circular.id, every=circular.every,
                first=circular.first, last=circular.last, number=circular.number, title=circular.title,
                places=places, issued_at=at,
            )  # fmt: skip
            await tell(
                db, "circular_issued", subject_id=received_id, subject_kind="received_circular", at=at, roles=READERS,
                number=circular.number,
            )  # fmt: skip


async def _tell(db: Db, circular: Circular, kind: str, roles: tuple[str, ...], *, at: dt.datetime) -> None:
    await tell(db, kind, subject_id=circular.id, subject_kind=KIND, at=at, roles=roles)
