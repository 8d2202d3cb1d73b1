"""The end of the wizard: what the draft would make, what is wrong with it, and carrying it out."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import Message, Refused, Stale
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.onboarding import drafts
from hotline_tenants.onboarding.applying import onboard
from hotline_tenants.onboarding.document import Document
from hotline_tenants.onboarding.model import OnboardingDraft
from hotline_tenants.onboarding.planning import plan
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor
from hotline_web.i18n import Reader
from hotline_web.onboarding.drafting import (
    Mistake,
    code_in,
    document_in,
    forms_of,
    known_for,
    named,
    told,
    touched_in,
)
from hotline_web.onboarding.forms import CHECK, STEPS
from hotline_web.onboarding.origins import Origin, origins
from hotline_web.onboarding.wizard import KEEP, PATH, version_in
from hotline_web.onboarding.words import CHANGED

AnyRequest = Request[Any, Any, Any]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@get(f"{PATH}/{CHECK}", opt=KEEP)
async def check_page(request: AnyRequest, actor: GivenActor, draft_id: FromPath[uuid.UUID]) -> Response[str]:
    """The dry run: every mistake with its step, or what setting up would make."""
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        draft = await drafts.draft_for(db, actor, draft_id)
    return await _check(request, draft)


@post(f"{PATH}/setting-up", opt=KEEP, status_code=200)
async def do_set_up(request: AnyRequest, actor: GivenActor, draft_id: FromPath[uuid.UUID]) -> Response[Any]:
    """Carry the draft out. The answer shows the first passwords; no address ever shows them again."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    data = await request.form()
    version = version_in(data)
    async with database.transaction(actor.scope) as db:
        draft = await drafts.draft_for(db, actor, draft_id)
    try:
        if version != draft.version:
            raise Stale(drafts.CHANGED_IN_BETWEEN)
        document, _, _ = await _document(request, draft)
        if document is None:
            return await _check(request, draft, status=422)
        done = await onboard(database, actor, document, cheap=settings.cheap_passwords, at=moment(request),
                             new=data.get("new") == "yes")  # fmt: skip
    except Refused as refusal:
        return await _check(request, draft, status=422, refusal=refusal)
    async with database.transaction(standing_in(actor.tenant)) as db:
        await drafts.throw_away(db, draft)
    return page(request, "onboarding/done.html", passwords=done.passwords, code=document.government.code,
                empty=done.plan.empty, changed=done.plan.present.here is not None)  # fmt: skip


async def _document(
    request: AnyRequest, draft: OnboardingDraft
) -> tuple[Document | None, list[Mistake], dict[str, Form[Any]]]:
    database: Database = request.app.state.database
    async with database.transaction(standing_in(draft.tenant_id)) as db:
        registry = await load_registry(db)
    known = await known_for(database, registry, draft, reader_language(request), at=moment(request))
    forms = forms_of(draft, known)
    try:
        document, mistakes = document_in(draft, forms, known)
    except Refused as refusal:
        document, mistakes = None, told(refusal.fields, forms, None)
    return document, mistakes, forms


async def _check(
    request: AnyRequest, draft: OnboardingDraft, *, status: int = 200, refusal: Refused | None = None
) -> Response[str]:
    database: Database = request.app.state.database
    document, mistakes, forms = await _document(request, draft)
    counts: list[tuple[Message, int]] = []
    names: list[str] = []
    rows: list[Origin] = []
    here: Government | None = None
    if document is not None:
        found = await plan(database, document, at=moment(request))
        mistakes = told(found.mistakes, forms, found.document)
        counts = [(CHANGED[kind], number) for kind, number in found.counts.items() if number]
        names = [named(unit, reader_language(request)) for unit in found.new_units]
        here = found.present.here
        if not mistakes:
            shown_as = here or found.present.above
            zone = shown_as.zone if shown_as else SHANGHAI
            rows = origins(found, Reader(reader_language(request), zone, moment(request)))
    if refusal is not None and not mistakes:
        mistakes = told(refusal.fields, forms, document)
    labels = {step.key: step.label for step in STEPS}
    return page(
        request, "onboarding/check.html", status=status, draft=draft, code=code_in(draft), steps=STEPS,
        wrong={key for key, form in forms.items() if form.errors} | {one.step for one in mistakes},
        touched=touched_in(draft), here=here,
        mistakes=mistakes, counts=counts, names=names, labels=labels, origins=rows, refusal=refusal.message if refusal else None,
    )  # fmt: skip


ROUTES = (check_page, do_set_up)
