"""What those who keep a roster do with it: put somebody on duty, keep the list of people and their numbers."""

import uuid
from typing import Any

from litestar import Request, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record as record_look
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.ladders.testing import try_number
from hotline_tenants.rosters.people import able_at, add_person, end_person, people_at, renumber
from hotline_tenants.rosters.places import place_for
from hotline_tenants.rosters.shifts import NewShift, add_shift
from hotline_web.answers import back
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.rosters.filling import people_choices
from hotline_web.rosters.forms import NUMBER, person_form, shift_form
from hotline_web.rosters.roster import Open, show_roster
from hotline_web.rosters.words import place_key, unit_of

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "roster.keep"}
SHOW = {"permission": ("roster.keep", "assignment.told")}


@post("/rosters/{key:str}/shifts", opt=KEEP, status_code=200)
async def do_add_shift(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str]
) -> Response[Any]:
    """Put somebody on duty for a time."""
    unit_id = unit_of(key)
    await place_for(db, actor, unit_id)
    zone = registry(request).get(actor.tenant).zone
    form = shift_form(people_choices(await people_at(db, unit_id))).read(await request.form(), zone)
    try:
        given = form.complete
        new = NewShift(
            post=given.post, person_id=given.person_id, starts_at=given.starts_at, ends_at=given.ends_at
        )
        await add_shift(db, actor, unit_id, new, at=moment(request))
    except Refused as refusal:
        return await _again(request, db, actor, unit_id, "shift", form.refused(refusal))
    day = given.starts_at.astimezone(zone).date()
    return back(f"/rosters/{key}?from={day}", N_("The shift stands on the roster."))


@post("/rosters/{key:str}/people", opt=KEEP, status_code=200)
async def do_add_person(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str]
) -> Response[Any]:
    """Put somebody on the list."""
    unit_id = unit_of(key)
    await place_for(db, actor, unit_id)
    able = [Choice(str(one.id), one.name) for one in await able_at(db, unit_id)]
    form = person_form(able).read(await request.form())
    try:
        given = form.complete
        await add_person(
            db, actor, unit_id, account_id=given.account_id, phone=given.phone, at=moment(request)
        )
    except Refused as refusal:
        return await _again(request, db, actor, unit_id, "person", form.refused(refusal))
    return back(f"/rosters/{key}", N_("This person can be put on duty now."))


@post("/rosters/{key:str}/people/{person_id:uuid}/number", opt=KEEP, status_code=200)
async def do_renumber(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str], person_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Another number for somebody."""
    unit_id = unit_of(key)
    form = NUMBER.read(await request.form())
    try:
        await renumber(db, actor, person_id, phone=form.complete.phone, at=moment(request))
    except Refused as refusal:
        return await _again(request, db, actor, unit_id, "renumber", form.refused(refusal), person_id)
    return back(f"/rosters/{key}", N_("The number is changed."))


@post("/rosters/{key:str}/people/{person_id:uuid}/ending", opt=KEEP, status_code=200)
async def do_end_person(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str], person_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take somebody off the list."""
    try:
        await end_person(db, actor, person_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        opened = Open(person_id=person_id, refusal=refusal.message)
        return await show_roster(request, db, actor, unit_of(key), opened=opened, status=422)
    return back(f"/rosters/{key}", N_("Taken off the roster; the number is erased."))


@post("/rosters/{key:str}/people/{person_id:uuid}/test", opt=KEEP, status_code=303)
async def do_try_number(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str], person_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Send a text that says that it is a test."""
    await try_number(db, actor, person_id, at=moment(request))
    return back(
        f"/rosters/{place_key(unit_of(key))}",
        N_("The test is on its way. Load this page again to see what became of it."),
    )


@post("/rosters/{key:str}/people/{person_id:uuid}/look", opt=SHOW, status_code=200)
async def do_show_number(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str], person_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Show a number once, to telephone; recorded in a transaction of its own before it is shown."""
    unit_id = unit_of(key)
    await place_for(db, actor, unit_id)
    found = next((one for one in await people_at(db, unit_id) if one.id == person_id), None)
    if found is None:
        raise NotFound
    database: Database = request.app.state.database
    await record_look(
        database, actor.tenant, "duty_number_shown", account_id=actor.account_id, subject=found.account_id,
        at=moment(request), **({"unit": str(unit_id)} if unit_id else {}),
    )  # fmt: skip
    opened = Open(person_id=person_id, phone=found.phone)
    answer = await show_roster(request, db, actor, unit_id, opened=opened)
    answer.headers["Refresh"] = f"180; url=/rosters/{key}"
    return answer


async def _again(
    request: AnyRequest, db: Db, actor: Actor, unit_id: uuid.UUID | None, name: str, form: Form[Any],
    person_id: uuid.UUID | None = None,
) -> Response[Any]:  # fmt: skip
    await db.abandon()
    opened = Open({name: form}, person_id)
    return await show_roster(request, db, actor, unit_id, opened=opened, status=422)


ROUTES = (
    do_add_shift, do_add_person, do_renumber, do_end_person, do_try_number, do_show_number,
)  # fmt: skip
