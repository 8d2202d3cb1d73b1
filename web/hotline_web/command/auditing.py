"""The command that proves history."""

import asyncio

import typer

from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.verifying import Counts
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.answering.verifying import answering_faults
from hotline_tenants.circulars.verifying import circular_faults
from hotline_tenants.ending.certificate import certificate_faults
from hotline_tenants.history.verifying import tenants_to_verify, verify
from hotline_tenants.hotlines.verifying import hotline_faults
from hotline_tenants.inspection.verifying import inspection_faults
from hotline_tenants.meetings.verifying import meeting_faults
from hotline_tenants.rectification.verifying import rectification_faults
from hotline_tenants.supervision.verifying import verify_supervisions

LEDGERS = (
    inspection_faults, circular_faults, rectification_faults, hotline_faults, meeting_faults, answering_faults,
)  # fmt: skip
"""What is proved beside cases and supervisions, each in the government one stands in."""


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
    async for fault in verify(database, tenant, counts, key=key):
        faults += 1
        typer.echo(f"  {fault}")
    ledgers = 0
    async for found in verify_supervisions(database, tenant):
        if isinstance(found, int):
            ledgers = found
        else:
            faults += 1
            typer.echo(f"  {found}")
    if tenant != DEPLOYMENT:
        async with database.transaction(at(tenant), "reader") as db:
            code = (await load_registry(db)).get(tenant).code
            for proof in LEDGERS:
                async for fault in proof(db, code):
                    faults += 1
                    typer.echo(f"  {fault}")
    typer.echo(
        f"{names.get(tenant, 'The deployment')}: {counts.cases} cases, {counts.events} events, {ledgers} supervisions, "
        f"{counts.contents} erasable rows, {counts.seals} seals, {counts.entries} log entries "
        f"({counts.unsealed} wait for the next seal): {_faults(faults) if faults else 'whole'}"
    )
    return faults


def _faults(number: int) -> str:
    return "1 fault" if number == 1 else f"{number} faults"
