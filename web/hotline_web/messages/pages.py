"""The desk's page of messages, one message, and telling by telephone instead."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.settings import Settings
from hotline_tenants.cases.model import Case
from hotline_tenants.messages.declining import set_declined
from hotline_tenants.messages.model import Message as Sent
from hotline_tenants.messages.reading import names_in
from hotline_tenants.messages.telling import LONGEST_WHOM, OPEN, message_for, tell_by_telephone
from hotline_tenants.messages.words import KINDS
from hotline_web.answers import back, page
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.messages.lists import ALL, COUNTED_UP_TO, TO_TELL, URL, cells, failed_count, source
from hotline_web.messages.words import message_state, name_of, number, to_do, way, whom
from hotline_web.pieces import Fact, Link, Tab

AnyRequest = Request[Any, Any, Any]
FOLLOW = {"permission": "message.follow"}
TITLE = N_("Text messages")


@dataclass(frozen=True)
class Told:
    """What was typed: whom somebody told, and when."""

    whom: str
    told_at: dt.datetime


TOLD = FormSpec(
    Told,
    (
        Field("whom", N_("Who was told"), max_length=LONGEST_WHOM, width="half",
              help=N_("Who was on the telephone: the caller, a relative, the person on duty.")),
        Field("told_at", N_("When"), "datetime", width="half"),
    ),
)  # fmt: skip


@get(URL, opt=FOLLOW)
async def messages_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What did not arrive comes first; the other tab has everything."""
    every = _every(request)
    query, rows = _query(request, actor), source(actor.tenant, failed=not every)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    tabs = (
        Tab(N_("To tell by telephone"), URL, not every, await failed_count(db)),
        Tab(N_("All messages"), f"{URL}?tab=all", every),
    )
    settings: Settings = request.app.state.settings
    return page(
        request, "messages/list.html", page=found.shown(cells, lambda row: f"{URL}/{row['id']}"), tabs=tabs, title=TITLE,
        export=f"{URL}.xlsx", no_gateway=not settings.messages_url, production=settings.environment == "production",
    )  # fmt: skip


@get(f"{URL}.xlsx", opt=FOLLOW)
async def messages_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    rows = source(actor.tenant, failed=not _every(request))
    return await download(request, db, actor, TITLE, _query(request, actor), rows, cells)


@get(f"{URL}/{{message_id:uuid}}", opt=FOLLOW)
async def message_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, message_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One message: what became of it, and the form for whoever telephones."""
    return await _show(request, db, actor, message_id, TOLD.blank(told_at=moment(request)))


@post(f"{URL}/{{message_id:uuid}}/telephone", opt=FOLLOW, status_code=200)
async def do_tell(
    request: AnyRequest, db: GivenDb, actor: GivenActor, message_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Told by telephone: whom, when."""
    form = TOLD.read(await request.form(), registry(request).get(actor.tenant).zone)
    try:
        given = form.complete
        await tell_by_telephone(
            db, actor, message_id, whom=given.whom, told_at=given.told_at, at=moment(request)
        )
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, actor, message_id, form.refused(refusal), status=422)
    return back(URL, N_("It is noted who was told by telephone, and when."))


def _wish(noun: str, done: Message, *, declines: bool) -> Any:
    @post(f"/cases/{{case_id:uuid}}/messages/{noun}", opt=FOLLOW, status_code=303, name=f"messages-{noun}")
    async def do_wish(
        request: AnyRequest, db: GivenDb, actor: GivenActor, case_id: FromPath[uuid.UUID]
    ) -> Redirect:
        await set_declined(db, actor, case_id, declines=declines, at=moment(request))
        return back(f"/cases/{case_id}", done)

    return do_wish


async def _show(
    request: AnyRequest, db: Db, actor: Actor, message_id: uuid.UUID, form: Form[Told], status: int = 200
) -> Response[str]:
    message = await message_for(db, actor, message_id)
    case = select(Case.number).where(Case.tenant_id == db.tenant, Case.id == message.case_id)
    case_number = (await db.execute(case)).scalar_one_or_none()
    names = await names_in(db, [message])
    return page(
        request, "messages/show.html", status=status, title=KINDS[message.kind], state=message_state(message.state),
        facts=list(_facts(message, case_number, names)), to_do=to_do(message.state, message.why), form=form,
        case=Link(case_number, f"/cases/{message.case_id}") if case_number else None, one=message,
        telephones=message.state in OPEN,
    )  # fmt: skip


def _facts(message: Sent, case_number: str | None, names: Mapping[uuid.UUID, str]) -> Iterator[Fact]:
    if case_number:
        yield Fact(N_("Case"), Link(case_number, f"/cases/{message.case_id}"))
    yield Fact(N_("To whom"), whom(message.recipient, name_of(names, message.account_id)))
    yield Fact(N_("Telephone"), number(message))
    yield Fact(N_("Way"), way(voice=message.voice))
    yield Fact(N_("Written at"), message.written_at)
    yield Fact(N_("Tries"), message.attempts)
    for label, when in (
        (N_("Last try"), message.tried_at), (N_("Next try"), message.next_at), (N_("Sent"), message.sent_at),
        (N_("Delivery reported"), message.reported_at), (N_("Told by telephone"), message.told_at),
    ):  # fmt: skip
        if when is not None:
            yield Fact(label, when)
    if message.told_by is not None:
        yield Fact(N_("Who telephoned"), name_of(names, message.told_by))
        yield Fact(N_("Who was told"), message.told_whom)
    if message.reference:
        yield Fact(N_("Id at the gateway"), message.reference)


def _every(request: AnyRequest) -> bool:
    return request.query_params.get("tab") == "all"


def _query(request: AnyRequest, actor: Actor) -> ListQuery:
    zone = registry(request).get(actor.tenant).zone
    return ListQuery.from_url(URL, request.query_params, ALL if _every(request) else TO_TELL, zone)


ROUTES = (
    messages_page, messages_sheet, message_page, do_tell,
    _wish("refusal", N_("It is noted: no texts to this number any more."), declines=True),
    _wish("welcome", N_("It is noted: this number is texted again."), declines=False),
)  # fmt: skip
