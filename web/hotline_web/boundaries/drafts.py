"""Drafting a plan and changing it."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.boundaries.drafting import draft, redraft
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of, tree_of, within
from hotline_web.answers import back, page, reader_language
from hotline_web.boundaries.forms import Typed, filled, plan_form, plan_from
from hotline_web.entering import moment
from hotline_web.forms import Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "tenant.keep"}


@get("/boundaries/new", opt=KEEP)
async def new_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """A blank form for one government, or the choice of it."""
    source = await _source(request, db, actor)
    if source is None:
        return Redirect("/boundaries", status_code=303)
    first = "move" if source.parent_id else "convert"
    return _form(request, source, (await _spec(request, db, source)).blank(kind=first))


@post("/boundaries/new", opt=KEEP, status_code=200)
async def do_draft(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Keep the plan; what was typed stays where something is wrong with it."""
    source = await _source(request, db, actor)
    if source is None:
        raise NotFound
    form = (await _spec(request, db, source)).read(await request.form())
    try:
        plan_id = await draft(request.app.state.database, actor, plan_from(form, source), at=moment(request))
    except Refused as refusal:
        return _form(request, source, form.refused(refusal), status=422)
    return back(
        f"/boundaries/{plan_id}", N_("The plan is drafted. Look at the dry run; somebody else approves it.")
    )


@get("/boundaries/{plan_id:uuid}/change", opt=KEEP)
async def change_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The plan as it stands, to be changed."""
    plan, source, spec = await _standing(request, db, actor, plan_id)
    if not plan.open or plan.approved_at is not None:
        return back(f"/boundaries/{plan_id}", N_("This plan cannot be changed any more."), "note")
    return _form(request, source, filled(spec, plan, await load_registry(db)), plan=plan)


@post("/boundaries/{plan_id:uuid}/change", opt=KEEP, status_code=200)
async def do_change(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Keep the change, unless somebody else was quicker."""
    plan, source, spec = await _standing(request, db, actor, plan_id)
    form = spec.read(await request.form())
    try:
        new = plan_from(form, source)
        await redraft(
            request.app.state.database, actor, plan_id, new, version=form.complete.seen, at=moment(request)
        )
    except Stale as stale:
        return back(f"/boundaries/{plan_id}", stale.message, "note")
    except Refused as refusal:
        return _form(request, source, form.refused(refusal), plan=plan, status=422)
    return back(f"/boundaries/{plan_id}", N_("The plan is changed."))


async def _source(request: AnyRequest, db: Db, actor: Actor) -> Government | None:
    code = request.query_params.get("source", "")
    registry = await load_registry(db)
    return next((one for one in within(registry, actor) if one.code == code), None)


async def _standing(
    request: AnyRequest, db: Db, actor: Actor, plan_id: uuid.UUID
) -> tuple[BoundaryPlan, Government, FormSpec[Typed]]:
    database: Database = request.app.state.database
    plan, registry = await plan_of(database, plan_id), await load_registry(db)
    source = next((one for one in within(registry, actor) if one.id == plan.source_id), None)
    if source is None:
        raise NotFound
    found = await dry_run(database, plan, at=moment(request))
    staying = {unit.id: unit for one in (found, found.rest) if one for unit, *_ in one.staying}
    takers = [
        unit
        for target in plan.targets
        for unit in await tree_of(database, target)
        if unit.kind not in ("government", "committee")
    ]
    language = reader_language(request)
    here = await tree_of(database, source.id)
    return (
        plan,
        source,
        plan_form(registry, source, here, language, staying=list(staying.values()), takers=takers),
    )


async def _spec(request: AnyRequest, db: Db, source: Government) -> FormSpec[Typed]:
    here = await tree_of(request.app.state.database, source.id)
    return plan_form(await load_registry(db), source, here, reader_language(request))


def _form(
    request: AnyRequest, source: Government, form: Form[Typed], *, plan: BoundaryPlan | None = None, status: int = 200
) -> Response[str]:  # fmt: skip
    action = f"/boundaries/{plan.id}/change" if plan else f"/boundaries/new?source={source.code}"
    return page(
        request, "boundaries/form.html", status=status, form=form, action=action, plan=plan,
        source=source.name(reader_language(request)),
    )  # fmt: skip


ROUTES = (new_page, do_draft, change_page, do_change)
