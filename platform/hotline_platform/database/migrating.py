"""Bringing the schema up to date as its owner, and giving the login roles their passwords."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from hotline_platform.errors import N_, Misconfigured
from hotline_platform.settings import DATABASE_ROLES, Settings

MIGRATIONS = Path(__file__).parents[3] / "migrations"

LOCK_TIMEOUT = 2_000
"""Milliseconds for which a migration queues for a table. Whoever queues for it whole holds up everybody who only wants
to read it, so it must not queue behind a long report.
"""
ATTEMPTS = 30
PAUSE = 2.0
"""Seconds between two attempts, in which everybody else has their turn."""


def configuration(owner_url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    config.attributes["lock_timeout"] = LOCK_TIMEOUT
    return config


def migrate(settings: Settings, *, wait: Callable[[float], None] = time.sleep) -> None:
    """Run every migration that is missing, then set the passwords of the roles as the settings' URLs name them.

    A migration that does not get its tables at once steps back and tries again, for some minutes; those before it
    stay. Raises Misconfigured without HOTLINE_OWNER_URL, and where somebody holds a table all that time.
    """
    if not settings.urls["owner"]:
        raise Misconfigured(N_("HOTLINE_OWNER_URL is missing: migrations run as the owner of the schema."))
    _upgrade(settings.urls["owner"], wait)
    with psycopg.connect(settings.urls["owner"], autocommit=True) as connection:
        for role in DATABASE_ROLES:
            url = make_url(settings.urls[role])
            if role != "owner" and url.username and url.password:
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                        sql.Identifier(url.username), sql.Literal(str(url.password))
                    )
                )


def _upgrade(owner_url: str, wait: Callable[[float], None]) -> None:
    for left in reversed(range(ATTEMPTS)):
        try:
            command.upgrade(configuration(owner_url), "head")
        except OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
            if not left:
                raise Misconfigured(
                    N_(
                        "Another session holds a table that a migration needs. End it, or try again when it is done."
                    )
                ) from error
            wait(PAUSE)
        else:
            return
