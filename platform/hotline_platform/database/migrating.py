"""Bringing the schema up to date as its owner, and giving the login roles their passwords."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import make_url

from hotline_platform.errors import N_, Misconfigured
from hotline_platform.settings import DATABASE_ROLES, Settings

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def configuration(owner_url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    return config


def migrate(settings: Settings) -> None:
    """Run every migration that is missing, then set the passwords of the roles as the settings' URLs name them.

    Raises Misconfigured without HOTLINE_OWNER_URL.
    """
    if not settings.urls["owner"]:
        raise Misconfigured(N_("HOTLINE_OWNER_URL is missing: migrations run as the owner of the schema."))
    command.upgrade(configuration(settings.urls["owner"]), "head")
    with psycopg.connect(settings.urls["owner"], autocommit=True) as connection:
        for role in DATABASE_ROLES:
            url = make_url(settings.urls[role])
            if role != "owner" and url.username and url.password:
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                        sql.Identifier(url.username), sql.Literal(str(url.password))
                    )
                )
