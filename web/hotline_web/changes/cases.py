"""The cases that a proposal concerns, as they were when it was reckoned."""

import uuid
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, select

from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.listing import shown_of
from hotline_tenants.changes.model import ChangeCase
from hotline_tenants.changes.reading import change_of
from hotline_web.answers import page
from hotline_web.changes.lists import LIST
from hotline_web.changes.words import STAGES
from hotline_web.entering import registry
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Count, Empty, Filter, ListQuery, ListSpec, Source, fetch

AnyRequest = Request[Any, Any, Any]
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
    """Page by page, as they were reckoned; the count stands beside the proposal."""
    change = await change_of(db, change_id)
    url, numbers = f"{LIST}/{change.id}/cases", shown_of(change.effect)
    query = ListQuery.from_url(url, request.query_params, SPEC, registry(request).get(actor.tenant).zone)
    columns: tuple[Any, ...] = (ChangeCase.stage, Case.id, Case.number, Case.registered_at, Case.due_at)
    wanted = (
        select(*columns)
        .join(Case, Case.id == ChangeCase.case_id)
        .where(
            ChangeCase.tenant_id == db.tenant, ChangeCase.change_id == change.id, Case.tenant_id == db.tenant
        )
    )
    source = Source(
        wanted, ChangeCase.place.expression, {"number": ChangeCase.place.expression, "stage": ChangeCase.stage.expression}
    )  # fmt: skip
    stage = query.filters.get("stage")
    total = sum(number for name, number in (numbers or {}).items() if stage in (None, name))
    found = (await fetch(db, source, query, Count(total))).shown(
        _cells, lambda row: f"/cases/{row['id']}" if actor.may("case.read") else None
    )
    kept = numbers is not None and change.state == "proposed"
    return page(request, "changes/cases.html", change=change, page=found if kept else None)


def _cells(row: RowMapping) -> dict[str, object]:
    return {
        "number": row["number"], "stage": STAGES[row["stage"]], "registered": row["registered_at"], "due": row["due_at"],
    }  # fmt: skip


ROUTES = (cases_page,)
