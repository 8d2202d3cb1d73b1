"""Commands that take over what an office already has: cases and a classification, from spreadsheets."""

import asyncio
import datetime as dt
import sys
import time
from pathlib import Path
from typing import cast

import typer

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.errors import N_, Refused
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.imports.classification import read_classification
from hotline_tenants.imports.mapping import load_map, shipped
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.running import BATCH, import_cases
from hotline_tenants.network.classification import add_categories
from hotline_tenants.network.units import unit_tree
from hotline_web.i18n import LANGUAGES, Language, Reader
from hotline_web.imports.report import write_report
from hotline_web.imports.summing import summary
from hotline_web.pieces import plain

cases = typer.Typer(no_args_is_help=True, help="Cases in bulk.")
classification = typer.Typer(no_args_is_help=True, help="The three-level content classification.")

LOOK_EVERY = 5.0
"""Seconds between two lines of progress where the output is no terminal."""


@cases.command("import")
def import_file(
    file: Path = typer.Argument(help="xlsx or csv, with a row of headings."),
    tenant: str = typer.Option(..., help="Division code of the government."),
    map_name: str = typer.Option(
        ..., "--map", help=f"{', '.join(shipped())}, or the path of a map of your own."
    ),
    report: Path | None = typer.Option(
        None, help="Where the report goes (.xlsx or .csv); HOTLINE_FILES_DIR otherwise."
    ),
    language: str = typer.Option("", help="Language of the report: zh or en; the government's otherwise."),
    batch: int = typer.Option(BATCH, min=1, max=5_000, help="Rows in one transaction."),
) -> None:
    """Take over a spreadsheet as history. Cut off anywhere, the same command goes on where it stopped."""
    by, settings = load_map(map_name), settings_from()
    if language not in ("", *LANGUAGES):
        raise Refused(N_("Choose zh or en."))

    async def run() -> None:
        database = database_from(settings)
        try:
            place = await _place(database, tenant)
            reader = Reader(cast(Language, language or place.language), place.zone, _now())
            done = await import_cases(
                database, place.id, by, file, now=_now, batch=batch, progress=_Progress()
            )
            target = (
                report or Path(settings.files_dir) / f"import-{done.started_at:%Y%m%d%H%M%S}-{done.id}.xlsx"
            )
            target.parent.mkdir(parents=True, exist_ok=True)
            async with database.transaction(at(place.id)) as db:
                units = await unit_tree(db)
                await write_report(db, done, target, reader)
            spoken = Reader(cast(Language, language or "en"), place.zone)
            sums = summary(done, units, spoken.language)
            for label, number in (*sums.groups, *sums.units, *sums.reasons):
                typer.echo(f"{number:>9,}  {plain(label, spoken)}")
            for label, names in (
                ("Columns not in the map", done.unread),
                ("Sheets without the headings", done.left_out),
            ):
                if names:
                    typer.echo(f"{label}: {', '.join(names)}")
            typer.echo(f"Report: {target}")
        finally:
            await database.close()

    asyncio.run(run())


@classification.command("import")
def import_classification(
    file: Path = typer.Argument(help="xlsx or csv with the headings 一级分类, 二级分类, 三级分类."),
    tenant: str = typer.Option(..., help="Division code of the government."),
) -> None:
    """Add what is missing of a classification. What is there stays; nothing is added twice."""
    paths = read_classification(file)

    async def run() -> None:
        database = database_from(settings_from())
        try:
            place = await _place(database, tenant)
            async with database.transaction(at(place.id)) as db:
                added = await add_categories(db, paths)
            typer.echo(f"{len(paths)} entries read, {added} names added on three levels.")
        finally:
            await database.close()

    asyncio.run(run())


class _Progress:
    """How far a run is: one line that changes on a terminal, a new one now and then elsewhere."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()
        self._first: int | None = None

    def __call__(self, run: ImportRun) -> None:
        if self._first is None:
            self._first = run.rows_read
            if run.rows_read:
                typer.echo(f"Going on after row {run.rows_read:,}, where the last run was cut off.")
        now = time.monotonic()
        rate = (run.rows_read - self._first) / max(now - self._began, 0.001)
        line = f"{run.rows_read:>9,} of {run.rows_total:,} rows, {rate:,.0f}/s"
        if sys.stdout.isatty():
            typer.echo(f"\r{line}", nl=run.finished_at is not None)
        elif run.finished_at is not None or now - self._said > LOOK_EVERY:
            self._said = now
            typer.echo(line)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _place(database: Database, code: str) -> Government:
    async with database.transaction(NOWHERE) as db:
        for one in await load_registry(db):
            if one.code == code:
                return one
    raise Refused(N_("There is no government with the code %(code)s.", code=code))
