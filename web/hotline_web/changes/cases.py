"""The cases that a proposal concerns, as they were when it was reckoned."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import RowMapping, select

from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.changes.hours import HOURS
from hotline_tenants.changes.listing import shown_of
from hotline_tenants.changes.model import Change, ChangeCase
from hotline_tenants.changes.reading import change_of, subjects_of
from hotline_tenants.changes.subjects import RULE, THRESHOLD, split
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.thresholds import DEFAULTS
from hotline_web.answers import page, reader_language
from hotline_web.cases.showing import CLOCKS
from hotline_web.changes.lists import LIST
from hotline_web.changes.words import STAGES
from hotline_web.entering import registry
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Count, Empty, Filter, ListQuery, ListSpec, Source, fetch

AnyRequest = Request[Any, Any, Any]
EMPTY = Empty(
    N_("No open case is concerned"),
    N_("No open case would have another limit with what comes next."),
    "circle-check",
)
COLUMNS = {
    RULE: (Column("registered", N_("Registered"), "moment"), Column("due", N_("Due as it is"), "moment")),
    HOURS: (
        Column("clock", N_("Clock")),
        Column("before", N_("Due as it is"), "moment"),
        Column("after", N_("Due as it would be"), "moment"),
    ),
    THRESHOLD: (Column("threshold", N_("Threshold"), "long"), Column("unit", N_("Unit"))),
}
"""What is shown of a case beside its number and what becomes of it, by the kind of setting that changes."""


def spec_of(change: Change, numbers: Mapping[str, int]) -> ListSpec:
    """The columns and choices that this change has."""
    wanted = {HOURS if one == HOURS else split(one)[0] for one in subjects_of(change.items)}
    shown = [column for kind, columns in COLUMNS.items() if kind in wanted for column in columns]
    becomes = N_("Where it stands") if wanted == {RULE} else N_("What it would do")
    stages = tuple(Choice(stage, STAGES[stage]) for stage in STAGES if stage in numbers)
    return ListSpec(
        (
            Column("place", N_("No. in the list"), "number", sortable=True),
            Column("number", N_("Number"), "link"),
            Column("stage", becomes),
            *shown,
        ),
        default_sort="place",
        filters=(Filter("stage", becomes, choices=stages),) if stages else (),
        empty=EMPTY,
    )


@get(f"{LIST}/{{change_id:uuid}}/cases", opt={"permission": ("settings.propose", "settings.approve")})
async def cases_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Page by page, as they were reckoned; the count stands beside the proposal."""
    change = await change_of(db, change_id)
    url, numbers = f"{LIST}/{change.id}/cases", shown_of(change.effect)
    spec = spec_of(change, numbers or {})
    query = ListQuery.from_url(url, request.query_params, spec, registry(request).get(actor.tenant).zone)
    columns: tuple[Any, ...] = (
        ChangeCase.place, ChangeCase.stage, ChangeCase.of, ChangeCase.unit_id, ChangeCase.before, ChangeCase.after, Case.id, Case.number,
        Case.registered_at, Case.due_at,
    )  # fmt: skip
    wanted = (
        select(*columns)
        .join(Case, Case.id == ChangeCase.case_id)
        .where(
            ChangeCase.tenant_id == db.tenant, ChangeCase.change_id == change.id, Case.tenant_id == db.tenant
        )
    )
    place = ChangeCase.place.expression
    source = Source(wanted, place, {"place": place, "stage": ChangeCase.stage.expression})
    stage = query.filters.get("stage")
    total = sum(number for name, number in (numbers or {}).items() if stage in (None, name))
    units, language = await unit_tree(db), reader_language(request)

    def cells(row: RowMapping) -> dict[str, object]:
        unit = units.find(row["unit_id"])
        return {**_cells(row), "unit": unit.name(language) if unit else ""}

    found = (await fetch(db, source, query, Count(total))).shown(
        cells, lambda row: f"/cases/{row['id']}" if actor.may("case.read") else None
    )
    kept = numbers is not None and change.state == "proposed"
    return page(request, "changes/cases.html", change=change, page=found if kept else None)


def _cells(row: RowMapping) -> dict[str, object]:
    return {
        "place": row["place"], "number": row["number"], "stage": STAGES[row["stage"]], "registered": row["registered_at"],
        "due": row["due_at"], "clock": CLOCKS.get(row["of"]), "before": row["before"], "after": row["after"],
        "threshold": DEFAULTS[row["of"]].name if row["of"] in DEFAULTS else "",
    }  # fmt: skip


ROUTES = (cases_page,)
