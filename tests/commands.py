"""The command line on the database of a test."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from hotline_platform.settings import Settings
from hotline_web.command import app

HOTLINE = str(Path(sys.executable).with_name("hotline"))


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that give a process these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return {
        **kept,
        "HOTLINE_ENVIRONMENT": settings.environment,
        "HOTLINE_DATABASE_URL": settings.urls["app"],
        **{f"HOTLINE_{role.upper()}_URL": url for role, url in settings.urls.items() if role != "app"},
        "HOTLINE_SECRET": settings.secret,
        "HOTLINE_SEAL_KEY": settings.seal_key,
        "HOTLINE_COOKIE_SECURE": "no",
    }


async def hotline(settings: Settings, *arguments: str) -> Result:
    """Run one command as a person would, in a thread of its own (each command has its own event loop)."""
    runner = CliRunner(env=dict(environment_of(settings)))
    return await asyncio.to_thread(lambda: runner.invoke(app, list(arguments)))


def worker_process(settings: Settings) -> subprocess.Popen[bytes]:
    """A worker of its own process group; the caller ends it."""
    return subprocess.Popen(
        [HOTLINE, "worker", "--threads", "2"], env=environment_of(settings), start_new_session=True
    )
