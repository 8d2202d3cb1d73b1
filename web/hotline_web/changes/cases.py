"""The cases whose next stage would have another limit under a proposal, as they are now."""

import uuid
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, select

from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.foreseeing import rules_beside
from hotline_tenants.changes.previewing import cases_moved
from hotline_tenants.changes.reading import change_of
from hotline_web.answers import page
from hotline_web.changes.lists import LIST
from hotline_web.changes.words import STAGES
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch

AnyRequest = Request[Any, Any, Any]
COUNTED_UP_TO = 1000
SPEC = ListSpec(
    (
        Column("number", N_("Number"), "link", sortable=True), Column("stage", N_("Where it stands")),
        Column("registered", N_("Registered"), "moment"), Column("due", N_("Due as it is"), "moment"),
    ),
    default_sort="number",
    filters=(Filter("stage", N_("Where it stands"), choices=tuple(Choice(key, name) for key, name in STAGES.items())),),
    empty=Empty(N_("No open case is concerned"), N_("No open case would have another limit with what comes next."), "circle-check"),
)  # fmt: skip


@get(f"{LIST}/{{change_id:uuid}}/cases", opt={"permission": ("settings.propose", "settings.approve")})
async def cases_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Page by page; the limits that run now stay as they are."""
    change = await change_of(db, change_id)
    now, then = await rules_beside(db, change, at=moment(request))
    moved = await cases_moved(db, now, then)
    url = f"{LIST}/{change.id}/cases"
    query = ListQuery.from_url(url, request.query_params, SPEC, registry(request).get(actor.tenant).zone)
    found = None
    if moved is not None:
        those = moved.subquery("those")
        wanted = (
            select(Case.id, Case.number, Case.registered_at, Case.due_at, those.c.stage)
            .join(those, those.c.id == Case.id)
            .where(Case.tenant_id == db.tenant)
        )
        source = Source(
            wanted, Case.id.expression, {"number": Case.number.expression, "stage": those.c.stage}
        )
        found = (await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))).shown(
            _cells, lambda row: f"/cases/{row['id']}" if actor.may("case.read") else None
        )
    return page(request, "changes/cases.html", change=change, page=found, empty=SPEC.empty)


def _cells(row: RowMapping) -> dict[str, object]:
    return {
        "number": row["number"], "stage": STAGES[row["stage"]], "registered": row["registered_at"], "due": row["due_at"],
    }  # fmt: skip


ROUTES = (cases_page,)
