"""The command that takes over administrative divisions: first what would become of each row, then the deed."""

import asyncio
import datetime as dt
from collections import Counter
from pathlib import Path

import typer
from sqlalchemy import select

from hotline_platform.access.actor import system_actor
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.divisions.model import DivisionRow
from hotline_tenants.divisions.planning import plan_import
from hotline_tenants.divisions.problems import FATES, FIELDS, problem_words
from hotline_tenants.divisions.taking import discard_import, start_import, take_batch

network = typer.Typer(no_args_is_help=True, help="The network of streets and committees.")

SHOWN = 40
"""How many refused rows are printed; the pages and their Excel file have all of them."""


@network.command("import")
def import_divisions(
    file: Path = typer.Argument(help="xlsx or csv with the headings code, name, parent_code, level."),
    tenant: str = typer.Option(..., help="Division code of the city, or of one district."),
    yes: bool = typer.Option(False, "--yes", help="Take it over; otherwise it is only looked at."),  # noqa: FBT003
) -> None:
    """Streets and committees of a file become units with points applied for. What is there stays; nothing is done twice."""

    async def run() -> None:
        database = database_from(settings_from())
        try:
            place = await _place(database, tenant)
            actor = system_actor(place.id)
            async with database.transaction(at(place.id)) as db:
                import_id = await plan_import(db, actor, file, file.name, at=_now())
            rows = await _rows(database, place.id, import_id)
            _say(rows)
            async with database.transaction(at(place.id)) as db:
                if yes:
                    await start_import(db, actor, import_id, at=_now())
                else:
                    await discard_import(db, actor, import_id)
            if not yes:
                typer.echo("Nothing was changed. Take it over with --yes.")
                return
            more = True
            while more:
                async with database.transaction(at(place.id)) as db:
                    more = await take_batch(db, import_id, at=_now())
            done = sum(row.done_at is not None for row in await _rows(database, place.id, import_id))
            typer.echo(
                f"Taken over: {done:,} rows. The points wait for approval by the head of the duty room."
            )
        finally:
            await database.close()

    asyncio.run(run())


def _say(rows: list[DivisionRow]) -> None:
    counts = Counter(row.fate for row in rows)
    for fate, name in FATES.items():
        typer.echo(f"{counts[fate]:>9,}  {name}")
    refused = [row for row in rows if row.fate == "refuse"]
    for row in refused[:SHOWN]:
        typer.echo(f"  {row.cell} {FIELDS[row.field]}: {problem_words(row.problem, row.params)}")
    if len(refused) > SHOWN:
        typer.echo(f"  … and {len(refused) - SHOWN:,} more: look at the file on the pages of the network.")


async def _rows(database: Database, tenant: int, import_id: object) -> list[DivisionRow]:
    async with database.transaction(at(tenant)) as db:
        wanted = select(DivisionRow).where(
            DivisionRow.tenant_id == tenant, DivisionRow.import_id == import_id
        )
        return list((await db.execute(wanted.order_by(DivisionRow.line))).scalars())


async def _place(database: Database, code: str) -> Government:
    async with database.transaction(NOWHERE) as db:
        try:
            return (await load_registry(db)).by_code(code)
        except NotFound:
            raise Refused(N_("There is no government with the code %(code)s.", code=code)) from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
