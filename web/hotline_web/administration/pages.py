"""Handing over: asked for by the administrator at home or by an officer for any government, decided by an officer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.administration import handing_over
from hotline_tenants.administration.handing_over import DECIDES, Wish, administrators, why_not_decide
from hotline_tenants.administration.model import Handing
from hotline_web.administration.forms import REFUSE, Handed, Refusal, handing_form
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import State

AnyRequest = Request[Any, Any, Any]
OWN = {"permission": "people.keep"}
OFFICER = {"permission": DECIDES}
LATEST = 50

STATES: dict[str | None, State] = {
    None: State(N_("Waits for a second person"), "near", "hourglass"),
    "confirmed": State(N_("Handed over"), "on_time"),
    "refused": State(N_("Not approved"), "overdue"),
    "withdrawn": State(N_("Withdrawn"), "neutral", "arrow-back-up"),
}


@dataclass(frozen=True)
class Shown:
    """One handing over in a list: who it concerns, how it stands, and whether this person may decide it."""

    handing: Handing
    names: dict[uuid.UUID, str]
    state: State
    why_not: Message | None

    def name(self, account: uuid.UUID | None) -> str:
        return self.names.get(account, "–") if account else "–"


@get("/handing-over", opt=OWN)
async def own_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The administrator's own page: who administers, what waits, what was."""
    return await _own(request, db, actor)


@post("/handing-over", opt=OWN, status_code=200)
async def do_ask_own(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Ask to hand one's own administration over."""
    form = handing_form(_self(actor)).read(await request.form())
    try:
        await handing_over.ask(db, actor, _wish(form), at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _own(request, db, actor, form=form.refused(refusal), status=422)
    return back("/handing-over", N_("Asked. A second person decides; you are told."))


@post("/handing-over/{handing_id:uuid}/withdrawal", opt=OWN, status_code=200)
async def do_withdraw_own(
    request: AnyRequest, db: GivenDb, actor: GivenActor, handing_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take it back."""
    await handing_over.withdraw(db, actor, handing_id, at=moment(request))
    return back("/handing-over", N_("Taken back. Everything stays as it is."))


@get("/governments/{code:str}/handing-over", opt=OFFICER)
async def of_government_page(request: AnyRequest, actor: GivenActor, code: FromPath[str]) -> Response[str]:
    """The same of any government, for the officers."""
    return await _of(request, actor, code)


@post("/governments/{code:str}/handing-over", opt={"permission": "tenant.keep"}, status_code=200)
async def do_ask(request: AnyRequest, actor: GivenActor, code: FromPath[str]) -> Response[Any]:
    """Ask for somebody who cannot do so any more."""
    database, here = await _place(request, code)
    async with database.transaction(standing_in(here.id)) as db:
        form = handing_form(await administrators(db)).read(await request.form())
        try:
            await handing_over.ask(db, actor, _wish(form), at=moment(request))
        except Refused as refusal:
            await db.abandon()
            return await _of(request, actor, code, form=form.refused(refusal), status=422)
    return back(f"/governments/{code}/handing-over", N_("Asked. A second person decides."))


@post("/governments/{code:str}/handing-over/{handing_id:uuid}/{decision:str}", opt=OFFICER, status_code=200)
async def do_decide(
    request: AnyRequest,
    actor: GivenActor,
    code: FromPath[str],
    handing_id: FromPath[uuid.UUID],
    decision: FromPath[str],
) -> Response[Any]:
    """Confirm, refuse, or take back."""
    database, here = await _place(request, code)
    form = REFUSE.read(await request.form())
    async with database.transaction(standing_in(here.id)) as db:
        try:
            if decision == "confirmation":
                await handing_over.confirm(db, actor, handing_id, at=moment(request))
            elif decision == "refusal":
                await handing_over.refuse(db, actor, handing_id, form.text("reason"), at=moment(request))
            else:
                await handing_over.withdraw(db, actor, handing_id, at=moment(request))
        except Refused as refusal:
            await db.abandon()
            return await _of(request, actor, code, refused=form.refused(refusal), status=422)
    return back(
        f"/governments/{code}/handing-over", _DONE.get(decision, N_("Taken back. Everything stays as it is."))
    )


_DONE = {
    "confirmation": N_("The administration is handed over."),
    "refusal": N_("Refused. Whoever asked is told."),
}


async def handings(db: Db, actor: Actor, *, waiting: bool = False) -> list[Shown]:
    """The latest of the government one stands in, or the one that waits."""
    wanted = select(Handing).where(Handing.tenant_id == db.tenant)
    if waiting:
        wanted = wanted.where(Handing.decided_at.is_(None))
    found = (
        await db.execute(wanted.order_by(Handing.asked_at.desc(), Handing.id.desc()).limit(LATEST))
    ).scalars()
    return await _shown(db, found.all(), actor)


async def _shown(db: Db, found: Sequence[Handing], actor: Actor) -> list[Shown]:
    people = {
        who for one in found for who in (one.handed_by, one.taken_by, one.asked_by, one.decided_by) if who
    }
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    names = {row.id: row.name for row in rows}
    return [Shown(one, names, STATES[one.decision], why_not_decide(one, actor)) for one in found]


def _self(actor: Actor) -> dict[uuid.UUID, str]:
    assert actor.account_id is not None
    return {actor.account_id: actor.name}


def _wish(form: Form[Handed]) -> Wish:
    given = form.complete
    return Wish(handed_by=given.handed_by, to=given.to, leaves=given.leaves == "yes", reason=given.reason)


async def _place(request: AnyRequest, code: str) -> tuple[Database, Government]:
    database: Database = request.app.state.database
    async with database.transaction(NOWHERE) as db:
        return database, (await load_registry(db)).by_code(code)


async def _own(
    request: AnyRequest, db: Db, actor: Actor, *, form: Form[Handed] | None = None, status: int = 200
) -> Response[str]:
    spec = handing_form(_self(actor))
    return page(
        request, "administration/own.html", status=status, shown=await handings(db, actor),
        administrators=await administrators(db), form=form or spec.blank(handed_by=actor.account_id, leaves="no"),
    )  # fmt: skip


async def _of(
    request: AnyRequest, actor: Actor, code: str, *, form: Form[Handed] | None = None,
    refused: Form[Refusal] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    database, here = await _place(request, code)
    async with database.transaction(standing_in(here.id)) as db:
        people = await administrators(db)
        shown = await handings(db, actor)
    only = next(iter(people), None) if len(people) == 1 else None
    return page(
        request, "administration/government.html", status=status, found=here, shown=shown, administrators=people,
        form=form or handing_form(people).blank(leaves="yes", handed_by=only),
        refuse=refused or REFUSE.blank(), asks=actor.may("tenant.keep"),
    )  # fmt: skip


ROUTES = (own_page, do_ask_own, do_withdraw_own, of_government_page, do_ask, do_decide)
