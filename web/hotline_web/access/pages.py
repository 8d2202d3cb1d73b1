"""Signing in and out, the password, where one stands, language and look."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect, Response
from sqlalchemy import update

from hotline_platform.access import sessions
from hotline_platform.access.model import Account
from hotline_platform.access.sign_in import change_password, sign_in
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.settings import Settings
from hotline_web.access.forms import NEW_PASSWORD, SIGN_IN
from hotline_web.answers import LANGUAGE, THEME, back, own_address, page
from hotline_web.entering import COOKIE, client_address, moment, signed_in
from hotline_web.given import GivenActor, GivenDb
from hotline_web.guards import PUBLIC, SignedOut

AnyRequest = Request[Any, Any, Any]
YEAR = 365 * 24 * 3600
OWN = {"permission": "own", "before_password_change": True}
LEAVING = {**OWN, "while_suspended": True}


@get("/sign-in", opt={"permission": PUBLIC}, sync_to_thread=False)
def sign_in_page(request: AnyRequest) -> Response[Any]:
    """The door; a person who is signed in already goes on."""
    wanted = own_address(request.query_params.get("next"))
    if signed_in(request) is not None:
        return Redirect(wanted, status_code=303)
    return page(request, "access/sign_in.html", form=SIGN_IN.blank(), wanted=wanted)


@post("/sign-in", opt={"permission": PUBLIC}, status_code=200)
async def do_sign_in(request: AnyRequest) -> Response[Any]:
    """Open a session with a fresh token: one that was planted before is worth nothing."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    data = await request.form()
    form = SIGN_IN.read(data)
    wanted = own_address(data.get("next"))
    try:
        given = form.complete
        address = client_address(request, behind_proxy=settings.behind_proxy)
        token = await sign_in(
            database, given.login, given.password, address=address, hours=settings.session_hours, at=moment(request)
        )  # fmt: skip
    except Refused as refusal:
        form = form.refused(refusal)
        return page(request, "access/sign_in.html", status=422, form=form, wanted=wanted)
    return Redirect(wanted, status_code=303, cookies=[_session_cookie(settings, token)])


@post("/sign-out", opt=LEAVING, status_code=303)
async def sign_out(request: AnyRequest, db: GivenDb) -> Redirect:
    """End this browser's session."""
    await sessions.end(db, _person(request).token_digest, at=moment(request))
    return _gone()


@post("/sign-out-everywhere", opt=LEAVING, status_code=303)
async def sign_out_everywhere(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """End every session of this person, on every machine."""
    assert actor.account_id is not None
    await sessions.end_all(db, actor.account_id, at=moment(request))
    return _gone()


@get("/password", opt=OWN, sync_to_thread=False)
def password_page(request: AnyRequest) -> Response[str]:
    """The form for a new password."""
    first = _person(request).must_change_password
    return page(request, "access/password.html", form=NEW_PASSWORD.blank(), first=first)


@post("/password", opt=OWN, status_code=200)
async def do_password(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Change the password; every session ends, this browser gets a new one."""
    settings: Settings = request.app.state.settings
    person = _person(request)
    form = NEW_PASSWORD.read(await request.form())
    assert actor.account_id is not None
    try:
        given = form.complete
        await change_password(
            db, actor.account_id, old=given.old, new=given.new, again=given.again,
            cheap=settings.cheap_passwords, at=moment(request),
        )  # fmt: skip
    except Refused as refusal:
        first = person.must_change_password
        return page(request, "access/password.html", status=422, form=form.refused(refusal), first=first)
    token = await _stand_again(db, person, settings, request)
    answer = back("/", N_("Your password is changed. All other sessions were signed out."))
    answer.set_cookie(_session_cookie(settings, token))
    return answer


@post("/standing", opt={"permission": "own", "while_suspended": True}, status_code=303)
async def change_standing(request: AnyRequest, db: GivenDb) -> Redirect:
    """Stand in another government or role: a new session, the old one ended."""
    settings: Settings = request.app.state.settings
    try:
        wanted = uuid.UUID(str((await request.form()).get("standing")))
    except ValueError:
        raise NotFound from None
    hours = settings.session_hours
    token = await sessions.switch(db, _person(request), wanted, hours=hours, at=moment(request))
    return Redirect("/", status_code=303, cookies=[_session_cookie(settings, token)])


@post("/language", opt={"permission": PUBLIC}, status_code=303)
async def change_language(request: AnyRequest) -> Redirect:
    """Read the same page in the other language, from now on."""
    data = await request.form()
    language = "en" if data.get("language") == "en" else "zh"
    person = signed_in(request)
    if person is not None:
        database: Database = request.app.state.database
        async with database.transaction(NOWHERE) as db:
            chosen = update(Account).where(Account.id == person.actor.account_id).values(language=language)
            await db.execute(chosen)
    return _with_choice(LANGUAGE, language, own_address(data.get("next")))


@post("/theme", opt={"permission": PUBLIC}, status_code=303)
async def change_theme(request: AnyRequest) -> Redirect:
    """Light, dark, or as the system has it."""
    data = await request.form()
    theme = str(data.get("theme"))
    return _with_choice(THEME, theme if theme in ("light", "dark") else "auto", own_address(data.get("next")))


def _with_choice(name: str, value: str, url: str) -> Redirect:
    cookie = Cookie(name, value=value, max_age=YEAR, samesite="lax", httponly=True)
    return Redirect(url, status_code=303, cookies=[cookie])


def _session_cookie(settings: Settings, token: str) -> Cookie:
    return Cookie(
        COOKIE, value=token, max_age=settings.session_hours * 3600, httponly=True, samesite="lax",
        secure=settings.cookie_secure,
    )  # fmt: skip


async def _stand_again(
    db: GivenDb, person: sessions.SignedIn, settings: Settings, request: AnyRequest
) -> str:
    actor = person.actor
    assert actor.account_id is not None
    assert actor.membership_id is not None
    standing = sessions.Standing(actor.membership_id, actor.tenant, actor.role, actor.unit_id)
    return sessions.start(db, actor.account_id, standing, hours=settings.session_hours, at=moment(request))


def _person(request: AnyRequest) -> sessions.SignedIn:
    person = signed_in(request)
    if person is None:
        raise SignedOut
    return person


def _gone() -> Redirect:
    return Redirect("/sign-in", status_code=303, cookies=[Cookie(COOKIE, value="", max_age=0)])


ROUTES = (
    sign_in_page, do_sign_in, sign_out, sign_out_everywhere, password_page, do_password, change_standing,
    change_language, change_theme,
)  # fmt: skip
