"""The command line on the database of a test."""

import asyncio
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from hotline_platform.settings import Settings
from hotline_web.command import app
from tests.serving import environment_of

__all__ = ["HOTLINE", "environment_of", "hotline"]

HOTLINE = str(Path(sys.executable).with_name("hotline"))


async def hotline(settings: Settings, *arguments: str) -> Result:
    """Run one command as a person would, in a thread of its own (each command has its own event loop)."""
    runner = CliRunner(env=dict(environment_of(settings)))
    return await asyncio.to_thread(lambda: runner.invoke(app, list(arguments)))
