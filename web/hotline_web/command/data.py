"""Commands about data: imports, calendars, and proofs that figures and history are right."""

import asyncio
import datetime as dt
from pathlib import Path

import typer

from hotline_platform.calendar.store import load_year
from hotline_platform.calendar.year_files import read_year_file
from hotline_platform.calendar.years import from_package
from hotline_platform.database.engine import database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.settings import settings_from
from hotline_tenants.watching.calendars import year_was_loaded
from hotline_web.command.auditing import verify_history
from hotline_web.command.evaluations import prove_evaluations
from hotline_web.command.figures import verify_figures

calendar = typer.Typer(no_args_is_help=True, help="The national working calendar.")
figures = typer.Typer(no_args_is_help=True, help="Figures.")
figures.command("verify")(verify_figures)
evaluation = typer.Typer(no_args_is_help=True, help="Evaluations.")
evaluation.command("verify")(prove_evaluations)
audit = typer.Typer(no_args_is_help=True, help="History.")
audit.command("verify")(verify_history)


@calendar.command("load")
def load(
    year: int = typer.Argument(help="The year."),
    file: Path | None = typer.Option(None, help="CSV with date, kind, name; the built-in package otherwise."),
) -> None:
    """Load a year with its holidays and make-up working days. Open clocks are recomputed by the worker."""
    loaded = read_year_file(file, year) if file else from_package(year)

    async def run() -> None:
        database = database_from(settings_from())
        now = dt.datetime.now(dt.UTC)
        async with database.transaction(NOWHERE, "admin") as db:
            source = file.name if file else "package"
            await load_year(db, loaded, source=source, at=now)
        await year_was_loaded(database, year, at=now)
        await database.close()

    asyncio.run(run())
    typer.echo(f"{year} is loaded: {len(loaded.days)} days differ from plain weeks.")
