"""Beginning a supervision: choosing its form, and a draft that is written from the facts of the case."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, get, post
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.supervision.drafting import Draft, draft
from hotline_tenants.supervision.instructing import leaders_of
from hotline_tenants.supervision.ladder import FORM_LEVELS, FORM_SPANS
from hotline_tenants.supervision.queries import plan_of
from hotline_tenants.supervision.reaching import supervision_for
from hotline_tenants.supervision.words import FORMS, SIGNED_FORMS
from hotline_web.acts import text_field
from hotline_web.answers import back, page
from hotline_web.cases.choosing import area_field, category_field, unit_choices
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.supervision.acts import words_fields
from hotline_web.supervision.facts import from_case, from_supervision

NO_SUCH_CASE = N_("There is no case with one of these numbers here.")
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
    "circular": N_("What was neglected is made known to all."),
}


@dataclass(frozen=True)
class New:
    """What the form makes; fields that a form does not ask for keep their defaults."""

    form: str
    title: str
    requirement: str
    due_at: dt.datetime
    unit_id: uuid.UUID
    facts: str = ""
    contact: str = ""
    cases: str = ""
    co_ids: list[uuid.UUID] = field(default_factory=list)
    leader_id: uuid.UUID | None = None
    instructed_on: dt.date | None = None
    look_back_on: dt.date | None = None
    category_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None


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
            supervision_id = await draft(db, actor, await _draft(db, known, given, form), at=moment(request))
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
    units = unit_choices(known.units, known.language, known.suspended)
    title, facts, requirement, contact, due = words_fields()
    fields: list[Field] = [Field("form", "", "hidden"), title]
    if kind == "instruction":
        leaders = tuple(Choice(str(account_id), name) for account_id, name in await leaders_of(db))
        fields += [
            Field("leader_id", N_("Instructed by"), "select", choices=leaders, width="half"),
            Field("instructed_on", N_("Date of the instruction"), "date", width="half"),
        ]
        requirement = text_field(
            "requirement", N_("The instruction, word for word"), rows=5,
            hint=N_("Type it as it stands on the sheet; add the scanned sheet to the draft afterwards."),
        )  # fmt: skip
    if kind == "special":
        fields += [
            category_field(known.categories, known.language, required=False), area_field(known.units, known.language),
            Field("look_back_on", N_("Look-back on"), "date", width="half"),
        ]  # fmt: skip
    else:
        fields.append(
            Field(
                "cases", N_("Numbers of cases"), "textarea", rows=2, required=False, max_length=2000,
                help=N_("One in each line; left empty where it is about the unit itself."),
            )
        )  # fmt: skip
    fields.append(Field("unit_id", N_("Lead unit") if kind in ("special", "meeting", "instruction") else N_("Unit"),
                        "select", choices=units))  # fmt: skip
    if kind != "written":
        fields.append(
            Field("co_ids", N_("Further units"), "checkboxes", required=False, choices=units, folded=True)
        )
    return FormSpec(New, (*fields, facts, requirement, contact, due))


async def _draft(db: Db, known: Known, given: New, form: Form[New]) -> Draft:
    units = (given.unit_id, *given.co_ids)
    special = given.form == "special"
    return Draft(
        form=given.form, title=given.title, requirement=given.requirement, facts=given.facts, contact=given.contact,
        unit_id=given.unit_id, due_at=given.due_at, co_ids=given.co_ids, leader_id=given.leader_id,
        instructed_on=given.instructed_on, look_back_on=given.look_back_on,
        plan=plan_of(units, given.category_id, given.area_id) if special else None,
        cases=await _cases(db, given.cases), form_id=uuid.UUID(form.form_id),
    )  # fmt: skip


async def _cases(db: Db, typed: str) -> list[uuid.UUID]:
    """The cases with these numbers. Raises Refused by field for a number that nobody has here."""
    numbers = list(dict.fromkeys(typed.replace(",", " ").replace("，", " ").replace("、", " ").split()))
    rows = await db.execute(
        select(Case.number, Case.id).where(Case.tenant_id == db.tenant, Case.number.in_(numbers))
    )
    found = {row.number: row.id for row in rows}
    if lost := [number for number in numbers if number not in found]:
        raise refused_fields(
            {"cases": N_("There is no case with the number %(number)s here.", number=lost[0][:40])}
        )
    return [found[number] for number in numbers]


def _identifier(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value)) if value else None
    except ValueError:
        return None


ROUTES = (new_page, do_new)
