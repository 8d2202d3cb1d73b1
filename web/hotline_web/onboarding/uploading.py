"""Units and people from a spreadsheet: the example to download, taking a filled one in, taking it out again."""

import tempfile
import uuid
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import File, Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Refused
from hotline_platform.files.spool import Received, Spool
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.onboarding import drafts
from hotline_tenants.onboarding.spreadsheets import Sheets, read_sheets
from hotline_web.answers import back, reader_language
from hotline_web.entering import moment
from hotline_web.files.receiving import receiving
from hotline_web.given import GivenActor, GivenDb
from hotline_web.onboarding.drafting import code_in, known_for, typed_in
from hotline_web.onboarding.example import write_example
from hotline_web.onboarding.forms import STEPS
from hotline_web.onboarding.wizard import KEEP, PATH, show_step, version_in
from hotline_web.spreadsheets import MEDIA_TYPE

AnyRequest = Request[Any, Any, Any]
LARGEST = 20_000_000
PEOPLE = next(step for step in STEPS if step.key == "people")


@get(f"{PATH}/example.xlsx", opt=KEEP)
async def example(request: AnyRequest, db: GivenDb, actor: GivenActor, draft_id: FromPath[uuid.UUID]) -> File:
    """A filled-in example that carries the code of this government."""
    draft = await drafts.draft_for(db, actor, draft_id)
    code = code_in(draft)
    if not code:
        raise Refused(N_("Type the division code first: the example carries it."))
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        path = Path(made.name)
    language = reader_language(request)
    write_example(path, code, str(typed_in(draft, "government").get(f"name_{language}", "")), language)
    return File(
        path, filename=f"units-and-people-{code}.xlsx", media_type=MEDIA_TYPE,
        background=BackgroundTask(path.unlink, missing_ok=True),
    )  # fmt: skip


@post(f"{PATH}/sheet", opt=KEEP, status_code=200, exclude_from_csrf=True)
async def do_take_sheet(
    request: AnyRequest, actor: GivenActor, draft_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Take a spreadsheet in, the whole of it or nothing; wrong cells are named on the page of the step."""
    settings: Settings = request.app.state.settings
    async with receiving(request, Spool(Path(settings.files_dir)), LARGEST) as sent:
        try:
            if sent.turned_away:
                raise Refused(sent.turned_away[0].why)
            if not sent.files:
                raise Refused(N_("Choose a file first."))
            file = sent.files[0]
            code = await _code(request, actor, draft_id)
            sheets = _read(file, code)
        except Refused as refusal:
            return await _refused(request, actor, draft_id, refusal)
        version = version_in(sent.fields)
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        draft = await drafts.draft_for(db, actor, draft_id, lock=True, version=version)
        drafts.keep_sheets(draft, file.name, sheets, at=moment(request))
    return back(
        f"/governments/drafts/{draft_id}/people",
        N_("Taken from the file: %(units)s units, %(people)s people.", units=len(sheets.units),
           people=len({one.login for one in sheets.people})),
    )  # fmt: skip


@post(f"{PATH}/sheet/removal", opt=KEEP, status_code=303)
async def do_take_out(
    request: AnyRequest, db: GivenDb, actor: GivenActor, draft_id: FromPath[uuid.UUID]
) -> Redirect:
    """Take out what the spreadsheet brought."""
    draft = await drafts.draft_for(db, actor, draft_id, lock=True)
    drafts.keep_sheets(draft, "", None, at=moment(request))
    return back(
        f"/governments/drafts/{draft_id}/people", N_("What the spreadsheet had brought is taken out again.")
    )


async def _code(request: AnyRequest, actor: Actor, draft_id: uuid.UUID) -> str:
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        code = code_in(await drafts.draft_for(db, actor, draft_id))
    if not code:
        raise Refused(N_("Type the division code first: the example carries it."))
    return code


def _read(file: Received, code: str) -> Sheets:
    """Under its own name, by which its kind is known and its cells are told."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / file.name
        named.symlink_to(file.path.resolve())
        return read_sheets(named, code)


async def _refused(request: AnyRequest, actor: Actor, draft_id: uuid.UUID, refusal: Refused) -> Response[str]:
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        draft = await drafts.draft_for(db, actor, draft_id)
        registry = await load_registry(db)
    known = await known_for(database, registry, draft, reader_language(request), at=moment(request))
    form = PEOPLE.read(typed_in(draft, "people"), known)
    return show_step(
        request, draft, known, PEOPLE, form, status=422, refusal=refusal.message, refused=refusal.fields
    )


ROUTES = (example, do_take_sheet, do_take_out)
