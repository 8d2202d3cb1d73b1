"""Runs of imports: their list, one with its progress, its report as a file; and imported demands that wait."""

import tempfile
import uuid
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File, Redirect, Response

from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_tenants.cases.model import Case
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.queries import counts, imported_waiting, refusals_of, run_for, runs
from hotline_tenants.imports.taking_up import take_up
from hotline_web.answers import back, page
from hotline_web.cases.known import Known, known_for
from hotline_web.desks.desk import COUNTED_UP_TO, sheet
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.imports import lists
from hotline_web.imports.report import problem_words, write_report
from hotline_web.imports.summing import summary
from hotline_web.listing import ListQuery, Source, count, fetch
from hotline_web.pieces import Fact, Tab, Tile
from hotline_web.spreadsheets import MEDIA_TYPE

AnyRequest = Request[Any, Any, Any]
RUN = {"permission": "import.run"}
SHOWN = 100
"""Refused cells on the page; the report has all of them."""


async def tabs(db: Db, here: str) -> tuple[Tab, ...]:
    """The three pages of imports."""
    waiting = await counts(db)
    return (
        Tab(N_("Runs"), "/imports", here == "runs"),
        Tab(N_("Rows for review"), "/imports/review", here == "review", waiting["review"]),
        Tab(N_("Imported demands"), "/imports/demands", here == "demands", waiting["demands"]),
    )


@get("/imports", opt=RUN)
async def runs_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Every run, the latest first."""
    known = await known_for(request, db)
    query = ListQuery.from_url("/imports", request.query_params, lists.RUNS, known.calendar.zone)
    source = Source(runs(actor.tenant), ImportRun.id.expression, {"started": ImportRun.started_at.expression})
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: lists.run_cells(row, known), lambda row: f"/imports/{row['id']}")
    return page(request, "imports/runs.html", page=shown, tabs=await tabs(db, "runs"))


@get("/imports/{run_id:uuid}", opt=RUN)
async def run_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, run_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One run: how far it is, what became of its rows, which cells it refused."""
    return await _run(request, db, run_id)


@get("/imports/{run_id:uuid}/progress", opt=RUN)
async def progress(
    request: AnyRequest, db: GivenDb, actor: GivenActor, run_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The same without its frame, for the page that asks again while the run goes on."""
    return await _run(request, db, run_id, block="progress")


async def _run(request: AnyRequest, db: Db, run_id: uuid.UUID, block: str | None = None) -> Response[str]:
    known = await known_for(request, db)
    run = await run_for(db, run_id)
    refused = (await db.execute(refusals_of(db.tenant, run_id).limit(SHOWN))).scalars().all()
    return page(
        request, "imports/run.html", block=block, run=run, running=run.finished_at is None,
        cut_off=lists.is_cut_off(run.finished_at, run.moved_at, known.now), facts=_facts(run, known),
        tiles=_tiles(run), sums=summary(run, known.units, known.language), shown=SHOWN,
        refused=[(one, *problem_words(one.problem, one.params)) for one in refused],
    )  # fmt: skip


def _facts(run: ImportRun, known: Known) -> list[Fact]:
    return [
        Fact(N_("State"), lists.run_state(run.finished_at, run.moved_at, known.now)),
        Fact(N_("Started"), run.started_at),
        Fact(N_("Map"), run.map_name),
        Fact(N_("Finished at"), run.finished_at),
        Fact(N_("Imported with an answer"), run.answered),
        Fact(N_("Columns that the map does not name"), ", ".join(run.unread) or None),
        Fact(N_("Sheets without the headings"), ", ".join(run.left_out) or None),
    ]


def _tiles(run: ImportRun) -> list[Tile]:
    return [
        Tile(N_("Imported"), f"{run.imported:,}", icon="file-import", tone="on_time"),
        Tile(N_("Already there"), f"{run.present:,}", icon="copy-check"),
        Tile(N_("Refused"), f"{run.refused:,}", icon="ban", tone="overdue" if run.refused else "neutral"),
        Tile(
            N_("For review"), f"{run.queued:,}", "/imports/review", "map-pin-question",
            "near" if run.queued else "neutral",
        ),
    ]  # fmt: skip


@get("/imports/{run_id:uuid}/report.xlsx", opt=RUN)
async def report(request: AnyRequest, db: GivenDb, actor: GivenActor, run_id: FromPath[uuid.UUID]) -> File:
    """The report as it stands now; who took it is recorded, because it shows what stands in cells."""
    known = await known_for(request, db)
    run = await run_for(db, run_id)
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    await write_report(db, run, path, Reader(known.language, known.calendar.zone, known.now))
    note(
        db,
        "export",
        account_id=actor.account_id,
        at=known.now,
        list="import report",
        subject=run_id,
        rows=run.refused,
    )
    return File(
        path, filename=f"import-{run.started_at:%Y%m%d%H%M}.xlsx", media_type=MEDIA_TYPE,
        background=BackgroundTask(path.unlink, missing_ok=True),
    )  # fmt: skip


@get("/imports/demands", opt=RUN)
async def demands_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Imported demands that nobody has answered."""
    known = await known_for(request, db)
    desk = lists.demands(known)
    query = ListQuery.from_url(desk.url, request.query_params, desk.spec, known.calendar.zone)
    source = _demands(actor.tenant)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: known.cells(row, desk.due), lambda row: f"/cases/{row['case_id']}")
    return page(
        request, "imports/demands.html", page=shown, tabs=await tabs(db, "demands"), form_id=lists.TAKING_UP,
        export=f"{desk.url}.xlsx",
    )  # fmt: skip


@get("/imports/demands.xlsx", opt=RUN)
async def demands_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    known = await known_for(request, db)
    return await sheet(request, db, actor, lists.demands(known), _demands(actor.tenant))


@post("/imports/demands/taking-up", opt=RUN)
async def take_up_ticked(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Take the ticked demands up for live handling: all of them, or none where one is not possible any more."""
    try:
        ids = {uuid.UUID(one) for one in (await request.form()).getall("ids", [])}
    except ValueError:
        raise NotFound from None
    if not ids:
        return back("/imports/demands", N_("Tick the demands that are to be taken up."), "warning")
    for case_id in sorted(ids):
        await take_up(db, actor, case_id, version=None, at=moment(request))
    return back("/dispatch", N_("Taken up: %(number)s. They wait for dispatch now.", number=len(ids)))


def _demands(tenant: int) -> Source:
    return Source(
        imported_waiting(tenant), Case.id.expression,
        {"number": Case.number.expression, "registered": Case.registered_at.expression},
        {
            "number": lambda value: Case.number.startswith(value, autoescape=True),
            "proposed": lambda value: Case.proposed_unit_id == uuid.UUID(value),
        },
    )  # fmt: skip


ROUTES = (runs_page, run_page, progress, report, demands_page, demands_sheet, take_up_ticked)
