"""A question to the government above, answered there once, for the one that asked or for all."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, Stale, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.guidance.issuing import DESK
from hotline_tenants.guidance.model import GuidanceQuestion
from hotline_tenants.guidance.publishing import publish
from hotline_tenants.guidance.reaching import question_for
from hotline_tenants.network.units import unit_tree

ANSWERERS = ("duty_head", "supervisor", "inspector")


async def ask(db: Db, actor: Actor, title: str, body: str, *, at: dt.datetime) -> uuid.UUID:
    """Ask the government above. Raises Refused by field, and where there is none."""
    actor.need("guidance.ask")
    above = (await registry_of(db)).get(db.tenant).parent_id
    if above is None:
        raise Refused(N_("There is no government above this one to ask."))
    wrong: dict[str, Message] = {
        name: N_("Fill this in.") for name, words in (("title", title), ("body", body)) if not words.strip()
    }
    if wrong:
        raise refused_fields(wrong)
    here = db.tenant
    made: dict[str, Any] = {
        "id": new_id(),
        "title": title.strip(),
        "body": body.strip(),
        "asked_at": at,
        "asked_by": actor.account_id,
    }
    async with across(db, because=NewLink(here, above)):
        unit = next((one for one in await unit_tree(db) if one.governs_tenant_id == here), None)
        if unit is None:
            raise Refused(N_("The government above does not know this one yet."))
        db.put(GuidanceQuestion, side="answers", other_tenant_id=here, unit_id=unit.id, **made)
        await tell(
            db, "guidance_asked", subject_id=made["id"], subject_kind="guidance_question", at=at, roles=ANSWERERS
        )  # fmt: skip
    db.put(GuidanceQuestion, side="asks", other_tenant_id=above, unit_id=unit.id, **made)
    question_id: uuid.UUID = made["id"]
    return question_id


async def answer(
    db: Db, actor: Actor, question_id: uuid.UUID, text: str, *, asked: str = "", to_all: bool, at: dt.datetime
) -> None:
    """Answer once. `to_all` issues it to everybody who can be sent guidance, under the question as it is `asked` there:
    a question that shows nobody. Raises NotFound, Stale where somebody answered meanwhile, Refused by field.
    """
    actor.need("guidance.keep")
    question = await question_for(db, question_id, lock=True)
    if question.side != "answers":
        raise NotFound
    if question.answered_at is not None:
        raise Stale(N_("Somebody has answered this question meanwhile. Your text is kept below."))
    if not text.strip():
        raise refused_fields({"answer": N_("Fill this in.")})
    paper_id = await _published(db, actor, question, asked, text, at=at) if to_all else None
    answered = {
        "answer": text.strip(), "answered_at": at, "answered_by": actor.account_id, "paper_id": paper_id,
    }  # fmt: skip
    for name, value in answered.items():
        setattr(question, name, value)
    note(db, "guidance_answered", account_id=actor.account_id, subject=question.id, at=at)
    async with across(db, because=question):
        await db.execute(
            update(GuidanceQuestion)
            .where(GuidanceQuestion.tenant_id == db.tenant, GuidanceQuestion.id == question_id)
            .values(**answered)
        )
        await tell(
            db, "guidance_answered", subject_id=question_id, subject_kind="guidance_question", at=at, roles=DESK
        )  # fmt: skip


async def _published(
    db: Db, actor: Actor, question: GuidanceQuestion, asked: str, text: str, *, at: dt.datetime
) -> uuid.UUID:
    """The answer as a paper of its own, sent to all with receipts."""
    paper_id = new_id()
    try:
        await publish(db, actor, paper_id, "answer", title=question.title, asked=asked, body=text, at=at)
    except Refused as refusal:
        names = {"title": "asked", "body": "answer"}
        raise refused_fields({names[name]: why for name, why in refusal.fields.items()}) from None
    return paper_id
