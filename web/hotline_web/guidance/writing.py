"""Writing a paper: a new one, the next version of one, one that passes on what came from above; and writing in a draft."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_tenants.guidance.drafting import DRAFTED, Text, draft, edit
from hotline_tenants.guidance.model import GuidancePaper
from hotline_tenants.guidance.reaching import draft_for, own_paper, paper_for, training_of
from hotline_web.acts import VERSION, renewed
from hotline_web.answers import back, page
from hotline_web.entering import moment, registry
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.guidance.words import KIND_HELP, KINDS

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "guidance.keep"}


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a form makes of a paper's words."""

    title: str
    body: str
    place: str = ""
    starts_at: dt.datetime | None = None
    capacity: int | None = None

    @property
    def text(self) -> Text:
        """What the verbs take."""
        return Text(
            title=self.title,
            body=self.body,
            place=self.place,
            starts_at=self.starts_at,
            capacity=self.capacity,
        )


@dataclass(frozen=True, kw_only=True)
class New(Written):
    """A paper that was not there before."""

    kind: str
    follows: str = ""


@dataclass(frozen=True, kw_only=True)
class Anew(Written):
    """A draft as it reads from now on; `version` is how often it had been written in when the page was made."""

    version: int


def spec_of(kind: str) -> FormSpec[New]:
    """The form of a new paper of a kind."""
    return FormSpec(
        New, (Field("kind", "", "hidden"), Field("follows", "", "hidden", required=False), *_fields(kind))
    )


def _fields(kind: str) -> tuple[Field, ...]:
    """What every paper says; a training also its place, time and room."""
    fields: tuple[Field, ...] = (
        Field("title", N_("Title"), max_length=200),
        Field("body", N_("Wording"), "textarea", rows=14, max_length=20_000,
              help=N_("Nobody may be recognised in it: no name, telephone, address or number plate.") if kind in ("case", "answer") else None),
    )  # fmt: skip
    if kind == "training":
        fields += (
            Field("place", N_("Place"), width="half"),
            Field("starts_at", N_("Begins"), "datetime", width="half"),
            Field("capacity", N_("Room for so many people"), "number", width="narrow"),
        )  # fmt: skip
    return fields


def initial_of(paper: GuidancePaper, training: Any) -> Mapping[str, object]:
    """What stands in the form where a paper is written on."""
    found: dict[str, object] = {"title": paper.title, "body": paper.body}
    if training is not None:
        found |= {"place": training.place, "starts_at": training.starts_at, "capacity": training.capacity}
    return found


@get("/guidance/new", opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The choice of kinds; with one chosen, its form; with a paper named, that one as its beginning."""
    follows, passed_on = (_identifier(request.query_params.get(name)) for name in ("follows", "pass"))
    if follows is not None:
        before = await own_paper(db, follows)
        initial = {**initial_of(before, await training_of(db, follows)), "kind": before.kind}
        return _form(request, spec_of(before.kind).blank(**initial, follows=str(follows)), before.kind)
    if passed_on is not None:
        source = await paper_for(db, actor, passed_on)
        kind = source.kind if source.kind in DRAFTED else "document"
        initial = {**initial_of(source, await training_of(db, passed_on)), "kind": kind}
        return _form(request, spec_of(kind).blank(**initial), kind)
    kind = request.query_params.get("kind", "")
    if kind not in DRAFTED:
        return page(
            request, "guidance/choose.html", kinds=[(one, KINDS[one], KIND_HELP[one]) for one in DRAFTED]
        )
    return _form(request, spec_of(kind).blank(kind=kind), kind)


@post("/guidance", opt=KEEP, status_code=200)
async def keep_draft(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Keep the draft."""
    data = await request.form()
    kind = str(data.get("kind", ""))
    if kind not in KINDS:
        raise NotFound
    form = spec_of(kind).read(data, registry(request).get(actor.tenant).zone)
    try:
        given = form.complete
        paper_id = await _draft(request, db, actor, kind, given)
    except Refused as refusal:
        await db.abandon()
        return _form(request, form.refused(refusal), kind, status=422)
    return back(f"/guidance/{paper_id}", N_("The draft is kept. Add files, then issue it."))


async def _draft(request: AnyRequest, db: Db, actor: Any, kind: str, given: New) -> uuid.UUID:
    try:
        found = await draft(
            db, actor, kind, given.text, follows=_identifier(given.follows), at=moment(request)
        )
        await db.write()
    except TWICE:
        raise Refused(N_("The next version of this paper is being written already.")) from None
    return found


def _form(request: AnyRequest, form: Form[New], kind: str, *, status: int = 200) -> Response[str]:
    return page(request, "guidance/new.html", status=status, form=form, kind=KINDS[kind])


@get("/guidance/{paper_id:uuid}/draft", opt=KEEP)
async def edit_page(request: AnyRequest, db: GivenDb, paper_id: FromPath[uuid.UUID]) -> Response[str]:
    """A draft with its words in the form."""
    paper = await draft_for(db, paper_id, edits=None)
    words = initial_of(paper, await training_of(db, paper_id))
    return _edit_form(request, paper, _anew(paper.kind).blank(**words, version=paper.edits))


@post("/guidance/{paper_id:uuid}/draft", opt=KEEP, status_code=200)
async def keep_edited(
    request: AnyRequest, db: GivenDb, actor: GivenActor, paper_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Keep the draft as it reads now. Where somebody wrote in it meanwhile, both versions are shown and none is lost."""
    paper = await own_paper(db, paper_id)
    form = _anew(paper.kind).read(await request.form(), registry(request).get(actor.tenant).zone)
    try:
        given = form.complete
        await edit(db, actor, paper_id, given.text, edits=given.version, at=moment(request))
    except Stale as stale:
        await db.abandon()
        now = await own_paper(db, paper_id)
        typed = renewed(form.refused(Refused(stale.message)), now.edits)
        return _edit_form(request, now, typed, status=409)
    except Refused as refusal:
        await db.abandon()
        return _edit_form(request, await own_paper(db, paper_id), form.refused(refusal), status=422)
    return back(f"/guidance/{paper_id}", N_("The draft is kept."))


def _anew(kind: str) -> FormSpec[Anew]:
    return FormSpec(Anew, (VERSION, *_fields(kind)))


def _edit_form(
    request: AnyRequest, paper: GuidancePaper, form: Form[Anew], *, status: int = 200
) -> Response[str]:
    return page(
        request, "guidance/edit.html", status=status, form=form, paper=paper, kind=KINDS[paper.kind],
        differs=status == 409,
    )  # fmt: skip


def _identifier(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFound from None


ROUTES = (new_page, keep_draft, edit_page, keep_edited)
