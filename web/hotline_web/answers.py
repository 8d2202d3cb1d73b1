"""Answers of pages: a rendered template in its frame, or a way back with a sentence."""

import base64
import binascii
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect, Response
from litestar.utils.empty import value_or_default
from litestar.utils.scope.state import ScopeState

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import Message
from hotline_platform.tenancy.registry import Government, Registry
from hotline_platform.tenancy.values import ACCENT, value_of
from hotline_web.entering import moment, registry, signed_in
from hotline_web.i18n import SHANGHAI, Language, language_from
from hotline_web.menu import navigation_for
from hotline_web.navigation import Flash, FlashKind, Person, Shell, Standing, Theme
from hotline_web.rendering import render, render_block

FLASH = "flash"
LANGUAGE = "language"
THEME = "theme"

AnyRequest = Request[Any, Any, Any]


def page(
    request: AnyRequest, template: str, *, status: int = 200, block: str | None = None,
    government: Government | None = None, visiting: Government | None = None, leave_url: str = "/",
    headers: dict[str, str] | None = None, **context: Any,
) -> Response[str]:  # fmt: skip
    """Render now, before the transaction commits: a template that fails must not leave a deed behind.

    `block` renders one named block for htmx. `government` frames a public page; `visiting` marks a read-only look.
    """
    language = reader_language(request)
    shell = shell_for(request, language, government, visiting, leave_url)
    known = {"shell": shell, "csrf_token": csrf_token(request), **context}
    person = signed_in(request)
    place = government or (registry(request).get(person.actor.tenant) if person else None)
    zone = place.zone if place else SHANGHAI
    if block is not None:
        content = render_block(template, block, language=language, zone=zone, now=moment(request), **known)
    else:
        content = render(template, language=language, zone=zone, now=moment(request), **known)
    cookies = [Cookie(FLASH, value="", max_age=0)] if FLASH in request.cookies else []
    return Response(content, media_type=MediaType.HTML, status_code=status, headers=headers, cookies=cookies)


def back(url: str, message: Message | None = None, kind: FlashKind = "done") -> Redirect:
    """Go to a page of ours (303) and say a sentence there."""
    cookies = []
    if message is not None:
        packed = msgspec.json.encode(
            [kind, message.text, {name: str(value) for name, value in message.params.items()}]
        )
        value = base64.urlsafe_b64encode(packed).decode()
        cookies = [Cookie(FLASH, value=value, max_age=60, httponly=True, samesite="lax")]
    return Redirect(url, status_code=303, cookies=cookies)


def own_address(url: str | None) -> str:
    """`url` if it is a path of this site, else the start: no redirect ever leaves the house."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")) or "\\" in url:
        return "/"
    parts = urlsplit(url)
    return "/" if parts.scheme or parts.netloc else url


def reader_language(request: AnyRequest) -> Language:
    """The person's own choice, the browser's cookie, what the browser prefers; Chinese before English."""
    person = signed_in(request)
    if person is not None:
        return cast(Language, person.actor.language)
    return language_from(request.cookies.get(LANGUAGE) or request.headers.get("accept-language"))


def csrf_token(request: AnyRequest) -> str:
    """The token that every form of this page carries."""
    return str(value_or_default(ScopeState.from_scope(request.scope).csrf_token, ""))


def shell_for(
    request: AnyRequest, language: Language, government: Government | None = None,
    visiting: Government | None = None, leave_url: str = "/",
) -> Shell:  # fmt: skip
    """The frame of a page: whose house, who is there, where one can go."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    person = signed_in(request)
    theme = request.cookies.get(THEME, "auto")
    known = registry(request)
    if person is None:
        place = government or next(iter(known), None)
        return Shell(
            path=path, tenant_name=place.name(language) if place else "12345",
            tenant_short=place.short(language) if place else "", flashes=_flashes(request),
            accent=accent_of(known, place),
            theme=cast(Theme, theme if theme in ("light", "dark") else "auto"),
        )  # fmt: skip
    place = known.get(person.actor.tenant)
    standings = tuple(
        Standing(
            str(one.membership_id), known.get(one.tenant_id).name(language), ROLE_NAMES[one.role],
            one.membership_id == person.actor.membership_id,
        )
        for one in person.others
    )  # fmt: skip
    return Shell(
        path=path, tenant_name=place.name(language), tenant_short=place.short(language),
        person=Person(person.actor.name, person.login, ROLE_NAMES[person.actor.role]),
        navigation=() if person.must_change_password or person.suspended else navigation_for(person.actor),
        standings=standings,
        unread=person.unread, visiting=visiting.name(language) if visiting else None, visiting_leave_url=leave_url,
        flashes=_flashes(request), theme=cast(Theme, theme if theme in ("light", "dark") else "auto"),
        accent=accent_of(known, place),
    )  # fmt: skip


def accent_of(known: Registry, place: Government | None) -> str | None:
    """The colour of a government's pages, as the address of its style sheet has it; None for the product's own."""
    accent = value_of(known, place.id, ACCENT).value if place else None
    return str(accent).removeprefix("#").lower() if accent else None


def _flashes(request: AnyRequest) -> tuple[Flash, ...]:
    packed = request.cookies.get(FLASH)
    if not packed:
        return ()
    try:
        kind, text, params = msgspec.json.decode(
            base64.urlsafe_b64decode(packed), type=tuple[FlashKind, str, dict[str, str]]
        )
        return (Flash(kind, Message(text, params)),)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        return ()
