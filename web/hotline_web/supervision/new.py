"""Beginning a supervision: choosing its form, and a draft that is written from the facts of the case."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.supervision.drafting import Draft, draft
from hotline_tenants.supervision.instructing import leaders_of
from hotline_tenants.supervision.ladder import FORM_LEVELS, FORM_SPANS
from hotline_tenants.supervision.reaching import supervision_for
from hotline_tenants.supervision.words import FORMS, SIGNED_FORMS
from hotline_web.answers import back, page
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.supervision.drafts import NO_SUCH_CASE, Given, draft_fields, draft_of
from hotline_web.supervision.facts import from_case, from_supervision

AnyRequest = Request[Any, Any, Any]
ISSUE = {"permission": "supervision.issue"}
HELP: dict[str, Message] = {
    "phone": N_("Urge by telephone; what was promised and until when stands in the ledger."),
    "on_site": N_("Go there; what was found and what is to be done stands in the ledger."),
    "written": N_("A numbered letter to a unit or a district's leader, answered by a signed report."),
    "meeting": N_("Bring the units together; minutes, the lead, promises with dates."),
    "instruction": N_(
        "A leader's written instruction becomes work for units; the result goes back to that leader."
    ),
    "special": N_("A plan over a topic with its live cases, milestones, a closing report and a look-back."),
    "interview": N_("Those responsible are asked to come and explain themselves."),
    "circular": N_(
        "What was neglected is made known to every unit and every government below; those named report what they mend."
    ),
}


@dataclass(frozen=True, kw_only=True)
class New(Given):
    """What the form makes: a draft, of which form, and of an instruction who gave it and when."""

    form: str
    leader_id: uuid.UUID | None = None
    instructed_on: dt.date | None = None


@get("/supervision/new", opt=ISSUE)
async def new_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The choice of forms; with one chosen, its draft, filled in from the case that is named, or from the supervision
    after which it comes.
    """
    kind = request.query_params.get("form", "")
    case_id = _identifier(request.query_params.get("case"))
    if kind not in FORM_LEVELS:
        suffix = f"&case={case_id}" if case_id else ""
        forms = [
            (name, HELP[key], f"/supervision/new?form={key}{suffix}")
            for key, name in FORMS.items()
            if key in HELP
        ]
        return page(request, "supervision/choose.html", forms=forms)
    known = await known_for(request, db)
    spec = await _spec(db, known, kind)
    initial = await from_case(db, known, await case_for(db, actor, case_id)) if case_id else {}
    if before := _identifier(request.query_params.get("under")):
        initial = await from_supervision(db, known, await supervision_for(db, actor, before))
    due = known.calendar.after(known.now, FORM_SPANS[kind]).at
    return _form(request, kind, spec.blank(**{"form": kind, "due_at": due, **initial}))


@post("/supervision/new", opt=ISSUE, status_code=200)
async def do_new(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Write the draft."""
    data = await request.form()
    kind = str(data.get("form", ""))
    if kind not in FORM_LEVELS:
        raise NotFound
    known = await known_for(request, db)
    form = (await _spec(db, known, kind)).read(data)
    try:
        given = form.complete
        try:
            supervision_id = await draft(db, actor, await _draft(db, given, form), at=moment(request))
        except NotFound:  # a case that is withheld from here: to whoever asks it does not exist
            raise refused_fields({"cases": NO_SUCH_CASE}) from None
    except Refused as refusal:
        await db.abandon()
        return _form(request, kind, form.refused(refusal), status=422)
    return back(
        f"/supervision/{supervision_id}", N_("The draft is kept. Nobody outside sees it before it is issued.")
    )


def _form(request: AnyRequest, kind: str, form: Form[New], status: int = 200) -> Response[str]:
    return page(
        request, "supervision/new.html", status=status, form=form, name=FORMS[kind], help=HELP[kind],
        signed=kind in SIGNED_FORMS,
    )  # fmt: skip


async def _spec(db: Db, known: Known, kind: str) -> FormSpec[New]:
    """What a form asks for."""
    title, *others = draft_fields(kind, known)
    fields: list[Field] = [Field("form", "", "hidden"), title]
    if kind == "instruction":
        leaders = tuple(Choice(str(account_id), name) for account_id, name in await leaders_of(db))
        fields += [
            Field("leader_id", N_("Instructed by"), "select", choices=leaders, width="half"),
            Field("instructed_on", N_("Date of the instruction"), "date", width="half"),
        ]
    return FormSpec(New, (*fields, *others))


async def _draft(db: Db, given: New, form: Form[New]) -> Draft:
    found = await draft_of(db, given.form, given, form_id=uuid.UUID(form.form_id))
    return replace(found, leader_id=given.leader_id, instructed_on=given.instructed_on)


def _identifier(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value)) if value else None
    except ValueError:
        return None


ROUTES = (new_page, do_new)
