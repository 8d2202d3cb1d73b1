"""What re-calls say of each district, month by month; a district reads its own once it is published."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.errors import N_, Refused
from hotline_platform.jobs.later import later
from hotline_platform.tenancy.values import RECALLS
from hotline_tenants.changes.subjects import VALUE, may_propose
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.recalls.drawing import callers_of_each
from hotline_tenants.recalls.jobs import redraw_recalls
from hotline_tenants.recalls.redrawing import ask_to_redraw
from hotline_tenants.recalls.results import (
    District,
    everywhere,
    months_of,
    own_results,
    publish,
    results_of,
)
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.known import known_for
from hotline_web.changes.lists import proposal_url
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.recalls import calls

AnyRequest = Request[Any, Any, Any]
READ = {"permission": ("inspection.read", "rectification.read")}
HERE = "/recalls/results"
SUBJECT = f"{VALUE}.{RECALLS}"


@dataclass(frozen=True)
class Asked:
    month: str


@get(HERE, opt=READ)
async def results_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The month asked for, district by district; the latest without a choice. Below: what is published of us."""
    months, known = await months_of(db), await known_for(request, db)
    draws = bool(registry(request).below(actor.tenant))
    next_size = await callers_of_each(db) if draws else None
    change = proposal_url(SUBJECT) if may_propose(actor, SUBJECT) else None
    mine = await own_results(db)
    own = [_own(one) for one in mine]
    others = (mine[0].month, everywhere(mine[0])) if mine else None
    if not months:
        return page(
            request,
            "recalls/results.html",
            form=None,
            month=None,
            own=own,
            others=others,
            districts=(),
            may_publish=False,
            waiting=0,
            size=next_size,
            change=change,
        )
    reader = Reader(reader_language(request), now=moment(request))
    spec = FormSpec(
        Asked,
        (Field("month", N_("Month"), "select", width="narrow",
               choices=tuple(Choice(one.month.isoformat(), reader.month(one.month)) for one in months)),),
    )  # fmt: skip
    form: Form[Asked] = spec.read({"month": months[0].month.isoformat(), **request.query_params})
    if form.value is None:
        return page(
            request,
            "recalls/results.html",
            status=422,
            form=form,
            month=None,
            own=own,
            others=others,
            districts=(),
            may_publish=False,
            waiting=0,
            size=next_size,
            change=change,
        )
    chosen = next(one for one in months if one.month.isoformat() == form.value.month)
    found = await results_of(db, chosen.month)
    waiting = sum(one.waiting for one in found.values())
    return page(
        request, "recalls/results.html", form=form, month=chosen, own=own, others=others, waiting=waiting,
        may_redraw=actor.may("inspection.read"),
        size=next_size, change=change, districts=sorted(((known.unit(unit_id), one) for unit_id, one in found.items()), key=lambda one: one[0]),
        may_publish=actor.may("inspection.approve") and chosen.published_at is None and not waiting,
    )  # fmt: skip


@post("/recalls/redraws", opt={"permission": "inspection.read"}, status_code=303)
async def do_redraw(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Have a month drawn again and compared."""
    month = await _month(request)
    await ask_to_redraw(db, actor, month, at=moment(request))
    later(db, redraw_recalls, month=month.isoformat())
    return back(f"{HERE}?month={month}", N_("It is being drawn again; what comes of it stands on this page."))


@post("/recalls/publications", opt={"permission": "inspection.approve"}, status_code=303)
async def do_publish(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Publish a month: every district finds its own figure in its house."""
    month = await _month(request)
    await publish(db, actor, month, at=moment(request))
    return back(f"{HERE}?month={month}", N_("The re-calls of the month are published."))


async def _month(request: AnyRequest) -> dt.date:
    typed = str((await request.form()).get("month", ""))
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Refused(N_("%(value)s is not a date, for instance 2026-02-14.", value=typed[:40])) from None


def _own(row: Any) -> tuple[dt.date, District]:
    return row.month, District(
        0, row.sampled, 0, row.reached, Rate(row.solved_differing, row.solved_compared),
        Rate(row.satisfied_differing, row.satisfied_compared),
    )  # fmt: skip


ROUTES = (results_page, do_redraw, do_publish, *calls.ROUTES)
