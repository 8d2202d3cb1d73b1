"""Second persons: what waits for one in any government, confirming and taking back, and the certificates."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.settings import Settings
from hotline_platform.tenancy.ending import Erasure
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.ending.certificate import digest_of, mac_of
from hotline_tenants.ending.erasing import CONFIRMS, confirm, withdraw
from hotline_web.administration.pages import Shown, handings
from hotline_web.answers import back, page
from hotline_web.ending.archiving import show_end
from hotline_web.ending.forms import WITHDRAW
from hotline_web.ending.showing import moment_of, shown
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
SEE = {"permission": (*CONFIRMS, "audit.read")}
LATEST = 50


@get("/confirmations", opt=SEE)
async def confirmations_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What waits for a second person, and the erasures that there were."""
    wanted = select(Erasure).order_by(Erasure.asked_at.desc(), Erasure.id.desc()).limit(LATEST)
    return page(
        request, "ending/confirmations.html", erasures=await shown(db, actor, wanted),
        handings=await _waiting(request.app.state.database, db, actor),
        decides=any(actor.may(one) for one in CONFIRMS),
    )  # fmt: skip


@post("/erasures/{erasure_id:uuid}/confirmation", opt={"permission": CONFIRMS}, status_code=200)
async def do_confirm(
    request: AnyRequest, db: GivenDb, actor: GivenActor, erasure_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Confirm it; the time of grace begins."""
    here = await _government(db, erasure_id)
    form = WITHDRAW.blank()
    try:
        await confirm(request.app.state.database, actor, erasure_id, at=moment(request))
    except Refused as refusal:
        return await show_end(request, db, actor, here.code, {"withdraw": form.refused(refusal)})
    return back(
        f"/governments/{here.code}/end",
        N_("Confirmed. Until the time of grace is over it can be taken back."),
    )


@post("/erasures/{erasure_id:uuid}/withdrawal", opt={"permission": CONFIRMS}, status_code=200)
async def do_withdraw(
    request: AnyRequest, db: GivenDb, actor: GivenActor, erasure_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take it back before anything is gone."""
    here = await _government(db, erasure_id)
    form = WITHDRAW.read(await request.form())
    try:
        await withdraw(
            request.app.state.database, actor, erasure_id, reason=form.complete.reason, at=moment(request)
        )
    except Refused as refusal:
        return await show_end(request, db, actor, here.code, {"withdraw": form.refused(refusal)})
    return back(f"/governments/{here.code}/end", N_("Taken back. Everything stays as it is."))


@get("/erasures/{erasure_id:uuid}/certificate", opt=SEE)
async def certificate_page(
    request: AnyRequest, db: GivenDb, erasure_id: FromPath[uuid.UUID]
) -> Response[str]:
    """What remains, for reading and for printing, with whether its seal holds."""
    settings: Settings = request.app.state.settings
    row = await db.get(Erasure, erasure_id)
    if row is None or row.mac is None:
        raise NotFound
    return page(
        request, "ending/certificate.html", certificate=moment_of(row.certificate),
        digest=digest_of(row.certificate), mac=row.mac.hex(),
        holds=row.mac == mac_of(row.certificate, settings.seal_key),
    )  # fmt: skip


async def _government(db: Db, erasure_id: uuid.UUID) -> Government:
    found = await db.scalar(select(Erasure.government_id).where(Erasure.id == erasure_id))
    if found is None:
        raise NotFound
    return (await load_registry(db)).get(found)


async def _waiting(database: Database, db: Db, actor: Actor) -> list[tuple[Government, Shown]]:
    """One look at each government that has one waiting."""
    registry = await load_registry(db)
    found = []
    for government in registry.living():
        async with database.transaction(standing_in(government.id)) as own:
            found += [(government, one) for one in await handings(own, actor, waiting=True)]
    return found


ROUTES = (confirmations_page, do_confirm, do_withdraw, certificate_page)
