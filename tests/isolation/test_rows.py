"""For every tenant's table and every command: one's own rows and nobody else's, as every role, in every scope."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from hotline_platform.database.security import tenant_models
from tests.isolation.conftest import HERE, THERE, World, insert
from tests.isolation.rows import generations, row, tables

TABLES = {table.name: table for table in tables()}
MODELS = tenant_models()

pytestmark = pytest.mark.parametrize("name", sorted(TABLES))


def may(name: str, command: str) -> bool:
    return command in MODELS[name].grants


def tenants_seen(connection: psycopg.Connection, name: str) -> set[int]:
    return {tenant for (tenant,) in connection.execute(f"SELECT DISTINCT tenant_id FROM {name}".encode())}


def changed(connection: psycopg.Connection, statement: str) -> int:
    return connection.execute(statement.encode()).rowcount


def fresh(name: str, tenant: int) -> dict[str, object]:
    """A row that is not there yet, under parents that are."""
    return row(TABLES[name], tenant, generations(TABLES[name]) + 1)


def refused(connection: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege), connection.transaction():
        connection.execute(statement.encode())


def test_the_application_sees_its_own_tenant_and_nothing_without_one(world: World, name: str) -> None:
    with world.standing("hotline_app", HERE) as connection:
        assert tenants_seen(connection, name) == {HERE}
        assert changed(connection, f"SELECT FROM {name} WHERE tenant_id = {THERE}") == 0
    with world.standing("hotline_app", None, (HERE, THERE)) as connection:
        assert tenants_seen(connection, name) == set()
    with world.forgetting("hotline_app") as connection:
        assert tenants_seen(connection, name) == set(), "a scope that was forgotten"


def test_the_application_inserts_for_its_own_tenant_only(world: World, name: str) -> None:
    with world.standing("hotline_app", HERE) as connection:
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            insert(connection, TABLES[name], fresh(name, THERE))
        if may(name, "insert"):
            assert insert(connection, TABLES[name], fresh(name, HERE)) == 1
        else:
            with pytest.raises(InsufficientPrivilege):
                insert(connection, TABLES[name], fresh(name, HERE))
    with world.standing("hotline_app", None, (HERE,)) as connection, pytest.raises(InsufficientPrivilege):
        insert(connection, TABLES[name], fresh(name, HERE))


def test_the_application_updates_its_own_rows_and_moves_none_to_another_tenant(
    world: World, name: str
) -> None:
    touch = f"UPDATE {name} SET tenant_id = tenant_id WHERE tenant_id = {{}}"
    with world.standing("hotline_app", HERE) as connection:
        if not may(name, "update"):
            refused(connection, touch.format(HERE))
            return
        assert changed(connection, touch.format(THERE)) == 0
        assert changed(connection, touch.format(HERE)) >= 1
        refused(connection, f"UPDATE {name} SET tenant_id = {THERE} WHERE tenant_id = {HERE}")
    with world.standing("hotline_app", None, (HERE,)) as connection:
        assert changed(connection, touch.format(HERE)) == 0


def test_the_application_deletes_its_own_rows_only(world: World, name: str) -> None:
    with world.standing("hotline_app", HERE) as connection:
        if not may(name, "delete"):
            refused(connection, f"DELETE FROM {name} WHERE tenant_id = {HERE}")
            return
        assert changed(connection, f"DELETE FROM {name} WHERE tenant_id = {THERE}") == 0
        # The newest row has nothing under it.
        own = fresh(name, HERE)
        insert(connection, TABLES[name], own)
        key = [column.name for column in TABLES[name].primary_key.columns]
        where = " AND ".join(f"{column} = %s" for column in key)
        deleted = connection.execute(f"DELETE FROM {name} WHERE {where}".encode(), [own[one] for one in key])
        assert deleted.rowcount == 1
    with world.standing("hotline_app", None, (HERE,)) as connection:
        assert changed(connection, f"DELETE FROM {name}") == 0


def test_the_reader_sees_the_listed_tenants_and_writes_nothing(world: World, name: str) -> None:
    for reads in ((), (HERE,), (HERE, THERE)):
        with world.standing("hotline_reader", THERE, reads) as connection:
            assert tenants_seen(connection, name) == set(reads)
    with world.forgetting("hotline_reader") as connection:
        assert tenants_seen(connection, name) == set(), "a scope that was forgotten"
    with world.standing("hotline_reader", HERE, (HERE,)) as connection:
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            insert(connection, TABLES[name], fresh(name, HERE))
        refused(connection, f"UPDATE {name} SET tenant_id = tenant_id")
        refused(connection, f"DELETE FROM {name}")
        refused(connection, f"TRUNCATE {name}")


def test_who_keeps_the_registry_reaches_no_tenants_table(world: World, name: str) -> None:
    with world.standing("hotline_admin", HERE, (HERE, THERE)) as connection:
        refused(connection, f"SELECT tenant_id FROM {name}")
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            insert(connection, TABLES[name], fresh(name, HERE))
        refused(connection, f"UPDATE {name} SET tenant_id = tenant_id")
        refused(connection, f"DELETE FROM {name}")


def test_the_public_may_put_a_submission_into_the_box_and_nothing_else(world: World, name: str) -> None:
    with world.standing("hotline_public", HERE, (HERE, THERE)) as connection:
        refused(connection, f"SELECT tenant_id FROM {name}")
        refused(connection, f"UPDATE {name} SET tenant_id = tenant_id")
        refused(connection, f"DELETE FROM {name}")
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            insert(connection, TABLES[name], fresh(name, THERE))
        if name == "submissions":
            assert insert(connection, TABLES[name], fresh(name, HERE)) == 1
        else:
            with pytest.raises(InsufficientPrivilege):
                insert(connection, TABLES[name], fresh(name, HERE))


def test_the_owner_of_the_schema_stands_under_the_policies_too(world: World, name: str) -> None:
    """Forced row security: even a migration sees and changes no row by accident. What the functions of the definer
    read, the owner reads: it is a member of that role, in order to give it the functions.
    """
    with world.standing("hotline_owner", HERE, (HERE, THERE)) as connection:
        seen = tenants_seen(connection, name)
        assert seen >= {HERE, THERE} if MODELS[name].definer_reads else seen == set()
        assert changed(connection, f"UPDATE {name} SET tenant_id = tenant_id") == 0
        assert changed(connection, f"DELETE FROM {name}") == 0
