"""Every plan, and one with its dry run: what goes over, what stands in the way, who drafted and who approves."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, Stale
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.boundaries.approving import approve, undo, why_not_undo, withdraw
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.model import UNDONE_WITHIN
from hotline_tenants.boundaries.plans import plan_of, plans_between, tree_of, within
from hotline_tenants.supervision.words import FORMS
from hotline_web.answers import back, page, reader_language
from hotline_web.boundaries.forms import ACT
from hotline_web.boundaries.words import KINDS, SHORT, numbers_of, standing_of
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Fact
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]
LOOK = {"permission": ("tenant.keep", "boundary.approve")}


@get("/boundaries", opt=LOOK)
async def plans_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The plans of the governments below, the latest day first."""
    registry = await load_registry(db)
    below = within(registry, actor)
    if not below:
        raise NotFound
    plans = [(plan, standing_of(plan)) for plan in await plans_between(db, [one.id for one in below])]
    return page(
        request, "boundaries/list.html", plans=plans, registry=registry, kinds=SHORT, may_draft=actor.may("tenant.keep"),
        sources=[one for one in below if one.status == "live"],
    )  # fmt: skip


@get("/boundaries/{plan_id:uuid}", opt=LOOK)
async def plan_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One plan as it stands; before its day with the dry run, as things are now."""
    return await _show(request, db, actor, plan_id)


@post("/boundaries/{plan_id:uuid}/approval", opt={"permission": "boundary.approve"}, status_code=200)
async def do_approve(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """The second person: from its day on it is carried out."""
    form = ACT.read(await request.form())
    database: Database = request.app.state.database
    try:
        await approve(database, actor, plan_id, version=form.complete.version, at=moment(request))
    except (Refused, Stale) as refusal:
        return await _show(request, db, actor, plan_id, refusal=refusal, status=_status(refusal))
    return back(f"/boundaries/{plan_id}", N_("The plan is approved. It is carried out on its day."))


@post("/boundaries/{plan_id:uuid}/withdrawal", opt=LOOK, status_code=200)
async def do_withdraw(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Before its day a plan may be taken back."""
    form = ACT.read(await request.form())
    database: Database = request.app.state.database
    try:
        await withdraw(database, actor, plan_id, version=form.complete.version, at=moment(request))
    except (Refused, Stale) as refusal:
        return await _show(request, db, actor, plan_id, refusal=refusal, status=_status(refusal))
    return back(f"/boundaries/{plan_id}", N_("The plan is withdrawn. Nothing changes."))


@post("/boundaries/{plan_id:uuid}/undoing", opt={"permission": "boundary.approve"}, status_code=200)
async def do_undo(
    request: AnyRequest, db: GivenDb, actor: GivenActor, plan_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Within a week a new government becomes the unit again."""
    form = ACT.read(await request.form())
    database: Database = request.app.state.database
    try:
        await undo(database, actor, plan_id, version=form.complete.version, at=moment(request))
    except (Refused, Stale) as refusal:
        return await _show(request, db, actor, plan_id, refusal=refusal, status=_status(refusal))
    return back(f"/boundaries/{plan_id}", N_("The unit works again; what is in hand comes back to it."))


@get(
    [f"/boundaries/{{plan_id:uuid}}/{act}" for act in ("approval", "withdrawal", "undoing")],
    opt=LOOK,
    sync_to_thread=False,
)
def back_to_plan(plan_id: FromPath[uuid.UUID]) -> Redirect:
    """The address of an act, opened as a page: the plan itself."""
    return Redirect(f"/boundaries/{plan_id}", status_code=303)


def _status(refusal: Refused | Stale) -> int:
    return 409 if isinstance(refusal, Stale) else 422


async def _show(
    request: AnyRequest, db: Db, actor: Actor, plan_id: uuid.UUID, *, refusal: Refused | Stale | None = None,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    database: Database = request.app.state.database
    plan, registry = await plan_of(database, plan_id), await load_registry(db)
    if plan.source_id not in {one.id for one in within(registry, actor)}:
        raise NotFound
    language, names = (
        reader_language(request),
        await names_of(db, {plan.drafted_by, plan.approved_by, plan.withdrawn_by}),
    )
    source, (target, *rest) = registry.get(plan.source_id), [registry.get(one) for one in plan.targets]
    here = await tree_of(database, source.id)
    found = await dry_run(database, plan, at=moment(request)) if plan.open and plan.begun_at is None else None
    facts = [
        Fact(N_("What happens"), KINDS[plan.kind]),
        Fact(N_("Goes from"), source.name(language)),
        Fact(N_("To"), target.name(language)),
        *(Fact(N_("Everything else to"), one.name(language)) for one in rest),
        Fact(N_("From this day on"), plan.effective_on),
        Fact(N_("By whose decision"), plan.reason),
        Fact(N_("Drafted by"), names.get(plan.drafted_by or plan.id, "–")),
        *([Fact(N_("Approved by"), names.get(plan.approved_by or plan.id, "–"))] if plan.approved_at else []),
        *([Fact(N_("Withdrawn by"), names.get(plan.withdrawn_by or plan.id, "–"))] if plan.withdrawn_at else []),
    ]  # fmt: skip
    waits = plan.open and plan.begun_at is None
    return page(
        request, "boundaries/plan.html", status=status, plan=plan, standing=standing_of(plan), facts=facts, found=found,
        dry=[(one, numbers_of(part), part) for one, part in zip((target, *rest), (found, found.rest), strict=False)
             if part] if found else [], supervision_forms=FORMS,
        chosen=[here.get(one).name(language) for one in plan.roots if here.find(one)], refusal=refusal,
        may_approve=waits and plan.approved_at is None and actor.may("boundary.approve"),
        may_undo=actor.may("boundary.approve") and why_not_undo(plan, moment(request)) is None,
        prepared=target if waits and plan.kind == "convert" and target.status == "preparing" else None,
        until=plan.begun_at + UNDONE_WITHIN if plan.begun_at else None,
        may=actor.may, own=plan.drafted_by == actor.account_id, may_withdraw=waits,
        may_change=waits and plan.approved_at is None and actor.may("tenant.keep"), form=ACT.blank(version=plan.version),
    )  # fmt: skip


ROUTES = (plans_page, plan_page, do_approve, do_withdraw, do_undo, back_to_plan)
