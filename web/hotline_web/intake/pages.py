"""The intake desk: a form, and beside it what the same number has asked for before."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.cases.reading import earlier_cases
from hotline_tenants.cases.words import TRANSFER_LINES
from hotline_tenants.intake.channels import channels_of, why_no_intake
from hotline_tenants.intake.registering import register, registered_by_form
from hotline_tenants.intake.settling import accept
from hotline_web.answers import back, page
from hotline_web.cases.joining import Other
from hotline_web.cases.known import known_for
from hotline_web.cases.showing import case_state
from hotline_web.entering import moment, registry
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.intake.danger import emergency_keys, in_danger
from hotline_web.intake.forms import INITIAL, Typed, intake_form
from hotline_web.intake.repeats import repeats, typed_repeats

AnyRequest = Request[Any, Any, Any]
REGISTER = {"permission": "case.register"}


@get("/intake", opt=REGISTER)
async def intake_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty form."""
    form = intake_form(await known_for(request, db), await channels_of(db)).blank(**INITIAL)
    return _page(request, form, (), closed=await why_no_intake(db))


@post("/intake/caller", opt=REGISTER, status_code=200)
async def caller(request: AnyRequest, db: GivenDb) -> Response[str]:
    """What this number has asked for before: a fragment for htmx, the whole page with what was typed without it.

    A POST, because a telephone number has no place in an address.
    """
    data = await request.form()
    earlier = await earlier_cases(db, str(data.get("caller_phone", "")))
    if request.headers.get("hx-request"):
        return page(request, "intake/form.html", block="earlier", earlier=_shown(earlier), asked=True)
    read = intake_form(await known_for(request, db), await channels_of(db)).read(data)
    found = await typed_repeats(db, data)
    return _page(request, Form(read.spec, read.typed, form_id=read.form_id), earlier, found, asked=True)


@post("/intake", opt=REGISTER, status_code=200)
async def do_intake(request: AnyRequest, actor: GivenActor) -> Response[Any]:
    """Register, and accept for dispatch where that button was pressed. A second click finds the first one's case."""
    database: Database = request.app.state.database
    data: Mapping[str, Any] = await request.form()
    line = str(data.get("then", ""))
    if line in TRANSFER_LINES:
        data = in_danger(data, line, registry(request).get(actor.tenant))
    try:
        async with database.transaction(actor.scope) as db:
            form = intake_form(await known_for(request, db), await channels_of(db)).read(data)
            try:
                opened = await _register(request, db, actor, form, accepted=data.get("then") == "accept")
            except Refused as refusal:
                await db.abandon()
                earlier = await earlier_cases(db, form.text("caller_phone"))
                return _page(
                    request, form.refused(refusal), earlier, await typed_repeats(db, data), status=422
                )
    except TWICE:
        return await _registered_before(database, actor, uuid.UUID(form.form_id))
    url = f"/cases/{opened.id}"
    return back(f"{url}?transfer={line}#transfer" if line in TRANSFER_LINES else url, _done(opened))


async def _register(
    request: AnyRequest, db: Db, actor: Actor, form: Form[Typed], *, accepted: bool
) -> Opened:
    given = form.complete
    demand = Demand(
        title=given.title, body=given.body, type=given.type, channel=given.channel, urgency=given.urgency,
        confidentiality=given.confidentiality, category_id=given.category_id, area_id=given.area_id,
        place=given.place, caller_name=given.caller_name, caller_phone=given.caller_phone,
        form_id=uuid.UUID(form.form_id), about_unit_id=given.about_unit_id,
        declines_messages=given.declines_messages,
    )  # fmt: skip
    opened = await register(db, actor, demand, at=moment(request))
    if accepted:
        await accept(db, actor, opened.id, version=None, at=moment(request))
    return opened


async def _registered_before(database: Database, actor: Actor, form_id: uuid.UUID) -> Response[Any]:
    async with database.transaction(actor.scope) as db:
        case = await registered_by_form(db, form_id)
    if case is None:
        raise Refused(N_("This form could not be registered. Open a new one and try again."))
    return back(f"/cases/{case.id}", N_("Registered as %(number)s.", number=case.number))


def _done(opened: Opened) -> Message:
    if opened.code is None:
        return N_("Registered as %(number)s.", number=opened.number)
    return N_(
        "Registered as %(number)s. The caller's query code is %(code)s.",
        number=opened.number,
        code=opened.code,
    )


def _page(
    request: AnyRequest, form: Form[Typed], earlier: Sequence[Any], found: Sequence[Other] = (), *,
    asked: bool = False, status: int = 200, closed: Message | None = None,
) -> Response[str]:  # fmt: skip
    shown = _shown(earlier)
    return page(
        request,
        "intake/form.html",
        status=status,
        form=form,
        earlier=shown,
        asked=asked or bool(shown),
        repeats=found,
        lines=emergency_keys(request),
        closed=closed,
    )


def _shown(earlier: Sequence[Any]) -> list[dict[str, Any]]:
    return [{**row._mapping, "shown": case_state(row.state)} for row in earlier]  # noqa: SLF001 - SQLAlchemy's public name for it


ROUTES = (intake_page, do_intake, caller, repeats)
