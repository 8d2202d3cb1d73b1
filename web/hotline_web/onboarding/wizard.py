"""The wizard: a draft is begun, and its steps are typed in any order; what was typed is kept, right or wrong."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.onboarding import drafts
from hotline_tenants.onboarding.model import OnboardingDraft
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.onboarding.drafting import (
    GIVEN,
    checked_now,
    code_in,
    forms_of,
    known_for,
    touched_in,
    typed_in,
)
from hotline_web.onboarding.forms import CHECK, STEPS, Known, Step, step_called
from hotline_web.onboarding.limits import inherited_again, limit_rows
from hotline_web.onboarding.words import LIMIT_GROUPS, LIMIT_WORDS

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}
PATH = "/governments/drafts/{draft_id:uuid}"


@get("/governments/new", opt=KEEP)
async def begin_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Drafts that wait to be finished, and beginning one."""
    waiting = [
        {"draft": one, "name": typed_in(one, "government").get("name_zh", ""), "code": code_in(one)}
        for one in await drafts.drafts(db, actor)
    ]
    return page(request, "onboarding/begin.html", waiting=waiting)


@post("/governments/new", opt=KEEP, status_code=303)
async def do_begin(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """A new draft, below the only city where there is only one."""
    cities = [one.code for one in (await load_registry(db)).living() if one.tier == "city"]
    typed = {"zone": "Asia/Shanghai", "language": "zh", "parent": cities[0] if len(cities) == 1 else ""}
    draft_id = drafts.begin(db, actor, {"government": typed}, at=moment(request))
    return Redirect(f"/governments/drafts/{draft_id}/{STEPS[0].key}", status_code=303)


@post("/governments/{code:str}/draft", opt=KEEP, status_code=303)
async def do_change(request: AnyRequest, db: GivenDb, actor: GivenActor, code: FromPath[str]) -> Redirect:
    """A draft that changes a government which is there, with everything as it is now."""
    registry = await load_registry(db)
    here = registry.by_code(code)
    above = registry.get(here.parent_id) if here.parent_id else None
    draft_id = drafts.begin(db, actor, drafts.typed_of(here, above), at=moment(request))
    return Redirect(f"/governments/drafts/{draft_id}/{STEPS[0].key}", status_code=303)


@get(PATH, opt=KEEP, sync_to_thread=False)
def draft_page(draft_id: FromPath[uuid.UUID]) -> Redirect:
    """The address of a draft: its check, which names the steps that are left."""
    return Redirect(f"/governments/drafts/{draft_id}/{CHECK}", status_code=303)


@get(f"{PATH}/{{step:str}}", opt=KEEP)
async def step_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, draft_id: FromPath[uuid.UUID], step: FromPath[str]
) -> Response[str]:
    """One step with what was typed in it; wrong fields are told where something was typed."""
    draft = await drafts.draft_for(db, actor, draft_id)
    known = await _known(request, db, draft)
    typed = typed_in(draft, step)
    form = _step(step).read(typed, known) if set(typed) - GIVEN else _step(step).spec(known).blank(**typed)
    return show_step(request, draft, known, _step(step), form)


@post(f"{PATH}/{{step:str}}", opt=KEEP, status_code=200)
async def do_step(
    request: AnyRequest, db: GivenDb, actor: GivenActor, draft_id: FromPath[uuid.UUID], step: FromPath[str]
) -> Response[Any]:
    """Keep the step and go on, or back; a step with mistakes is kept as it is and shown again. So is that of the time rules
    when one of them goes back to what is inherited.
    """
    data = await request.form()
    draft = await drafts.draft_for(db, actor, draft_id, lock=True, version=version_in(data))
    known = await _known(request, db, draft)
    form = _step(step).read(data, known)
    if rule := str(data.get("inherit", "")):
        drafts.keep(draft, step, inherited_again(known.rules, rule, form.typed), at=moment(request))
        return Redirect(f"/governments/drafts/{draft_id}/{step}", status_code=303)
    drafts.keep(draft, step, form.typed, at=moment(request))
    database: Database = request.app.state.database
    form = await checked_now(database, draft, _step(step), form, known, at=moment(request))
    if data.get("then") != "back" and form.value is None:
        return show_step(request, draft, known, _step(step), form, status=422)
    places = [one.key for one in STEPS]
    place = places.index(step) + (-1 if data.get("then") == "back" else 1)
    following = [*places, CHECK][max(place, 0)]
    return Redirect(f"/governments/drafts/{draft_id}/{following}", status_code=303)


@post(f"{PATH}/removal", opt=KEEP, status_code=303)
async def do_remove(db: GivenDb, actor: GivenActor, draft_id: FromPath[uuid.UUID]) -> Redirect:
    """Throw a draft away."""
    await drafts.throw_away(db, await drafts.draft_for(db, actor, draft_id, lock=True))
    return back("/governments/new", N_("The draft is thrown away."))


def version_in(data: Any) -> int | None:
    """The version of the draft that the page showed."""
    given = str(data.get("version", ""))
    return int(given) if given.isdecimal() else None


def show_step(
    request: AnyRequest, draft: OnboardingDraft, known: Known, step: Step, form: Form[Any], *, status: int = 200,
    **context: Any,
) -> Response[str]:  # fmt: skip
    """A step in the frame of the wizard."""
    sheets = drafts.sheets_of(draft)
    counts = (len(sheets.units), len({one.login for one in sheets.people}), len(sheets.closures))
    return page(
        request, "onboarding/step.html", status=status, draft=draft, code=code_in(draft), step=step, form=form,
        steps=STEPS, wrong={key for key, one in forms_of(draft, known).items() if one.errors},
        rows=limit_rows(known.rules, known.language, form.typed) if step.key == "time_rules" else (),
        groups=LIMIT_GROUPS, limits=LIMIT_WORDS, touched=touched_in(draft), counts=counts, file=draft.content.get("file"),
        **{"refused": {}, "refusal": None, **context},
    )  # fmt: skip


async def _known(request: AnyRequest, db: Db, draft: OnboardingDraft) -> Known:
    database: Database = request.app.state.database
    return await known_for(
        database, await load_registry(db), draft, reader_language(request), at=moment(request)
    )


def _step(key: str) -> Step:
    found = step_called(key)
    if found is None:
        raise NotFound
    return found


ROUTES = (begin_page, do_begin, do_change, draft_page, step_page, do_step, do_remove)
