"""The routes of one case: its page, a look at the person, and one address for each act."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record as record_look
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.identifiers import new_id
from hotline_tenants.boundaries.succession import Former, former_of
from hotline_tenants.cases.reaching import assignment_for, case_below, case_for, tenant_below
from hotline_tenants.cases.reading import caller_in_the_clear, view
from hotline_tenants.cases.recording import CASES
from hotline_tenants.privacy.looking import office, trace_code
from hotline_web.acts import Act, Typed
from hotline_web.cases.act import On
from hotline_web.cases.known import known_for
from hotline_web.cases.looking import LOOK
from hotline_web.cases.offers import ACTS, ground
from hotline_web.cases.page import show_case
from hotline_web.entering import moment, registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.ledgers import Acting, its_page

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("case.read", "case.register", "case.read_unit", "case.read_below")}
SHOWN_SECONDS = 180
"""How long a person stays on the screen; then the page comes again, masked."""


@get("/cases/{case_id:uuid}", opt=READ)
async def case_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, case_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The case; one of a tenant below is read from above, one that ended before the boundaries changed by whoever goes
    on with its place, and the look is recorded.
    """
    try:
        case = await case_for(db, actor, case_id)
    except NotFound:
        if former := await former_of(request.app.state.database, actor, case_id):
            return await _as_successor(request, actor, case_id, former)
        if not (actor.may("case.read_below") and actor.reads):
            raise
        return await _from_above(request, actor, case_id)
    return await show_case(request, db, actor, case, look=LOOK.blank())


@post("/cases/{case_id:uuid}/look", opt={"permission": "person.look"}, status_code=200)
async def look(
    request: AnyRequest, db: GivenDb, actor: GivenActor, case_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the person once, on a stated purpose; recorded in a transaction of its own before anything is shown."""
    case = await case_for(db, actor, case_id)
    form = LOOK.read(await request.form())
    if form.value is None:
        return await show_case(request, db, actor, case, look=form, status=422)
    if (await view(db, actor, case)).caller is None:
        raise NotFound
    database: Database = request.app.state.database
    trace = trace_code(new_id())
    await record_look(
        database, actor.tenant, "look", account_id=actor.account_id, subject=case.id, at=moment(request),
        purpose=form.value.purpose, trace=trace, **office(actor),
    )  # fmt: skip
    caller = await caller_in_the_clear(db, case)
    answer = await show_case(request, db, actor, case, caller=caller, look=LOOK.blank(), trace=trace)
    answer.headers["Refresh"] = f"{SHOWN_SECONDS}; url=/cases/{case.id}"
    return answer


async def _reach(request: AnyRequest, db: Db, actor: Actor, ids: Sequence[uuid.UUID]) -> On:
    case = await case_for(db, actor, ids[0])
    stand = await ground(db, actor, case, await known_for(request, db))
    return stand.at(await assignment_for(db, actor, case, ids[1]) if ids[1:] else None)


async def _again(
    request: AnyRequest, db: Db, actor: Actor, case_id: uuid.UUID, typed: Typed, status: int
) -> Response[str]:
    case = await case_for(db, actor, case_id)
    return await show_case(request, db, actor, case, typed=typed, status=status, look=LOOK.blank())


async def _leads(request: AnyRequest, db: Db, actor: Actor, act: Act[Any], case_id: uuid.UUID) -> str:
    """Home, where the act passed the case on to others and it is no longer theirs to read."""
    try:
        await case_for(db, actor, case_id)
    except NotFound:
        return "/"
    return await its_page(request, db, actor, act, case_id)


async def _from_above(request: AnyRequest, actor: Actor, case_id: uuid.UUID) -> Response[str]:
    database: Database = request.app.state.database
    async with database.transaction(actor.wide_scope, "reader") as wide:
        tenant = await tenant_below(wide, actor, case_id)
    await record_look(
        database,
        tenant,
        "looked_in",
        account_id=actor.account_id,
        subject=case_id,
        at=moment(request),
        above=registry(request).get(actor.tenant).code,
    )
    async with database.transaction(Scope(tenant, (tenant,)), "reader") as db:
        case = await case_below(db, case_id)
        return await show_case(request, db, actor, case, visiting=registry(request).get(tenant))


async def _as_successor(
    request: AnyRequest, actor: Actor, case_id: uuid.UUID, former: Former
) -> Response[str]:
    database: Database = request.app.state.database
    await record_look(
        database, former.tenant, "looked_in_after", account_id=actor.account_id, subject=case_id, at=moment(request)
    )  # fmt: skip
    async with database.transaction(former.reach, "reader") as db:
        case = await case_below(db, case_id)
        visiting = registry(request).get(former.tenant)
        return await show_case(request, db, actor, case, visiting=visiting, leave_url="/cases/before")


ROUTES = (case_page, look, *Acting(CASES, ACTS, _reach, _again, _leads).routes)
