"""What the migrations make is what the models say."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, NullPool, create_engine, inspect, make_url

from hotline_platform.database import migrating
from hotline_platform.database.migrating import configuration, migrate
from hotline_platform.database.security import tenant_models
from hotline_platform.embedded import Embedded, bootstrap
from hotline_platform.errors import Misconfigured
from hotline_tenants.models import metadata
from tests.conftest import settings_for

MIGRATED = "migrated"


@pytest.fixture(scope="module")
def owner(server: Embedded) -> Iterator[str]:
    """The owner's address of a database that was migrated and nothing else; twice, as a nervous operator does it."""
    bootstrap(server, MIGRATED)
    settings = settings_for(server, MIGRATED)
    migrate(settings)
    migrate(settings)
    yield settings.urls["owner"]
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {MIGRATED} WITH (FORCE)")


def test_a_migrated_database_is_what_the_models_say(owner: str) -> None:
    engine = create_engine(make_url(owner).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        # What Alembic does not compare: the columns of the keys in their order, and the texts of checks by name.
        known = inspect(connection)
        for table in metadata.tables.values():
            key = [column.name for column in table.primary_key.columns]
            assert known.get_pk_constraint(table.name)["constrained_columns"] == key, table.name
            checks = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
            assert {check["name"] for check in known.get_check_constraints(table.name)} == checks, table.name


def test_migrations_are_one_line_and_each_says_what_it_is() -> None:
    scripts = list(ScriptDirectory.from_config(configuration("postgresql://")).walk_revisions())
    numbers = [script.revision for script in scripts]
    assert len(set(numbers)) == len(numbers)
    assert [script.down_revision for script in scripts] == [*numbers[1:], None]
    for script in scripts:
        assert Path(script.path).name.startswith(f"{script.revision}_")
        assert (script.doc or "").strip(), script.path


def test_a_migration_that_changes_rows_lifts_the_policies_meanwhile() -> None:
    """Row security is forced on the owner too: without that it would change no row, and say nothing."""
    tables = "|".join(tenant_models())
    changes = re.compile(rf"\b(UPDATE|DELETE FROM|INSERT INTO)\s+({tables})\b(?!.*FOR )", re.IGNORECASE)
    for script in ScriptDirectory.from_config(configuration("postgresql://")).walk_revisions():
        source = Path(script.path).read_text()
        for found in changes.finditer(source):
            assert f"ALTER TABLE {found[2]} NO FORCE ROW LEVEL SECURITY" in source, (
                f"{script.path}: {found[0]}"
            )


def test_a_migration_steps_back_from_a_table_that_is_read_and_holds_up_nobody(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long report reads, a migration wants the table whole, somebody else wants to read meanwhile."""
    bootstrap(server, "read")
    settings = settings_for(server, "read")
    monkeypatch.setattr(migrating, "LOCK_TIMEOUT", 100)
    command.upgrade(configuration(settings.urls["owner"]), "0015")
    with psycopg.connect(server.url("postgres", "read")) as report:
        report.execute("SELECT count(*) FROM clocks")

        def wait(_: float) -> None:
            with psycopg.connect(server.url("postgres", "read"), autocommit=True) as reader:
                reader.execute("SET statement_timeout = '2s'")
                assert reader.execute("SELECT count(*) FROM clocks").fetchone() == (0,)
                standing = reader.execute("SELECT version_num FROM alembic_version").fetchone()
            waited.append(standing[0] if standing else None)
            if len(waited) == 3:
                report.rollback()

        waited: list[str | None] = []
        migrate(settings, wait=wait)
        assert waited == ["0015"] * 3
        report.execute("SELECT count(*) FROM clocks")
        monkeypatch.setattr(migrating, "ATTEMPTS", 2)
        migrate(settings, wait=lambda _: pytest.fail("nothing is left to do"))
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE read WITH (FORCE)")


def test_a_table_that_is_held_all_the_time_stops_the_migration_with_a_sentence(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap(server, "held")
    settings = settings_for(server, "held")
    monkeypatch.setattr(migrating, "LOCK_TIMEOUT", 100)
    monkeypatch.setattr(migrating, "ATTEMPTS", 3)
    command.upgrade(configuration(settings.urls["owner"]), "0015")
    waited: list[float] = []
    with psycopg.connect(server.url("postgres", "held")) as report:
        report.execute("SELECT count(*) FROM clocks")
        with pytest.raises(Misconfigured, match="holds a table"):
            migrate(settings, wait=waited.append)
    assert waited == [migrating.PAUSE] * 2
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE held WITH (FORCE)")
