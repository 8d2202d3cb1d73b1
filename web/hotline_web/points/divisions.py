"""Files of divisions: looked at first, then taken over; every refused row with its reason."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response
from sqlalchemy import RowMapping, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.spool import Spool
from hotline_platform.jobs.later import later
from hotline_platform.settings import Settings
from hotline_tenants.divisions import taking
from hotline_tenants.divisions.approving import may_approve_all, waiting_for_approval, why_not_approve_all
from hotline_tenants.divisions.jobs import approve_divisions, take_divisions
from hotline_tenants.divisions.model import DivisionImport, DivisionRow
from hotline_tenants.divisions.planning import plan_import
from hotline_tenants.divisions.problems import CHANGES, FATES, FIELDS, LEVELS, problem_words
from hotline_web.answers import back, page
from hotline_web.downloads import download
from hotline_web.entering import moment, registry
from hotline_web.files.receiving import receiving
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.pieces import Fact, State, Tile, Tone
from hotline_web.points.showing import KEEP, SEE, names_of, tabs

AnyRequest = Request[Any, Any, Any]
HERE = "/network/divisions"
LARGEST = 20_000_000
COUNTED_UP_TO = 50_000

STATES: dict[str, State] = {
    "planned": State(N_("Looked at, nothing done yet"), "near", "eye"),
    "running": State(N_("Being taken over"), "accent", "loader"),
    "finished": State(N_("Taken over"), "on_time"),
    "discarded": State(N_("Thrown away"), "neutral", "trash"),
}
FATE_TONES: dict[str, tuple[Tone, str]] = {
    "create": ("on_time", "plus"), "change": ("near", "pencil"), "keep": ("neutral", "equal"),
    "aside": ("neutral", "arrow-right"), "refuse": ("overdue", "ban"),
}  # fmt: skip

FILES = ListSpec(
    (Column("file", N_("File"), "link", width="wide"), Column("state", N_("State"), "state"),
     Column("rows", N_("Rows"), "number"), Column("planned", N_("Looked at"), "moment", sortable=True)),
    default_sort="-planned",
    empty=Empty(N_("No file yet"), N_("Choose a file above: it is looked at first, and nothing changes before you say so."),
                "file-import"),
)  # fmt: skip
ROWS = ListSpec(
    (
        Column("line", N_("Row"), "number", sortable=True), Column("fate", N_("What becomes of it"), "state"),
        Column("code", N_("Code")), Column("name", N_("Name of the division"), width="wide"), Column("level", N_("Level")),
        Column("parent", N_("Stands under")), Column("changes", N_("Brings")), Column("cell", N_("Cell")),
        Column("why", N_("What is wrong"), "long", width="wide"),
    ),
    default_sort="line",
    filters=(
        Filter("fate", N_("What becomes of it"), choices=tuple(Choice(key, name) for key, name in FATES.items())),
        Filter("level", N_("Level"), choices=tuple(Choice(key, name) for key, name in LEVELS.items())),
    ),
)  # fmt: skip


@get(HERE, opt=SEE)
async def files_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every file that was looked at, and the way in for another one."""
    return await _files(request, db, actor)


@post(HERE, opt={**KEEP, "exclude_from_csrf": True}, status_code=200, request_max_body_size=LARGEST + 100_000)
async def do_look(request: AnyRequest, actor: GivenActor) -> Response[Any]:
    """Take a file in and look at it. The form's token stands before the file and is checked while it is received."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    try:
        async with receiving(request, Spool(Path(settings.files_dir)), LARGEST) as sent:
            if sent.turned_away:
                raise Refused(sent.turned_away[0].why)
            if not sent.files:
                raise Refused(N_("Choose a file."))
            received = sent.files[0]
            named = received.path.with_suffix(Path(received.name).suffix.lower())
            received.path.rename(named)
            try:
                async with database.transaction(actor.scope) as db:
                    import_id = await plan_import(db, actor, named, received.name, at=moment(request))
            finally:
                named.unlink(missing_ok=True)
    except Refused as refusal:
        async with database.transaction(actor.scope) as db:
            return await _files(request, db, actor, refusal=refusal.message, status=422)
    return back(f"{HERE}/{import_id}", N_("Looked at. Nothing has changed yet."))


@get(f"{HERE}/{{import_id:uuid}}", opt=SEE)
async def file_page(
    request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One file: what would become of its rows, or what became of them."""
    return await _file(request, db, wide_db, actor, import_id)


@get(f"{HERE}/{{import_id:uuid}}/progress", opt=SEE)
async def file_progress(
    request: AnyRequest, db: GivenDb, wide_db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The same without its frame, for the page that asks again while it is taken over."""
    return await _file(request, db, wide_db, actor, import_id, block="progress")


@get(f"{HERE}/{{import_id:uuid}}/rows.xlsx", opt=SEE)
async def rows_sheet(
    request: AnyRequest, db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]
) -> File:
    """Every row with its fate, and why it is refused."""
    await taking.import_for(db, actor, import_id)
    query = _row_query(request, actor, import_id)
    return await download(
        request, db, actor, N_("Rows of the file"), query, _rows(actor.tenant, import_id), _cells
    )


@post(f"{HERE}/{{import_id:uuid}}/start", opt=KEEP)
async def do_start(
    request: AnyRequest, db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]
) -> Redirect:
    """Take it over. Saying so twice does it once, and starts again what was cut off."""
    await taking.start_import(db, actor, import_id, at=moment(request))
    later(db, take_divisions, wake=True, import_id=import_id)
    return back(f"{HERE}/{import_id}", N_("The file is being taken over. You can leave this page."))


@post(f"{HERE}/{{import_id:uuid}}/discarding", opt=KEEP)
async def do_discard(db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]) -> Redirect:
    """Throw the plan away."""
    await taking.discard_import(db, actor, import_id)
    return back(HERE, N_("The file is thrown away. Nothing was changed."))


@post(f"{HERE}/{{import_id:uuid}}/approval", opt={"permission": "network.approve"})
async def do_approve_all(db: GivenDb, actor: GivenActor, import_id: FromPath[uuid.UUID]) -> Redirect:
    """Approve every point that the file applied for."""
    await may_approve_all(db, actor, import_id)
    later(db, approve_divisions, wake=True, import_id=import_id, account_id=actor.account_id, role=actor.role)
    return back(f"{HERE}/{import_id}", N_("The points of this file are being approved."))


async def _files(
    request: AnyRequest, db: Db, actor: Actor, *, refusal: Message | None = None, status: int = 200
) -> Response[str]:
    tenant = actor.tenant
    rows = select(func.count()).where(
        DivisionRow.tenant_id == tenant, DivisionRow.import_id == DivisionImport.id
    )
    wanted = select(
        DivisionImport.id.label("import_id"), DivisionImport.file_name, DivisionImport.state,
        DivisionImport.planned_at, rows.scalar_subquery().label("rows"),
    ).where(DivisionImport.tenant_id == tenant)  # fmt: skip
    source = Source(wanted, DivisionImport.id.expression, {"planned": DivisionImport.planned_at.expression})
    query = ListQuery.from_url(HERE, request.query_params, FILES, registry(request).get(tenant).zone)
    found = await fetch(db, source, query, await count(db, source, query))
    shown = found.shown(
        lambda row: {"file": row["file_name"], "state": STATES[row["state"]], "rows": row["rows"],
                     "planned": row["planned_at"]},
        lambda row: f"{HERE}/{row['import_id']}",
    )  # fmt: skip
    return page(
        request, "points/divisions.html", status=status, page=shown, tabs=tabs(actor, HERE), refusal=refusal,
        may_look=actor.may("network.keep"),
    )  # fmt: skip


async def _file(
    request: AnyRequest, db: Db, wide_db: Db, actor: Actor, import_id: uuid.UUID, block: str | None = None
) -> Response[str]:
    found = await taking.import_for(db, actor, import_id)
    query, source = _row_query(request, actor, import_id), _rows(actor.tenant, import_id)
    rows = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    counts, done, todo = await _counts(db, import_id)
    names = await names_of(db, (found.planned_by, found.started_by))
    waiting = await waiting_for_approval(wide_db, (actor.tenant, *actor.reads), import_id)
    facts = [
        Fact(N_("State"), STATES[found.state]),
        Fact(N_("Looked at"), found.planned_at),
        Fact(N_("Looked at by"), names.get(found.planned_by) if found.planned_by else None),
        Fact(N_("Taken over by"), names.get(found.started_by) if found.started_by else None),
        Fact(N_("Finished at"), found.finished_at),
        Fact(N_("Columns that nobody asked for"), ", ".join(found.unread) or None),
    ]
    running = found.state == "running"
    return page(
        request, "points/division_file.html", block=block, file=found, facts=facts, tiles=_tiles(counts, import_id),
        running=running, done=done, todo=todo, page=rows.shown(_cells, lambda _: None), counts=counts,
        cut_off=running and (moment(request) - found.moved_at).total_seconds() > 120, waiting=waiting,
        may_start=actor.may("network.keep"), may_approve=actor.may("network.approve"),
        why_not_approve=why_not_approve_all(found, actor), export=f"{HERE}/{import_id}/rows.xlsx",
    )  # fmt: skip


async def _counts(db: Db, import_id: uuid.UUID) -> tuple[Mapping[str, int], int, int]:
    """Rows by their fate; of those to be done, how many are, and how many there are."""
    rows = await db.execute(
        select(DivisionRow.fate, func.count(), func.count(DivisionRow.done_at))
        .where(DivisionRow.tenant_id == db.tenant, DivisionRow.import_id == import_id)
        .group_by(DivisionRow.fate)
    )
    found = {row[0]: (row[1], row[2]) for row in rows}
    done = sum(one[1] for one in found.values())
    left = sum(of - made for fate, (of, made) in found.items() if fate in taking.CHANGING)
    return {fate: of for fate, (of, _) in found.items()}, done, done + left


def _tiles(counts: Mapping[str, int], import_id: uuid.UUID) -> list[Tile]:
    return [
        Tile(FATES[fate], f"{counts.get(fate, 0):,}", f"{HERE}/{import_id}?fate={fate}", icon,
             tone if counts.get(fate) else "neutral")
        for fate, (tone, icon) in FATE_TONES.items()
    ]  # fmt: skip


def _row_query(request: AnyRequest, actor: Actor, import_id: uuid.UUID) -> ListQuery:
    zone = registry(request).get(actor.tenant).zone
    return ListQuery.from_url(f"{HERE}/{import_id}", request.query_params, ROWS, zone)


def _rows(tenant: int, import_id: uuid.UUID) -> Source:
    columns: tuple[Any, ...] = (
        DivisionRow.line, DivisionRow.fate, DivisionRow.code, DivisionRow.name, DivisionRow.level,
        DivisionRow.parent_code, DivisionRow.changes, DivisionRow.field, DivisionRow.cell, DivisionRow.problem,
        DivisionRow.params,
    )  # fmt: skip
    wanted = select(*columns).where(DivisionRow.tenant_id == tenant, DivisionRow.import_id == import_id)
    return Source(
        wanted, DivisionRow.line.expression,
        {"line": DivisionRow.line.expression, "fate": DivisionRow.fate.expression,
         "level": DivisionRow.level.expression},
    )  # fmt: skip


def _cells(row: RowMapping) -> Mapping[str, object]:
    tone, icon = FATE_TONES[row["fate"]]
    field = FIELDS.get(row["field"])
    return {
        "line": row["line"], "fate": State(FATES[row["fate"]], tone, icon), "code": row["code"] or None,
        "name": row["name"] or None, "level": LEVELS.get(row["level"]), "parent": row["parent_code"] or None,
        "changes": [CHANGES[one] for one in row["changes"]] or None,
        "cell": [row["cell"], field] if field else None,
        "why": problem_words(row["problem"], row["params"]) if row["problem"] else None,
    }  # fmt: skip


ROUTES = (
    files_page, do_look, file_page, file_progress, rows_sheet, do_start, do_discard, do_approve_all,
)  # fmt: skip
