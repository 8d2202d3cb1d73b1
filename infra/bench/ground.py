"""The databases that are measured on: a few thousand cases, a million, and one to work in; kept for the next run."""

import asyncio
import datetime as dt
import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, make_url

from hotline_platform.database.engine import database_from
from hotline_platform.database.migrating import MIGRATIONS, migrate
from hotline_platform.embedded import Embedded, bootstrap
from hotline_platform.settings import DATABASE_ROLES, Settings, settings_from
from hotline_tenants.figures import measures
from infra.bench.founding import found
from infra.bench.rollups import roll_up

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "bench"
SIZES: Mapping[str, int] = {"small": 10_000, "large": 1_000_000}
FOUNDED, WORK = "founded", "work"
HERE = Path(__file__).parent
MADE_OF = (HERE / "founding.py", HERE / "filling.sql", HERE / "rollups.py", Path(measures.__file__))
_URLS = {"app": "DATABASE_URL"}


@dataclass
class Ground:
    """A running server with the databases `founded` (no case), one for each of `sizes`, and `work`.

    `anchor` is the moment as of which the cases stand; `notes` collects what goes into the file of results.
    """

    server: Embedded
    sizes: Mapping[str, int] = field(default_factory=lambda: SIZES)
    anchor: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    notes: list[str] = field(default_factory=list)

    def environment(self, database: str) -> dict[str, str]:
        """The variables of a process that works on one of the databases."""
        urls = {
            f"HOTLINE_{_URLS.get(role, f'{role.upper()}_URL')}": self.server.url(f"hotline_{role}", database)
            for role in DATABASE_ROLES
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        return {**kept, **urls, "HOTLINE_COOKIE_SECURE": "no", "HOTLINE_FILES_DIR": str(FOLDER / "files")}

    def settings(self, database: str) -> Settings:
        """The settings of such a process."""
        return settings_from(self.environment(database))

    def superuser(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that row security does not hold."""
        return psycopg.connect(self.server.url("postgres", database), autocommit=True)

    def prepare(self, *, fresh: bool = False) -> bool:
        """Make what is missing or was made by older code, and an empty database to work in; true if it was made."""
        print_ = hashlib.sha256()
        for file in (*MADE_OF, *sorted((MIGRATIONS / "versions").glob("*.py"))):
            print_.update(file.read_bytes())
        mark = f"{print_.hexdigest()[:16]} {sorted(self.sizes.items())}"
        kept = {name: self._comment(name) for name in (FOUNDED, *self.sizes)}
        marks = {comment.partition(" as of ")[0] for comment in kept.values()}
        made = fresh or marks != {mark}
        if made:
            self._build(f"{mark} as of {self.anchor.isoformat()}")
        else:
            self.anchor = dt.datetime.fromisoformat(kept[FOUNDED].partition(" as of ")[2])
        self.copy(FOUNDED, WORK)
        return made

    def drop(self, name: str) -> None:
        """Away with one of the databases, if it is there."""
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def copy(self, template: str, name: str) -> None:
        """Make `name` anew as a copy of another database."""
        self.drop(name)
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER hotline_owner STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )

    def _comment(self, name: str) -> str:
        """What a finished database says of itself."""
        with self.superuser() as connection:
            row = connection.execute(
                "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s",
                [name],
            ).fetchone()
        return str(row[0]) if row else ""

    def _build(self, comment: str) -> None:
        began = time.monotonic()
        _say("Founding a city and 39 districts …")
        with self.superuser() as connection:
            for name in (FOUNDED, WORK, *self.sizes):
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
        bootstrap(self.server, FOUNDED)
        settings = self.settings(FOUNDED)
        migrate(settings)
        asyncio.run(_found(settings, self.anchor))
        self._finished(FOUNDED, comment)
        for name, cases in self.sizes.items():
            _say(f"Filling {name}: {cases:,} cases …")
            self.copy(FOUNDED, name)
            self._fill(name, cases)
            self._finished(name, comment)
        _say(f"The data stand after {time.monotonic() - began:.0f} s and are kept in {FOLDER.name}.")

    def _fill(self, name: str, cases: int) -> None:
        script = sql.SQL((HERE / "filling.sql").read_text())
        with self.superuser(name) as connection, psycopg.ClientCursor(connection) as cursor:
            cursor.execute(script, {"cases": cases, "anchor": self.anchor})
        engine = create_engine(
            make_url(self.server.url("postgres", name)).set(drivername="postgresql+psycopg")
        )
        with engine.begin() as rolling:
            roll_up(rolling)
        engine.dispose()
        with self.superuser(name) as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")

    def _finished(self, name: str, comment: str) -> None:
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(comment))
            )


async def _found(settings: Settings, at: dt.datetime) -> None:
    database = database_from(settings)
    try:
        await found(database, at=at)
    finally:
        await database.close()


def _say(line: str) -> None:
    print(line, flush=True)
