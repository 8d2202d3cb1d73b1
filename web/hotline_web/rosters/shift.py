"""One shift: who has it, what was asked about it, and how it changes hands."""

import datetime as dt
import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.on_duty import shifts_between
from hotline_tenants.rosters.people import people_at
from hotline_tenants.rosters.places import place_for
from hotline_tenants.rosters.reading import names_of, shift_of, swaps_of
from hotline_tenants.rosters.shifts import cancel_shift, why_not_change
from hotline_tenants.rosters.swapping import Exchange, agree, ask, refuse
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Fact, Link
from hotline_web.rosters.forms import Swap, swap_form
from hotline_web.rosters.words import POSTS, SWAPS, place_key, place_name

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "roster.read"}
KEEP = {"permission": "roster.keep"}
IN_RETURN = dt.timedelta(days=60)


@get("/rosters/shifts/{shift_id:uuid}", opt=READ)
async def shift_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, shift_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The shift with everything that was asked about it."""
    return await _show(request, db, actor, shift_id)


@post("/rosters/shifts/{shift_id:uuid}/swaps", opt=READ, status_code=200)
async def do_ask(
    request: AnyRequest, db: GivenDb, actor: GivenActor, shift_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Ask somebody to take it; from whoever keeps the roster it is so at once."""
    form = (await _form(request, db, actor, shift_id)).read(await request.form())
    try:
        given = form.complete
        wanted = Exchange(person_id=given.person_id, return_shift_id=given.return_shift_id)
        await ask(db, actor, shift_id, wanted, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, shift_id, form=form.refused(refusal), status=422)
    done = (
        N_("The shift has changed hands.") if actor.may("roster.keep") else N_("They are asked to take it.")
    )
    return back(f"/rosters/shifts/{shift_id}", done)


@post("/rosters/shifts/{shift_id:uuid}/swaps/{swap_id:uuid}/agreement", opt=READ, status_code=200)
async def do_agree(
    request: AnyRequest, db: GivenDb, actor: GivenActor, shift_id: FromPath[uuid.UUID], swap_id: FromPath[uuid.UUID]
) -> Response[Any]:  # fmt: skip
    """Take it."""
    return await _settle(request, db, actor, shift_id, swap_id, agreed=True)


@post("/rosters/shifts/{shift_id:uuid}/swaps/{swap_id:uuid}/refusal", opt=READ, status_code=200)
async def do_refuse(
    request: AnyRequest, db: GivenDb, actor: GivenActor, shift_id: FromPath[uuid.UUID], swap_id: FromPath[uuid.UUID]
) -> Response[Any]:  # fmt: skip
    """Do not take it, or do not ask any more."""
    return await _settle(request, db, actor, shift_id, swap_id, agreed=False)


@post("/rosters/shifts/{shift_id:uuid}/cancellation", opt=KEEP, status_code=200)
async def do_cancel(
    request: AnyRequest, db: GivenDb, actor: GivenActor, shift_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take it back; one that runs ends now."""
    try:
        await cancel_shift(db, actor, shift_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, shift_id, refusal=refusal.message, status=422)
    return back(
        f"/rosters/shifts/{shift_id}", N_("The shift is taken back. Nobody has the post in this time.")
    )


async def _settle(
    request: AnyRequest, db: Db, actor: Actor, shift_id: uuid.UUID, swap_id: uuid.UUID, *, agreed: bool
) -> Response[Any]:
    try:
        await (agree if agreed else refuse)(db, actor, swap_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, shift_id, refusal=refusal.message, status=422)
    done = N_("The shift has changed hands.") if agreed else N_("The shift stays where it is.")
    return back(f"/rosters/shifts/{shift_id}", done)


async def _show(
    request: AnyRequest, db: Db, actor: Actor, shift_id: uuid.UUID, *, form: Form[Swap] | None = None,
    refusal: Message | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    shift, now, language = await shift_of(db, shift_id), moment(request), reader_language(request)
    await place_for(db, actor, shift.unit_id)
    swaps = await swaps_of(db, shift_id)
    involved = {shift.person_id, *(one for swap in swaps for one in (swap.from_person_id, swap.to_person_id))}
    names = await names_of(db, list(involved))
    own = {one.id for one in await people_at(db, shift.unit_id) if one.account_id == actor.account_id}
    name = place_name(await unit_tree(db), shift.unit_id, language)
    day = shift.starts_at.astimezone(registry(request).get(actor.tenant).zone).date()
    keeps, why_not = actor.may("roster.keep"), why_not_change(shift, at=now)
    facts = [
        Fact(N_("Roster"), Link(name, f"/rosters/{place_key(shift.unit_id)}?from={day}")),
        Fact(N_("Post"), POSTS[shift.post]), Fact(N_("Who"), names.get(shift.person_id, "")),
        Fact(N_("Begins"), shift.starts_at), Fact(N_("Ends"), shift.ends_at),
    ]  # fmt: skip
    asks = why_not is None and (keeps or (shift.person_id in own and shift.starts_at > now))
    if asks and form is None:
        form = (await _form(request, db, actor, shift_id)).blank()
    return page(
        request, "rosters/shift.html", status=status, shift=shift, facts=facts, swaps=swaps, names=names, states=SWAPS,
        form=form, asks=asks, keeps=keeps, why_not=why_not, own=own, refusal=refusal, running=shift.starts_at <= now,
        account_id=actor.account_id,
    )  # fmt: skip


async def _form(request: AnyRequest, db: Db, actor: Actor, shift_id: uuid.UUID) -> Any:
    """Everybody else on the roster, and what they have ahead."""
    shift, now = await shift_of(db, shift_id), moment(request)
    await place_for(db, actor, shift.unit_id)
    zone = registry(request).get(actor.tenant).zone
    people = [
        Choice(str(one.id), one.name)
        for one in await people_at(db, shift.unit_id)
        if one.id != shift.person_id
    ]
    ahead = [
        Choice(
            str(one.id),
            f"{one.starts_at.astimezone(zone):%m-%d %H:%M} – {one.ends_at.astimezone(zone):%m-%d %H:%M} · {one.name}",
        )
        for one in await shifts_between(db, shift.unit_id, now, now + IN_RETURN)
        if one.starts_at > now and one.person_id != shift.person_id and one.post == shift.post
    ]
    return swap_form(people, ahead)


ROUTES = (shift_page, do_ask, do_agree, do_refuse, do_cancel)
