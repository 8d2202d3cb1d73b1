"""The public's pages: choosing a government, what one can do there, submitting a demand, its receipt."""

import datetime as dt
import uuid
from dataclasses import replace
from itertools import pairwise
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.limits import count_attempt
from hotline_platform.calendar.office_hours import read_periods
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Refused, Stale, TooMany
from hotline_platform.identifiers import new_id
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Government
from hotline_platform.tenancy.values import dated_hours
from hotline_tenants.answering.public import public_days
from hotline_tenants.openness.places import public_areas
from hotline_tenants.openness.submitting import submit
from hotline_web.answers import reader_language
from hotline_web.entering import client_address, moment, registry
from hotline_web.forms import Form, FormSpec
from hotline_web.guards import PUBLIC
from hotline_web.openness.carrying import RECEIPT, TRACKED, carried, carry, dropped
from hotline_web.openness.forms import GROUPS, Sent, submit_form
from hotline_web.openness.frame import (
    AnyRequest,
    government_of,
    has_demands,
    page_of_all,
    public_page,
    why_closed,
)

EVERYBODY = {"permission": PUBLIC}
PER_HOUR = 30
"""Demands from one address: many people share one behind a telephone company."""

TRAP = "website"
"""A field that no person sees; what fills it in is a machine."""


@get("/p", opt=EVERYBODY, sync_to_thread=False)
def choose(request: AnyRequest) -> Response[str]:
    """Every city with its districts, by name."""
    known = registry(request)
    shown = [one for one in known.living() if one.status != "preparing"]
    cities = [one for one in shown if one.parent_id is None]
    trees = [(city, [one for one in known.below(city.id) if one in shown]) for city in cities]
    return page_of_all(request, "openness/choose.html", trees=trees)


@get("/p/{code:str}", opt=EVERYBODY)
async def home(request: AnyRequest, code: FromPath[str]) -> Response[str]:
    """What one can do with this government, and on which days its leaders answer the telephone."""
    government = government_of(request, code)
    database: Database = request.app.state.database
    async with database.transaction(standing_in(government.id), "public") as db:
        days = await public_days(db) if government.living else []
    dated = dated_hours(registry(request), government.id)
    today = moment(request).astimezone(government.zone).date()
    periods = read_periods(next(hours for day, hours in reversed(dated) if day <= today))
    hours = [f"{begin:%H:%M}–{end:%H:%M}" for begin, end in periods]
    return public_page(
        request, government, "openness/home.html", hours=hours, days=days, tracks=has_demands(government)
    )


@get("/p/{code:str}/submit", opt=EVERYBODY)
async def submit_page(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """The form; the government's page, which says why, where it takes no demands."""
    government = government_of(request, code)
    if why_closed(request, government):
        return Redirect(f"/p/{code}", status_code=303)
    return _form(request, government, (await _spec(request, government)).blank())


@post("/p/{code:str}/submit", opt=EVERYBODY, status_code=200)
async def do_submit(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Keep the demand and show its receipt; or the form again, with everything that was typed."""
    government = government_of(request, code)
    database: Database = request.app.state.database
    data = await request.form()
    form = (await _spec(request, government)).read(data)
    try:
        given = form.complete
        if refusal := why_closed(request, government):
            raise Refused(refusal)
        if data.get(TRAP):
            raise Refused(N_("Nothing was sent yet. Please press the button once more."))
        await _count(request)
        receipt = await submit(
            database, government.id, given.demand, form_id=uuid.UUID(form.form_id), at=moment(request)
        )
    except Stale as stale:
        again = replace(form, form_id=str(new_id())).refused(Refused(stale.message))
        return _form(request, government, again, status=409)
    except TooMany as many:
        waiting = {"Retry-After": str(many.seconds)}
        return _form(request, government, form.refused(Refused(many.message)), status=429, headers=waiting)
    except Refused as refusal:
        return _form(request, government, form.refused(refusal), status=422)
    cookie = carry(
        request, government, RECEIPT, code=receipt.code, check=receipt.check, at=receipt.received_at.isoformat(),
        phone="yes" if given.caller_phone else "",
    )  # fmt: skip
    return Redirect(f"/p/{code}/receipt", status_code=303, cookies=[cookie])


@get("/p/{code:str}/receipt", opt=EVERYBODY, sync_to_thread=False)
def receipt_page(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """The query code in large groups, for ten minutes, in this browser only."""
    government = government_of(request, code)
    kept = carried(request, government, RECEIPT)
    if kept is None:
        return Redirect(f"/p/{code}", status_code=303)
    return public_page(
        request, government, "openness/receipt.html", groups=grouped(kept["code"]), check=kept["check"],
        phone=kept["phone"] == "yes",
        received_at=dt.datetime.fromisoformat(kept["at"]),
    )  # fmt: skip


@post("/p/{code:str}/leaving", opt=EVERYBODY, status_code=303, sync_to_thread=False)
def leave(request: AnyRequest, code: FromPath[str]) -> Redirect:
    """Take receipt and look-up from this browser: the next person may sit at it."""
    government = government_of(request, code)
    cookies = [dropped(government, RECEIPT), dropped(government, TRACKED)]
    return Redirect(f"/p/{code}", status_code=303, cookies=cookies)


def grouped(code: str) -> list[str]:
    """1234 567 890, or ABCD EFGH JKLM NPQR."""
    edges = (0, 4, 7, 10) if len(code) == 10 else range(0, len(code) + 1, 4)
    return [code[begin:end] for begin, end in pairwise(edges)]


async def _spec(request: AnyRequest, government: Government) -> FormSpec[Sent]:
    database: Database = request.app.state.database
    async with database.transaction(standing_in(government.id), "public") as db:
        return submit_form(await public_areas(db), reader_language(request))


async def _count(request: AnyRequest) -> None:
    settings: Settings = request.app.state.settings
    address = client_address(request, behind_proxy=settings.behind_proxy)
    await count_attempt(
        request.app.state.database, "submit", address, limit=PER_HOUR, within=dt.timedelta(hours=1),
        at=moment(request),
    )  # fmt: skip


def _form(
    request: AnyRequest, government: Government, form: Form[Sent], *, status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    return public_page(
        request, government, "openness/submit.html", status=status, headers=headers, form=form, groups=GROUPS,
        trap=TRAP,
    )  # fmt: skip


ROUTES = (choose, home, submit_page, do_submit, receipt_page, leave)
