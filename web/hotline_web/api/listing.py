"""Listing cases: filters, and pages that are found by value, so that new cases shift nothing."""

from typing import Any

from litestar.response import Response
from sqlalchemy import Select, func, tuple_

from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.queries import cases
from hotline_tenants.cases.reaching import known_to
from hotline_tenants.cases.words import CHANNELS, STATES, TYPES, URGENCIES
from hotline_web.api.operation import BASE, LINK, Call, Operation, Parameter, answer, query_of
from hotline_web.api.paging import (
    MOST,
    USUAL,
    Place,
    identifier,
    moment,
    next_link,
    one_of,
    packed,
    unpacked,
    whole,
)
from hotline_web.api.shapes import CaseLine, CaseList

READ = ("case.read", "case.read_unit")
PATH = f"{BASE}/cases"
SORTS = ("registered", "-registered")


def _words(name: str, about: Any, words: Any) -> Parameter:
    return Parameter(name, about, {"type": "string", "enum": list(words)}, one_of(words))


_ID: dict[str, Any] = {"type": "string", "format": "uuid"}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}

PARAMETERS = (
    _words("state", N_("Cases in this state"), STATES),
    _words("type", N_("Cases of this type"), TYPES),
    _words("urgency", N_("Cases of this urgency"), URGENCIES),
    _words("channel", N_("Cases that came by this channel"), CHANNELS),
    Parameter("number", N_("The case with this number"), {"type": "string", "maxLength": 40}),
    Parameter("lead_unit_id", N_("Cases that this unit leads"), _ID, identifier),
    Parameter("registered_from", N_("Registered at this moment or later"), _MOMENT, moment),
    Parameter("registered_until", N_("Registered before this moment"), _MOMENT, moment),
    _words("sort", N_("Oldest first, or newest first with the minus, which is usual"), SORTS),
    Parameter("limit", N_("How many on a page"), {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
              whole(1, MOST)),
    Parameter("after", N_("The cursor of the page before"), {"type": "string", "maxLength": 200}, unpacked),
)  # fmt: skip

_EQUAL = {
    "state": Case.state, "type": Case.type, "urgency": Case.urgency, "channel": Case.channel, "number": Case.number,
    "lead_unit_id": Case.lead_unit_id,
}  # fmt: skip


async def _list(call: Call) -> Response[bytes]:
    asked = query_of(call, PARAMETERS)
    limit = asked.get("limit", USUAL)
    rows = (await call.db.execute(_selection(call, asked).limit(limit + 1))).mappings().all()
    lines = [_line(row) for row in rows[:limit]]
    cursor = None
    headers = {}
    if len(rows) > limit:
        cursor = packed(Place(lines[-1].registered_at, lines[-1].id))
        headers[LINK] = next_link(PATH, dict(call.request.query_params.items()), cursor)
    return answer(CaseList(lines, cursor), headers=headers)


def _selection(call: Call, asked: dict[str, Any]) -> Select[Any]:
    wanted = cases(call.actor.tenant, *known_to(call.db, call.actor)).add_columns(Case.version, _title(call))
    for name, column in _EQUAL.items():
        if name in asked:
            wanted = wanted.where(column == asked[name])
    if "registered_from" in asked:
        wanted = wanted.where(Case.registered_at >= asked["registered_from"])
    if "registered_until" in asked:
        wanted = wanted.where(Case.registered_at < asked["registered_until"])
    here, forward = tuple_(Case.registered_at, Case.id), asked.get("sort") == "registered"
    if place := asked.get("after"):
        there = tuple_(place.at, place.id)
        wanted = wanted.where(here > there if forward else here < there)
    order = (Case.registered_at, Case.id) if forward else (Case.registered_at.desc(), Case.id.desc())
    return wanted.order_by(*order)


def _title(call: Call) -> Any:
    """A unit reads a protected demand without the person, in the list as on the page."""
    read = (
        func.coalesce(CaseText.struck_title, CaseText.title)
        if call.actor.role in UNIT_ROLES
        else CaseText.title
    )
    return read.label("read_title")


def _line(row: Any) -> CaseLine:
    taken = {name: row[name] for name in CaseLine.__struct_fields__ if name != "id"}
    return CaseLine(id=row["case_id"], **{**taken, "title": row["read_title"]})


OPERATIONS = (
    Operation(
        "list_cases", "get", PATH, READ, N_("List cases"), _list, CaseList, "cases", parameters=PARAMETERS,
        headers=(LINK,), problems=("invalid",),
        detail=N_("A page at a time. A walk from cursor to cursor meets every case that was there when it began "
                  "exactly once, whatever is registered meanwhile."),
    ),
)  # fmt: skip
