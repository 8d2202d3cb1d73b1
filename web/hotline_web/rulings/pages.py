"""Requests that wait for this person's ruling, the longest waiting first; each leads to its case."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.response import Response
from sqlalchemy import ColumnElement, RowMapping, and_, false, or_, select

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.reaching import WITHHELD
from hotline_tenants.rulings.model import Ruling
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.cases.rulings import KINDS, REASONS
from hotline_web.cases.showing import limit
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
RULERS = ("case.dispatch", "reply.review", "case.rule", "callback.record")
COUNTED_UP_TO = 1000

SPEC = ListSpec(
    (
        Column("number", N_("Number"), "link"),
        Column("kind", N_("Request")),
        Column("title", N_("Demand"), "long", width="wide"),
        Column("unit", N_("Unit")),
        Column("reason", N_("Reason"), hide_on_phone=True),
        Column("asked", N_("Asked"), "moment", sortable=True),
        Column("left", N_("Time left"), "left"),
    ),
    default_sort="asked",
    filters=(Filter("kind", N_("Request"), choices=tuple(Choice(key, name) for key, name in KINDS.items())),),
    empty=Empty(N_("Nothing waits for your ruling"), N_("Returns, extensions and objections appear here.")),
)


@get("/rulings", opt={"permission": RULERS})
async def rulings_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What waits for this person."""
    known = await known_for(request, db)
    query = ListQuery.from_url("/rulings", request.query_params, SPEC, known.calendar.zone)
    source = _source(actor)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: _cells(row, known), lambda row: f"/cases/{row['case_id']}")
    return page(request, "desks/list.html", page=shown, title=N_("Requests to rule on"), tabs=(), export=None)


def _source(actor: Actor) -> Source:
    tenant = actor.tenant
    columns: tuple[Any, ...] = (
        Ruling.case_id, Ruling.kind, Ruling.unit_id, Ruling.reason, Ruling.asked_at, Case.number, Case.due_at,
        CaseText.title,
    )  # fmt: skip
    wanted = (
        select(*columns)
        .join(Case, and_(Case.tenant_id == tenant, Case.id == Ruling.case_id))
        .join(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == Ruling.case_id))
        .where(Ruling.tenant_id == tenant, Ruling.state == "asked", Case.origin != WITHHELD, _mine(actor))
    )  # fmt: skip
    expressions: dict[str, ColumnElement[Any]] = {
        "asked": Ruling.asked_at.expression,
        "kind": Ruling.kind.expression,
    }
    return Source(wanted, Ruling.id.expression, expressions)


def _mine(actor: Actor) -> ColumnElement[bool]:
    """The desk rules on first returns, the reviewer on extensions, the head on what is final, the hotline asks."""
    final = ("return", "deferral", "objection")
    parts = {
        "case.dispatch": and_(Ruling.kind == "return", Ruling.level == "first"),
        "reply.review": and_(Ruling.kind == "extension", Ruling.level == "first"),
        "case.rule": and_(Ruling.kind.in_(final), Ruling.level == "final"),
        "callback.record": and_(Ruling.kind == "pause", Case.referred.is_(False)),
    }
    return or_(false(), *(part for permission, part in parts.items() if actor.may(permission)))


def _cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    return {
        "number": row["number"], "kind": KINDS[row["kind"]], "title": row["title"], "unit": known.unit(row["unit_id"]),
        "reason": REASONS.get(row["reason"] or ""), "asked": row["asked_at"],
        "left": limit(N_("Due"), row["due_at"], known.calendar, known.now),
    }  # fmt: skip


ROUTES = (rulings_page,)
