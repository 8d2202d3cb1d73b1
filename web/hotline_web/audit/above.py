"""Who looked into this government from above: every case, file, list and figure that was opened there, by whom, when."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get
from litestar.response import Response
from sqlalchemy import RowMapping, select, text

from hotline_platform.access.model import Account
from hotline_platform.audit.model import FROM_ABOVE, AuditEntry
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import Case
from hotline_web.answers import page, reader_language
from hotline_web.entering import registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Link

AnyRequest = Request[Any, Any, Any]
PLACE = "/looked-in"
COUNTED_UP_TO = 1000
WHAT: dict[str, Message] = {
    "case": N_("A case"),
    "file": N_("A file of a case"),
    "figures": N_("Figures of our units"),
    "cases": N_("The cases behind a figure"),
    "network": N_("Our network"),
}
SPEC = ListSpec(
    (
        Column("at", N_("Moment"), "moment", sortable=True),
        Column("who", N_("By whom")),
        Column("government", N_("Government")),
        Column("what", N_("What was looked at")),
        Column("case", N_("Case"), "link"),
    ),
    default_sort="-at",
    empty=Empty(
        N_("Nobody has looked in from above"),
        N_("When the government above opens a case, a file or figures of this one, it appears here at once."),
        "eye",
    ),
)


@get(PLACE, opt={"permission": "looks.read"})
async def looked_in_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The list; those above cannot look without standing in it."""
    language, known = reader_language(request), registry(request)
    query = ListQuery.from_url(PLACE, request.query_params, SPEC, known.get(actor.tenant).zone)
    columns: tuple[Any, ...] = (
        AuditEntry.at, AuditEntry.kind, AuditEntry.subject, AuditEntry.detail, Account.name, Case.number,
    )  # fmt: skip
    wanted = (
        select(*columns)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(Case, (Case.tenant_id == actor.tenant) & (Case.id == AuditEntry.subject))
        .where(AuditEntry.tenant_id == actor.tenant, text(f"audit_entries.{FROM_ABOVE}"))
    )
    source = Source(wanted, AuditEntry.id.expression, {"at": AuditEntry.at.expression})
    above = {one.code: one.name(language) for one in known}

    def cells(row: RowMapping) -> Mapping[str, object]:
        what = "file" if row["kind"] == "file_opened" else row["detail"].get("what", "case")
        return {
            "at": row["at"], "who": row["name"], "government": above.get(row["detail"]["above"], ""),
            "what": WHAT.get(what, what),
            "case": Link(row["number"], f"/cases/{row['subject']}") if row["number"] else "",
        }  # fmt: skip

    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    return page(request, "audit/looked_in.html", page=found.shown(cells, lambda _: None))


ROUTES = (looked_in_page,)
