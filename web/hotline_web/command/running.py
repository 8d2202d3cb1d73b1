"""Commands that run the product: web, worker, migrations."""

import typer
from granian.constants import Interfaces, Loops
from granian.server import Server

import hotline_tenants.declared_jobs
from hotline_platform.database.migrating import migrate as migrate_to_head
from hotline_platform.jobs import runner
from hotline_platform.settings import SETTINGS, settings_from

__all__ = ["hotline_tenants", "migrate", "serve", "settings", "worker"]


def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    port: int = typer.Option(8000, help="Port to listen on."),
) -> None:
    """Serve the pages and the API. HOTLINE_WEB_WORKERS says how many processes."""
    settings = settings_from()
    server = Server(
        "hotline_web.asgi:create", address=host, port=port, interface=Interfaces.ASGI, factory=True,
        workers=settings.web_workers, loop=Loops.asyncio, log_access=False, respawn_failed_workers=True,
        workers_kill_timeout=5, websockets=False,
    )  # fmt: skip
    server.serve()


def worker(
    threads: int | None = typer.Option(None, help="Jobs at the same time; HOTLINE_THREADS otherwise."),
) -> None:
    """Work on jobs and tick the recurring ones, until told to stop."""
    runner.run(settings_from(), threads=threads)


def migrate() -> None:
    """Bring the schema up to date as its owner (HOTLINE_OWNER_URL) and set the passwords of the login roles."""
    migrate_to_head(settings_from())
    typer.echo("The schema is up to date.")


def settings() -> None:
    """List every setting, its meaning and its default."""
    for setting in SETTINGS:
        default = "required" if setting.default is None else f"default: {setting.default or 'empty'}"
        typer.echo(f"HOTLINE_{setting.name}\n    {setting.meaning} ({default})")
