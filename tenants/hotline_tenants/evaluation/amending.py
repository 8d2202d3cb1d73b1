"""Correcting a published month: one person proposes it with evidence, another confirms it. What was published stays as
it is; the correction is a line beside it, here and with those whose month it is.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import put_file
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.correction import Correction
from hotline_tenants.evaluation.corrections import (
    correction_for,
    rates_now,
    remade,
    verdict_now,
)
from hotline_tenants.evaluation.evidence import originals_of, put_evidence, take_evidence_over
from hotline_tenants.evaluation.excluded import classes_then
from hotline_tenants.evaluation.involved import why_involved
from hotline_tenants.evaluation.model import Publication
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.standing import TOLD
from hotline_tenants.evaluation.unit_standing import LEADERS
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.units import unit_tree


@dataclass(frozen=True)
class Proposal:
    """What is counted instead of what was published, of whom and why: on the basis by which the score is made, and
    `beside` on the other one, where something is excluded in the month.
    """

    unit_id: uuid.UUID | None
    indicator: str
    counted: int
    of: int
    reason: str
    beside: Rate | None = None


async def propose_correction(
    db: Db, actor: Actor, month: dt.date, proposal: Proposal, files: Sequence[Checked], *, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    """Propose a correction of a month that is published; `files` were checked and placed. Raises NotFound, Refused by
    field.
    """
    actor.need("evaluation.keep")
    publication = await publication_of(db, month, lock=True)
    if publication is None:
        raise NotFound
    if publication.published_at is None:
        raise Refused(N_("This month is not published yet: until then objections and exclusions correct it."))
    if wrong := await _why_not(db, publication, proposal, len(files)):
        raise refused_fields(wrong)
    assert proposal.unit_id is not None
    before = (await rates_now(db, publication, proposal.unit_id))[proposal.indicator]
    if before == Rate(proposal.counted, proposal.of):
        raise refused_fields({"counted": N_("This is what counts already.")})
    unit = (await unit_tree(db)).get(proposal.unit_id)
    correction_id = new_id()
    db.put(
        Correction, id=correction_id, month=month, unit_id=unit.id, other_tenant_id=unit.governs_tenant_id or db.tenant,
        indicator=proposal.indicator, before_counted=before.counted, before_of=before.of, counted=proposal.counted,
        of=proposal.of, reason=proposal.reason.strip(), proposed_at=at, proposed_by=actor.account_id,
        before_verdict=await verdict_now(db, publication, unit.id, proposal.indicator),
        beside_counted=proposal.beside.counted if proposal.beside else None,
        beside_of=proposal.beside.of if proposal.beside else None,
    )  # fmt: skip
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("A correction of this indicator waits to be decided on already.")) from None
    kept = [await put_file(db, actor, one, at=at) for one in files]
    put_evidence(db, Correction, correction_id, kept)
    note(
        db, "correction_proposed", account_id=actor.account_id, at=at, subject=correction_id, month=month.isoformat()
    )  # fmt: skip
    await _tell(db, "correction_proposed", correction_id, month, at=at, roles=TOLD)
    return correction_id


async def decide_correction(
    db: Db, actor: Actor, correction_id: uuid.UUID, *, confirmed: bool, answer: str, at: dt.datetime
) -> None:
    """Confirm a correction or refuse it, by somebody else than proposed it. Whoever proposed it is told, and once it is
    confirmed those whose month it is. Raises NotFound, Refused by field.
    """
    actor.need("evaluation.approve")
    publication = await _published(db, correction_id)
    found = await correction_for(db, actor, correction_id, lock=True)
    if found.decided_at is not None:
        raise Refused(N_("This correction is decided on already."))
    if refusal := await why_not_decide_correction(db, actor, found):
        raise Refused(refusal)
    if not answer.strip():
        raise refused_fields({"answer": N_("Give your reasons: they stand beside the correction.")})
    before = (await rates_now(db, publication, found.unit_id))[found.indicator]
    said = await verdict_now(db, publication, found.unit_id, found.indicator)
    found.decided_at, found.decided_by = at, actor.account_id
    found.confirmed, found.answer = confirmed, answer.strip()
    month, proposed_by = found.month, found.proposed_by
    note(
        db, "correction_decided", account_id=actor.account_id, at=at, subject=found.id, month=month.isoformat(),
        granted=confirmed,
    )  # fmt: skip
    await _tell(db, "correction_decided", found.id, month, at=at, accounts=(proposed_by,))
    if not confirmed:
        return
    found.before_counted, found.before_of, found.before_verdict = before.counted, before.of, said
    (made,) = [one for one in await remade(db, publication) if one.correction.id == found.id]
    found.score, found.verdict = made.counting.score, made.counting.verdict
    if made.beside is not None:
        found.beside_score, found.beside_verdict = made.beside.score, made.beside.verdict
    if found.other_tenant_id == db.tenant:
        await _tell(
            db, "evaluation_corrected", found.id, month, at=at, unit_id=found.unit_id, roles=LEADERS
        )  # fmt: skip
    else:
        await _show_below(db, found, at=at)


async def why_not_decide_correction(db: Db, actor: Actor, correction: Correction) -> Message | None:
    """Why this person is not uninvolved: they proposed it, or have a place in the unit whose month it is."""
    if correction.proposed_by == actor.account_id:
        return N_("Who proposed a correction does not confirm it. Somebody else has to.")
    return await why_involved(db, actor, correction.unit_id)


async def _why_not(db: Db, publication: Publication, proposal: Proposal, evidence: int) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if proposal.unit_id not in await classes_then(db, publication.month):
        wrong["unit_id"] = N_("Choose a unit that was evaluated in this month.")
    if proposal.indicator not in publication.indicators:
        wrong["indicator"] = N_("This month was not evaluated by this indicator.")
    if proposal.of < 1 or not 0 <= proposal.counted <= proposal.of:
        wrong["counted"] = N_("Write what is counted instead: so many of so many.")
    wrong |= _why_not_beside(publication, proposal.beside)
    if not proposal.reason.strip():
        wrong["reason"] = N_("Say what was wrong and how the evidence shows it.")
    if not evidence:
        wrong["files"] = N_("Add at least one file as evidence.")
    return wrong


def _why_not_beside(publication: Publication, beside: Rate | None) -> dict[str, Message]:
    """A month has both bases as soon as something is excluded in it."""
    if publication.adjusted_digest is None:
        return {} if beside is None else {"beside_counted": N_("Nothing is excluded in this month.")}
    if beside is None:
        return {"beside_counted": N_("Something is excluded in this month: write this as well.")}
    if beside.of < 0 or not 0 <= beside.counted <= beside.of:
        return {"beside_counted": N_("Write what is counted instead: so many of so many.")}
    return {}


async def _published(db: Db, correction_id: uuid.UUID) -> Publication:
    """The month first: whoever decides on another correction of it waits, and sees what was confirmed."""
    month = select(Correction.month).where(Correction.tenant_id == db.tenant, Correction.id == correction_id)
    wanted = select(Publication).where(
        Publication.tenant_id == db.tenant, Publication.month == month.scalar_subquery()
    )
    found = (await db.scalars(wanted.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _show_below(db: Db, correction: Correction, *, at: dt.datetime) -> None:
    """The district finds the line in its own house, with copies of the evidence."""
    above, month, correction_id = db.tenant, correction.month, correction.id
    columns = Correction.__table__.columns.keys()
    row = {name: getattr(correction, name) for name in columns if name != "tenant_id"}
    evidence = await originals_of(db, correction)
    async with across(db, because=NewLink(above, correction.other_tenant_id)):
        db.put(Correction, **{**row, "other_tenant_id": above})
        await take_evidence_over(db, Correction, correction_id, evidence, by=None, at=at)
        await _tell(
            db, "evaluation_corrected", correction_id, month, at=at, roles=TOLD
        )  # fmt: skip


async def _tell(
    db: Db, kind: str, correction_id: uuid.UUID, month: dt.date, *, at: dt.datetime, **whom: Any
) -> None:
    await tell(
        db, kind, subject_id=correction_id, subject_kind="correction", at=at, month=month.isoformat(), **whom
    )
