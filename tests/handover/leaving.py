"""What the tests about handing over share: a fresh deployment, the way out and the way in, and rows as they stand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.migrating import migrate
from hotline_platform.database.model import Base, columns_of
from hotline_platform.database.security import tenant_models
from hotline_platform.embedded import Embedded, bootstrap
from hotline_platform.files.disk import Disk
from hotline_platform.settings import Settings
from hotline_tenants.handover.exporting import export_tenant
from hotline_tenants.handover.importing import Imported, import_tenant
from hotline_tenants.handover.parcel import Manifest
from tests.conftest import House, settings_for
from tests.onboarding.making import OPERATOR

FRESH = "elsewhere"


@asynccontextmanager
async def fresh_deployment(server: Embedded) -> AsyncIterator[tuple[Settings, Database]]:
    """A deployment that was migrated and knows nobody."""
    bootstrap(server, FRESH)
    settings = settings_for(server, FRESH)
    migrate(settings)
    database = database_from(settings)
    try:
        yield settings, database
    finally:
        await database.close()
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {FRESH} WITH (FORCE)")


async def exported(house: House, store: Disk, code: str, target: Path) -> Manifest:
    return await export_tenant(
        house.database, store, OPERATOR, code, target, secret=house.settings.secret, at=house.now
    )


async def imported(house: House, elsewhere: tuple[Settings, Database], store: Disk, file: Path) -> Imported:
    settings, database = elsewhere
    return await import_tenant(
        database, store, OPERATOR, file, secret=settings.secret, seal_key=settings.seal_key, at=house.now
    )


def rows_of(connection: psycopg.Connection, tenant: int) -> dict[str, list[str]]:
    """Every row of a government by its table, seen past every policy; tables without one are left out."""
    connection.execute("SET TimeZone = 'UTC'")
    found = {}
    for name in tenant_models():
        fields = ", ".join(f't."{column}"' for column in columns_of(Base.metadata.tables[name]))
        wanted = (
            f"SELECT (SELECT to_jsonb(r)::text FROM (SELECT {fields}) r) FROM {name} t WHERE tenant_id = %s"
        )
        if rows := connection.execute(wanted.encode(), [tenant]).fetchall():
            found[name] = sorted(row for (row,) in rows)
    return found
