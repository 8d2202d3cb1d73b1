"""A district, or the leader of a unit, asks for work to be left out of a month, with evidence. The application of a
district stands on both sides or on none; that of a unit in its own house.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.files.checking import Checked
from hotline_platform.files.copying import original_of
from hotline_platform.files.keeping import put_file
from hotline_platform.files.model import File
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.words import TYPES
from hotline_tenants.evaluation.evidence import put_evidence, take_evidence_over
from hotline_tenants.evaluation.excluded import count_rows, takes
from hotline_tenants.evaluation.model import Exclusion, Standing
from hotline_tenants.evaluation.reasons import reasons_of
from hotline_tenants.evaluation.standing import TOLD
from hotline_tenants.evaluation.unit_standing import standing_for
from hotline_tenants.network.classification import classification


@dataclass(frozen=True)
class Application:
    """What is asked to be left out, and why. What is None of the work is not asked for; `category` is a code."""

    reason: str
    grounds: str
    type: str | None = None
    category: str | None = None
    first_on: dt.date | None = None
    last_on: dt.date | None = None


def why_not_apply(standing: Standing, application: Application, evidence: int) -> dict[str, Message]:
    """What is wrong with an application by itself, by field."""
    wrong: dict[str, Message] = {}
    days = application.first_on, application.last_on
    if not application.grounds.strip():
        wrong["grounds"] = N_("Say what happened and how the evidence shows it.")
    if application.type is None and application.category is None and days == (None, None):
        wrong["type"] = N_("Say which work: a type, a category or days. A month as a whole is not left out.")
    elif application.type is not None and application.type not in TYPES:
        wrong["type"] = N_("Choose one of the list.")
    if application.first_on and application.last_on and application.first_on > application.last_on:
        wrong["last_on"] = N_("The last day lies before the first.")
    if not evidence:
        wrong["files"] = N_("Add at least one file as evidence.")
    return wrong


async def apply_for(
    db: Db, actor: Actor, month: dt.date, application: Application, files: Sequence[Checked], *, at: dt.datetime
) -> uuid.UUID:  # fmt: skip
    """Apply, from the district or as the leader of a unit, while the month is previewed; `files` were checked and placed.
    Raises NotFound, Refused by field.
    """
    actor.need("evaluation.approve" if actor.unit_id is None else "evaluation.unit")
    assert actor.account_id is not None
    standing = await standing_for(db, actor, month)
    if standing is None:
        raise NotFound
    if at >= standing.preview_until:
        raise Refused(N_("The preview is over: nothing can be asked to be left out any more."))
    if wrong := why_not_apply(standing, application, len(files)):
        raise refused_fields(wrong)
    own = await _kept(db, actor, files, at=at)
    made = {
        "id": new_id(), "month": month, "unit_id": standing.unit_id, "reason": application.reason,
        "grounds": application.grounds.strip(), "type": application.type, "category": application.category,
        "first_on": application.first_on, "last_on": application.last_on, "made_at": at, "made_by": actor.account_id,
    }  # fmt: skip
    if standing.other_tenant_id == db.tenant:
        asked = await _ask(db, {**made, **await _named(db, application)}, db.tenant, at=at)
    else:
        asked = await _ask_above(db, standing, application, made, own, at=at)
    put_evidence(db, Exclusion, asked.id, [one.id for one in own])
    note(db, "exclusion_asked", account_id=actor.account_id, at=at, subject=asked.id, month=month.isoformat())
    return asked.id


async def _ask_above(
    db: Db, standing: Standing, application: Application, made: Mapping[str, Any], own: Sequence[File], *,
    at: dt.datetime,
) -> Exclusion:  # fmt: skip
    """The application on both sides, with copies of its evidence above."""
    here, evidence = db.tenant, [original_of(one) for one in own]
    async with across(db, because=standing):
        named = await _named(db, application)
        asked = await _ask(db, {**made, **named}, here, at=at)
        await take_evidence_over(db, Exclusion, asked.id, evidence, by=asked.made_by, at=at)
    db.add(
        Exclusion(
            tenant_id=here, other_tenant_id=standing.other_tenant_id, whole_class=False, **named, **made
        )
    )
    await db.flush()
    return asked


async def _ask(db: Db, asked: Mapping[str, Any], other: int, *, at: dt.datetime) -> Exclusion:
    """Put it before those who decide, standing in their house. Raises Refused where it would take out nothing."""
    made = Exclusion(tenant_id=db.tenant, other_tenant_id=other, whole_class=False, **asked)
    db.add(made)
    await db.flush()
    if not await count_rows(db, made.month, await takes(db, made, [made.unit_id])):
        raise Refused(N_("Nothing that was counted of you in this month is work of this kind."))
    await tell(
        db, "exclusion_asked", subject_id=made.id, subject_kind="exclusion", at=at, roles=(*TOLD, "inspector"),
        month=made.month.isoformat(),
    )  # fmt: skip
    return made


async def _kept(db: Db, actor: Actor, files: Sequence[Checked], *, at: dt.datetime) -> Sequence[File]:
    ids = [await put_file(db, actor, one, at=at) for one in files]
    wanted = select(File).where(File.tenant_id == db.tenant, File.id.in_(ids)).order_by(File.id)
    return list(await db.scalars(wanted))


async def _named(db: Db, application: Application) -> dict[str, str]:
    """The reason in the words of the government above. Raises Refused by field for what it does not know."""
    reason = next((one for one in await reasons_of(db) if one.code == application.reason), None)
    if reason is None:
        raise refused_fields({"reason": N_("Choose one of the list.")})
    if application.category is not None and (await classification(db)).by_code(application.category) is None:
        raise refused_fields({"category_id": N_("The government above does not have this category.")})
    return {"reason_zh": reason.name_zh, "reason_en": reason.name_en}
