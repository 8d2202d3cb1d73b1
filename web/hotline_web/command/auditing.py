"""The command that proves history."""

import asyncio

import typer

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.ending.certificate import certificate_faults
from hotline_tenants.history.verifying import tenants_to_verify
from hotline_tenants.history.whole import verify_everything


def verify_history(
    tenant: str | None = typer.Option(None, help="Division code of one government; every one otherwise."),
) -> None:
    """Prove every chain of cases, supervisions, inspections, papers, circulars, joint meetings, answering days and merged
    hotlines, the texts they answer for, the seals, the log and the certificates. Ends with 1 on a fault.
    """

    async def run() -> int:
        settings = settings_from()
        database = database_from(settings)
        try:
            tenants = await tenants_to_verify(database, tenant)
            faults = sum([await _one(database, number, settings.seal_key) for number in tenants])
            if tenant is None:
                async for fault in certificate_faults(database, key=settings.seal_key):
                    faults += 1
                    typer.echo(f"  {fault}")
            return faults
        finally:
            await database.close()

    faults = asyncio.run(run())
    typer.echo(f"{_faults(faults)}." if faults else "Everything holds.")
    if faults:
        raise typer.Exit(1)


async def _one(database: Database, tenant: int, key: str) -> int:
    async with database.transaction(NOWHERE, "reader") as db:
        names = {one.id: f"{one.code} {one.name_zh} {one.name_en}" for one in await load_registry(db)}
    counts, faults = Counts(), 0
    async for fault in verify_everything(database, tenant, counts, key=key):
        faults += 1
        typer.echo(f"  {fault}")
    typer.echo(
        f"{names.get(tenant, 'The deployment')}: {counts.cases} cases, {counts.events} events, {counts.supervisions} supervisions, "
        f"{counts.contents} erasable rows, {counts.seals} seals, {counts.entries} log entries "
        f"({counts.unsealed} wait for the next seal): {_faults(faults) if faults else 'whole'}"
    )
    return faults


def _faults(number: int) -> str:
    return "1 fault" if number == 1 else f"{number} faults"
