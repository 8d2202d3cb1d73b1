"""The government above decides what is left out of a month; both sides and everybody compared see it at once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.asking import ask_to_take_out
from hotline_tenants.evaluation.involved import why_involved
from hotline_tenants.evaluation.model import Exclusion, Publication
from hotline_tenants.evaluation.standing import TOLD, asked_here
from hotline_tenants.evaluation.unit_standing import LEADERS


@dataclass(frozen=True)
class Verdict:
    """What is decided on an application: for the district alone, or for like work in its whole class."""

    granted: bool
    answer: str
    whole_class: bool = False


async def decide_exclusion(
    db: Db, actor: Actor, exclusion_id: uuid.UUID, verdict: Verdict, *, at: dt.datetime
) -> None:
    """Decide, from the government above, by somebody else than asked for it. A job takes what is granted out of the
    adjusted figures of everybody it concerns; what was drawn up stays beside them.

    Raises NotFound (for the district too: it does not decide its own), Refused by field.
    """
    actor.need("evaluation.approve")
    found, publication = await _locked(db, exclusion_id)
    if found.decided_at is not None:
        raise Refused(N_("This application is decided on already."))
    if refusal := await why_not_decide(db, actor, found):
        raise Refused(refusal)
    if publication.published_at is not None:
        raise Refused(N_("The evaluation of this month is published already."))
    if not verdict.answer.strip():
        raise refused_fields({"answer": N_("Give your reasons: whoever asked reads them.")})
    found.decided_at, found.decided_by = at, actor.account_id
    found.granted, found.answer = verdict.granted, verdict.answer.strip()
    found.whole_class = verdict.granted and verdict.whole_class
    if verdict.granted:
        await ask_to_take_out(db, actor, found.month, at=at)
    note(
        db, "exclusion_decided", account_id=actor.account_id, at=at, subject=found.id, month=found.month.isoformat(),
        granted=verdict.granted,
    )  # fmt: skip
    result = {
        name: getattr(found, name)
        for name in ("decided_at", "decided_by", "granted", "answer", "whole_class")
    }
    month = found.month
    if found.other_tenant_id == db.tenant:
        await tell(
            db, "exclusion_decided", subject_id=exclusion_id, subject_kind="exclusion", at=at, unit_id=found.unit_id,
            roles=LEADERS, month=month.isoformat(),
        )  # fmt: skip
        return
    async with across(db, because=found):
        here = Exclusion.tenant_id == db.tenant, Exclusion.id == exclusion_id
        await db.execute(update(Exclusion).where(*here).values(**result))
        await tell(
            db, "exclusion_decided", subject_id=exclusion_id, subject_kind="exclusion", at=at, roles=TOLD,
            month=month.isoformat(),
        )  # fmt: skip


async def why_not_decide(db: Db, actor: Actor, exclusion: Exclusion) -> Message | None:
    """Why this person is not uninvolved: they asked for it, or have a place in the unit that did."""
    if exclusion.made_by == actor.account_id:
        return N_("Who asked for an exclusion does not decide on it. Somebody else has to.")
    return await why_involved(db, actor, exclusion.unit_id)


async def _locked(db: Db, exclusion_id: uuid.UUID) -> tuple[Exclusion, Publication]:
    """The month first: whoever decides on another application to it waits, and sees what was granted."""
    month = select(Exclusion.month).where(
        Exclusion.tenant_id == db.tenant, Exclusion.id == exclusion_id, asked_here(db.tenant)
    )
    wanted = select(Publication).where(
        Publication.tenant_id == db.tenant, Publication.month == month.scalar_subquery()
    )
    publication = (await db.scalars(wanted.with_for_update())).one_or_none()
    if publication is None:
        raise NotFound
    this = select(Exclusion).where(Exclusion.tenant_id == db.tenant, Exclusion.id == exclusion_id)
    return (await db.scalars(this.with_for_update())).one(), publication
