"""What a superuser has to do once before migrations can run: the owning role and its database."""

from typing import LiteralString

import psycopg
from psycopg import sql

from hotline_platform.embedded.reach import OWNER, SUPERUSER, Reach
from hotline_platform.embedded.server import Embedded


def bootstrap(server: Embedded | Reach, database: str) -> None:
    """Make `hotline_owner` and `database`, or leave them as they are.

    The owner may make roles but is no superuser and bypasses no row security. The other roles are made by the first
    migration, and `hotline migrate` gives them their passwords.
    """
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        if not _exists(connection, "select from pg_roles where rolname = %s", OWNER):
            connection.execute(
                sql.SQL("create role {} login createrole nosuperuser nobypassrls password {}").format(
                    sql.Identifier(OWNER), sql.Literal(server.passwords[OWNER])
                )
            )
        if not _exists(connection, "select from pg_database where datname = %s", database):
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            )


def _exists(connection: psycopg.Connection[tuple[object, ...]], question: LiteralString, name: str) -> bool:
    return connection.execute(sql.SQL(question), (name,)).fetchone() is not None
