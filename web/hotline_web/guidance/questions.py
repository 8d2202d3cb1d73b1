"""A question to the government above, and its answer."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.guidance.asking import answer, ask
from hotline_tenants.guidance.reaching import question_for
from hotline_web.answers import back, page
from hotline_web.cases.known import known_for
from hotline_web.entering import moment, registry
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.guidance.words import ANSWERED, FOR_ALL, WAITING

AnyRequest = Request[Any, Any, Any]
PLACE = "/guidance/questions"


@dataclass(frozen=True)
class Asking:
    title: str
    body: str


@dataclass(frozen=True)
class Answering:
    answer: str
    asked: str
    to_all: bool


ASKING = FormSpec(
    Asking,
    (
        Field("title", N_("What it is about")),
        Field("body", N_("Question"), "textarea", rows=8, max_length=5000,
              help=N_("Ask about rules and methods. Name nobody.")),
    ),
)  # fmt: skip
ANSWERING = FormSpec(
    Answering,
    (
        Field("answer", N_("Answer"), "textarea", rows=8, max_length=10_000),
        Field("to_all", N_("Publish to all, with receipts"), "checkbox", required=False),
        Field("asked", N_("The question as all read it"), "textarea", rows=5, max_length=5000, required=False,
              help=N_("Without anything by which somebody could be recognised.")),
    ),
)  # fmt: skip


@get(f"{PLACE}/new", opt={"permission": "guidance.ask"})
async def new_question(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The form; only where there is somebody above."""
    if registry(request).get(actor.tenant).parent_id is None:
        raise NotFound
    return page(request, "guidance/ask.html", form=ASKING.blank())


@post(PLACE, opt={"permission": "guidance.ask"}, status_code=200)
async def do_ask(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Ask; the government above finds it at once."""
    form = ASKING.read(await request.form())
    try:
        given = form.complete
        question_id = await ask(db, actor, given.title, given.body, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return page(request, "guidance/ask.html", status=422, form=form.refused(refusal))
    return back(f"{PLACE}/{question_id}", N_("Your question has arrived at the government above."))


@get(f"{PLACE}/{{question_id:uuid}}", opt={"permission": ("guidance.ask", "guidance.keep")})
async def question_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, question_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One question."""
    return await _show(request, db, actor, question_id)


@post(f"{PLACE}/{{question_id:uuid}}/answer", opt={"permission": "guidance.keep"}, status_code=200)
async def do_answer(
    request: AnyRequest, db: GivenDb, actor: GivenActor, question_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Answer it. Where somebody else did meanwhile, their answer stands above what was typed."""
    form = ANSWERING.read(await request.form())
    try:
        given = form.complete
        await answer(
            db, actor, question_id, given.answer, asked=given.asked, to_all=given.to_all, at=moment(request)
        )
    except Stale as stale:
        await db.abandon()
        return await _show(request, db, actor, question_id, form.refused(Refused(stale.message)), status=409)
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, question_id, form.refused(refusal), status=422)
    return back(f"{PLACE}/{question_id}", N_("The answer has arrived at the government that asked."))


async def _show(
    request: AnyRequest, db: Db, actor: Actor, question_id: uuid.UUID, form: Form[Answering] | None = None, *,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    found = await question_for(db, question_id)
    known = await known_for(request, db)
    waits = found.side == "answers" and found.answered_at is None and actor.may("guidance.keep")
    other = registry(request).get(found.other_tenant_id).name(known.language)
    return page(
        request, "guidance/question.html", status=status, question=found, other=other,
        state=WAITING if found.answered_at is None else FOR_ALL if found.paper_id else ANSWERED,
        form=form or (ANSWERING.blank(asked=found.body, to_all=True) if waits else None), waits=waits,
    )  # fmt: skip


ROUTES = (new_question, do_ask, question_page, do_answer)
