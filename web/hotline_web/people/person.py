"""One person of this government: their roles, and what can be done about them."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access import keeping, memberships
from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.sessions import standings
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.settings import Settings
from hotline_tenants.network.staffing import give_role, is_city
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.ending_roles import end_role
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.people.forms import FurtherRole
from hotline_web.people.lists import person_state, role_name
from hotline_web.people.pages import KEEP, forms_for
from hotline_web.pieces import Fact

AnyRequest = Request[Any, Any, Any]


@get("/people/{account_id:uuid}", opt=KEEP)
async def person_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, account_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Somebody who holds or held a role here; anybody else does not exist."""
    return await _person(request, db, actor, account_id)


@post("/people/{account_id:uuid}/roles", opt=KEEP, status_code=200)
async def do_role(
    request: AnyRequest, db: GivenDb, actor: GivenActor, account_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Give a further role."""
    await memberships.held_here(db, account_id)
    form = (await forms_for(request, db, actor)).role.read(await request.form())
    try:
        given = form.complete
        await give_role(db, actor, account_id, given.role, unit_id=given.unit, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _person(request, db, actor, account_id, form=form.refused(refusal), status=422)
    return back(f"/people/{account_id}", N_("The role is given."))


@post("/people/{account_id:uuid}/roles/{membership_id:uuid}/ending", opt=KEEP, status_code=200)
async def do_end(
    request: AnyRequest,
    db: GivenDb,
    actor: GivenActor,
    account_id: FromPath[uuid.UUID],
    membership_id: FromPath[uuid.UUID],
) -> Response[Any]:
    """End a role, and at once every session that acts in it."""
    if membership_id not in {one.id for one in await memberships.held_here(db, account_id)}:
        raise NotFound
    try:
        await end_role(db, actor, account_id, membership_id, at=moment(request))
    except Refused as refusal:
        return await _refused(request, db, actor, account_id, refusal)
    return back(f"/people/{account_id}", N_("The role has ended, and every session that acted in it."))


@post("/people/{account_id:uuid}/first-password", opt=KEEP, status_code=200)
async def do_first_password(
    request: AnyRequest, db: GivenDb, actor: GivenActor, account_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Set a new first password and show it, this once."""
    settings: Settings = request.app.state.settings
    try:
        password = await keeping.set_first_password(
            db, actor, account_id, city=await is_city(db), cheap=settings.cheap_passwords, at=moment(request)
        )
    except Refused as refusal:
        return await _refused(request, db, actor, account_id, refusal)
    account = await _account(db, account_id)
    return page(
        request, "people/first_password.html", name=account.name, login=account.login, password=password,
        url=f"/people/{account_id}", added=False,
    )  # fmt: skip


@post("/people/{account_id:uuid}/unlocking", opt=KEEP, status_code=200)
async def do_unlock(
    request: AnyRequest, db: GivenDb, actor: GivenActor, account_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """End the lock after wrong passwords."""
    try:
        await keeping.unlock(db, actor, account_id, city=await is_city(db), at=moment(request))
    except Refused as refusal:
        return await _refused(request, db, actor, account_id, refusal)
    return back(f"/people/{account_id}", N_("The account is unlocked."))


async def _refused(
    request: AnyRequest, db: Db, actor: Actor, account_id: uuid.UUID, refusal: Refused
) -> Response[str]:
    await db.abandon()
    return await _person(request, db, actor, account_id, refusal=refusal.message, status=422)


async def _account(db: Db, account_id: uuid.UUID) -> Account:
    return (await db.execute(select(Account).where(Account.id == account_id))).scalar_one()


async def _person(
    request: AnyRequest, db: Db, actor: Actor, account_id: uuid.UUID, *, form: Form[FurtherRole] | None = None,
    refusal: Message | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    held = await memberships.held_here(db, account_id)
    account, units, city = await _account(db, account_id), await unit_tree(db), await is_city(db)
    able, now = memberships.grantable(actor, city=city), moment(request)
    known = {"disabled_at": account.disabled_at, "locked_until": account.locked_until,
             "must_change_password": account.must_change_password}  # fmt: skip
    roles = []
    for one in held:
        unit = units.find(one.unit_id)
        facts = [Fact(N_("Unit"), unit.name(reader_language(request)))] if unit else []
        facts += [Fact(N_("Since"), one.granted_at)]
        facts += [Fact(N_("Ended"), one.ended_at)] if one.ended_at else []
        ends = one.ended_at is None and one.role in able and one.id != actor.membership_id
        roles.append({"id": one.id, "name": role_name(one.role), "facts": facts, "ends": ends,
                      "ended": one.ended_at is not None, "own": one.id == actor.membership_id})  # fmt: skip
    here = any(one.ended_at is None for one in held)
    return page(
        request, "people/show.html", status=status, account=account, roles=roles, refusal=refusal, here=here,
        state=person_state({**known, "ended_at": None if here else now}, now), able=able,
        locked=account.locked_until is not None and account.locked_until > now,
        form=form or (await forms_for(request, db, actor)).role.blank(),
        why_not=memberships.why_not_keep(actor, account_id, await standings(db, account_id), city=city),
    )  # fmt: skip


ROUTES = (person_page, do_role, do_end, do_first_password, do_unlock)
