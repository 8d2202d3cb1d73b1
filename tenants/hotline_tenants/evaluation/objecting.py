"""A district, or the leader of a unit, objects to an indicator of their month, once; the government that drew it up
decides. What a district objects to stands on both sides or on none; what a unit does in its own house.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.correcting import counting_rates, counting_scores
from hotline_tenants.evaluation.involved import why_involved
from hotline_tenants.evaluation.model import Objection, Standing
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.standing import TOLD, made_here
from hotline_tenants.evaluation.unit_standing import LEADERS, standing_for
from hotline_tenants.figures.intervals import Rate


@dataclass(frozen=True)
class Decision:
    """What is decided on an objection; upheld with what is counted instead."""

    upheld: bool
    answer: str
    counted: int | None = None
    of: int | None = None


async def object_to(
    db: Db, actor: Actor, month: dt.date, indicator: str, reason: str, *, at: dt.datetime
) -> uuid.UUID:
    """Object, from the district or as the leader of a unit, while the period runs. Raises NotFound, Refused by field."""
    actor.need("evaluation.approve" if actor.unit_id is None else "evaluation.unit")
    standing = await standing_for(db, actor, month)
    if standing is None:
        raise NotFound
    if at >= standing.object_until:
        raise Refused(N_("The period for objections is over."))
    if indicator not in {line["indicator"] for line in standing.lines}:
        raise refused_fields({"indicator": N_("Choose the indicator that you object to.")})
    if not reason.strip():
        raise refused_fields({"reason": N_("Say what is wrong and by which cases it shows.")})
    made = {
        "id": new_id(), "month": month, "unit_id": standing.unit_id, "indicator": indicator,
        "reason": reason.strip(), "made_at": at,
    }  # fmt: skip
    here = db.tenant
    if standing.other_tenant_id == here:
        await _put(db, here, made, at=at)
    else:
        async with across(db, because=standing):
            await _put(db, here, made, at=at)
        db.put(Objection, other_tenant_id=standing.other_tenant_id, **made)
    note(db, "evaluation_objected", account_id=actor.account_id, at=at, month=month.isoformat())
    return uuid.UUID(str(made["id"]))


async def decide(
    db: Db, actor: Actor, objection_id: uuid.UUID, decision: Decision, *, at: dt.datetime
) -> None:
    """Decide, from the government that drew the month up, by somebody uninvolved. An upheld objection corrects the score
    that is shown beside the one drawn up.

    Raises NotFound (for the district too: it does not decide its own), Refused by field.
    """
    actor.need("evaluation.approve")
    wanted = select(Objection).where(
        Objection.tenant_id == db.tenant, Objection.id == objection_id, made_here(db.tenant)
    )
    found = (await db.scalars(wanted.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    if found.decided_at is not None:
        raise Refused(N_("This objection is decided on already."))
    if refusal := await why_involved(db, actor, found.unit_id):
        raise Refused(refusal)
    if not decision.answer.strip():
        raise refused_fields({"answer": N_("Give your reasons: whoever asked reads them.")})
    publication = await publication_of(db, found.month, lock=True)
    assert publication is not None
    if decision.upheld:
        if decision.counted is None or not decision.of or not 0 <= decision.counted <= decision.of:
            raise refused_fields({"counted": N_("Write what is counted instead: so many of so many.")})
        counts = (await counting_rates(db, publication)).get(found.unit_id, {}).get(found.indicator)
        if counts == Rate(decision.counted, decision.of):
            raise refused_fields({"counted": N_("This is what counts already.")})
    result = {
        "decided_at": at, "upheld": decision.upheld, "answer": decision.answer.strip(),
        "counted": decision.counted if decision.upheld else None, "of": decision.of if decision.upheld else None,
    }  # fmt: skip
    for name, value in result.items():
        setattr(found, name, value)
    corrected = (await counting_scores(db, publication)).get(found.unit_id)
    note(db, "evaluation_decided", account_id=actor.account_id, at=at, month=found.month.isoformat())
    month = found.month
    if found.other_tenant_id == db.tenant:
        await tell(
            db, "evaluation_decided", subject_id=None, subject_kind="unit_standing", at=at, unit_id=found.unit_id,
            roles=LEADERS, month=month.isoformat(),
        )  # fmt: skip
        return
    async with across(db, because=found):
        here = Objection.tenant_id == db.tenant, Objection.id == objection_id
        await db.execute(update(Objection).where(*here).values(**result))
        standing = Standing.tenant_id == db.tenant, Standing.month == month
        await db.execute(update(Standing).where(*standing).values(corrected=corrected))
        await tell(
            db, "evaluation_decided", subject_id=None, subject_kind="standing", at=at, roles=TOLD,
            month=month.isoformat(),
        )  # fmt: skip


async def _put(db: Db, other: int, made: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Put it before those who decide, standing in their house. Raises Refused for a second one."""
    db.put(Objection, other_tenant_id=other, **made)
    await tell(
        db, "evaluation_objected", subject_id=None, subject_kind="evaluation", at=at, roles=(*TOLD, "inspector"),
        month=made["month"].isoformat(),
    )  # fmt: skip
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("You have objected to this indicator already.")) from None
