"""Commands that bring a government on board: from its document to going live."""

import asyncio
import csv
import datetime as dt
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.engine import Database, database_from
from hotline_platform.errors import N_, Refused
from hotline_platform.files.stores import store_from
from hotline_platform.settings import settings_from
from hotline_tenants.ending.archiving import archive
from hotline_tenants.ending.settled import settled
from hotline_tenants.handover.describing import description
from hotline_tenants.handover.exporting import export_tenant
from hotline_tenants.handover.importing import import_tenant
from hotline_tenants.handover.parcel import ACCOUNTS
from hotline_tenants.handover.proving import prove_export
from hotline_tenants.onboarding.applying import FirstPassword, onboard
from hotline_tenants.onboarding.going_live import go_live
from hotline_tenants.onboarding.planning import plan
from hotline_tenants.onboarding.readiness import readiness, red
from hotline_tenants.onboarding.reading import read_document
from hotline_tenants.onboarding.rehearsing import rehearse
from hotline_web.i18n import translate
from hotline_web.onboarding.words import CHANGED

T = TypeVar("T")
_SIGNS = {"ready": "✓", "warning": "!", "missing": "✗"}


def onboard_a_government(
    file: Path = typer.Argument(help="A TOML file; infra/onboarding/county.toml explains every key."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be made and what is wrong."),  # noqa: FBT003 - typer's way
    passwords: Path | None = typer.Option(
        None, help="Where the first passwords go, as csv that only you may read; printed otherwise."
    ),
) -> None:
    """Set up a government from its document, or change what the document changes. It stays in preparation."""
    document, settings = read_document(file), settings_from()
    if passwords is not None and passwords.exists():
        raise Refused(
            N_("%(file)s is there already: first passwords never replace a file.", file=str(passwords))
        )

    async def run(database: Database, actor: Actor) -> None:
        found = (await plan(database, document, at=_now())).complete()
        for kind, number in found.counts.items():
            if number:
                typer.echo(f"{number:>7,}  {translate('en', CHANGED[kind])}")
        if found.empty:
            typer.echo("Nothing to change.")
        elif dry_run:
            typer.echo("Nothing was changed: this was a dry run.")
        else:
            done = await onboard(database, actor, document, cheap=settings.cheap_passwords, at=_now())
            _tell(done.passwords, passwords)
            code = document.government.code
            typer.echo(
                f"{code} is set up. Next: its administrator signs in on the web and chooses a password; "
                f"then hotline tenant readiness {code}"
            )

    _run(run)


def show_readiness(code: str = typer.Argument(help="Division code.")) -> None:
    """The checklist of a government that is to go live, computed from what is there."""

    async def run(database: Database, actor: Actor) -> None:
        lines = await readiness(database, code, at=_now())
        for line in lines:
            missing = ", ".join(str(name) for _, name in line.names)
            more = f" (and {line.count - len(line.names)} more)" if line.count > len(line.names) else ""
            typer.echo(
                f"{_SIGNS[line.state]} {translate('en', line.words)}{f'  –  {missing}{more}' if missing else ''}"
            )
        keeping = len(red(lines))
        typer.echo(f"{keeping} {'line keeps' if keeping == 1 else 'lines keep'} it from going live.")

    _run(run)


def rehearse_a_case(code: str = typer.Argument(help="Division code.")) -> None:
    """Take a made-up case through a government's whole flow; nothing of it stays."""

    async def run(database: Database, actor: Actor) -> bool:
        steps = await rehearse(database, actor, code, at=_now())
        for step in steps:
            came = (
                translate("en", step.failed)
                if step.failed
                else translate("en", step.result)
                if step.result
                else ""
            )
            typer.echo(
                f"{_SIGNS['missing' if step.failed else 'ready']} {translate('en', step.words)}: {came or step.who}"
            )
        return steps[-1].failed is None

    if not _run(run):
        raise typer.Exit(1)


def put_live(code: str = typer.Argument(help="Division code.")) -> None:
    """Put a government live; refused, with the list, while a line of its checklist is red."""

    async def run(database: Database, actor: Actor) -> None:
        goes = await go_live(database, actor, code, at=_now())
        typer.echo(f"{code} is live." if goes else f"{code} was live already.")

    _run(run)


def export_a_government(
    code: str = typer.Argument(help="Division code."),
    file: Path = typer.Argument(help="Where the export goes; a zip file that is not there yet."),
) -> None:
    """Export a whole government as of this moment: every row and every file, with a digest of each table."""
    settings = settings_from()

    async def run(database: Database, actor: Actor) -> None:
        done = await export_tenant(
            database, store_from(settings), actor, code, file, secret=settings.secret, at=_now()
        )
        people = done.tables[ACCOUNTS].rows
        rows = sum(entry.rows for entry in done.tables.values()) - people
        typer.echo(f"{rows:,} rows, {people:,} accounts and {done.files:,} files are in {file}.")

    _run(run)


def describe_the_format() -> None:
    """What is in an export, table by table and column by column, for whoever reads it with another program."""
    typer.echo(description())


def prove_an_export(file: Path = typer.Argument(help="An export that was made in this deployment.")) -> None:
    """Read an export from end to end and compare it with what stands in the database now."""

    async def run(database: Database, actor: Actor) -> list[str]:
        return await prove_export(database, actor, file, at=_now())

    faults = _run(run)
    for fault in faults:
        typer.echo(f"  {fault}")
    typer.echo("It does not hold." if faults else "Everything holds.")
    if faults:
        raise typer.Exit(1)


def archive_a_government(
    code: str = typer.Argument(help="Division code."),
    reason: str = typer.Option(..., help="By whose decision, and why."),
    successor: str | None = typer.Option(
        None, help="Division code of the government that carries on its work."
    ),
) -> None:
    """Archive a government that has ended; refused, with the list, while something stands open in it."""

    async def run(database: Database, actor: Actor) -> bool:
        try:
            await archive(database, actor, code, reason=reason, successor=successor, at=_now())
        except Refused:
            for line in (one for one in await settled(database, code) if one.open):
                typer.echo(f"{_SIGNS['missing']} {translate('en', line.words)}  –  {line.open:,}")
            raise
        return True

    _run(run)
    typer.echo(f"{code} is archived. Next: hotline tenant export {code} FILE, then hotline tenant prove FILE")


def import_a_government(
    file: Path = typer.Argument(help="An export of the same version of the product."),
) -> None:
    """Import a government into a fresh deployment, prove every chain, and compare every table."""
    settings = settings_from()

    async def run(database: Database, actor: Actor) -> bool:
        done = await import_tenant(
            database, store_from(settings), actor, file, secret=settings.secret, seal_key=settings.seal_key, at=_now()
        )  # fmt: skip
        for fault in done.faults:
            typer.echo(f"  {fault}")
        for name in done.differing:
            typer.echo(f"  {name} is not as it was exported")
        typer.echo(
            f"{done.rows:,} rows, {done.counts.cases:,} cases, {done.counts.events:,} events, {done.counts.seals:,} seals."
        )
        if not done.same_secret:
            typer.echo("HOTLINE_SECRET is another one here: query codes of the past cannot be looked up.")
        whole = not done.faults and not done.differing
        typer.echo("Everything holds." if whole else "It stays in preparation: something does not hold.")
        return whole

    if not _run(run):
        raise typer.Exit(1)


def _run(deed: Callable[[Database, Actor], Awaitable[T]]) -> T:
    async def run() -> T:
        database = database_from(settings_from())
        try:
            return await deed(database, system_actor(DEPLOYMENT))
        finally:
            await database.close()

    return asyncio.run(run())


def _tell(passwords: Sequence[FirstPassword], file: Path | None) -> None:
    """Once, and to whoever runs the command only."""
    if file is None:
        for one in passwords:
            typer.echo(f"{one.login:30} {one.password}  {one.name}")
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("login", "name", "first password"))
        rows.writerows((one.login, one.name, one.password) for one in passwords)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
