"""What the database itself says of its tables, policies, grants, keys, roles and functions."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from hotline_platform.database.security import protect, tenant_models
from tests.isolation.conftest import World

MODELS = tenant_models()
ROLES = ("hotline_app", "hotline_reader", "hotline_admin", "hotline_public", "hotline_definer")

NOT_TENANTS: dict[str, dict[str, set[str]]] = {
    "accounts": {
        "hotline_app": {"SELECT", "INSERT", "UPDATE"}, "hotline_definer": {"SELECT"}, "hotline_reader": {"SELECT"},
    },
    "alembic_version": {},
    "archivings": {role: {"SELECT"} for role in ("hotline_app", "hotline_reader")} | {
        "hotline_admin": {"SELECT", "INSERT", "UPDATE"},
    },
    "attempts": {"hotline_app": {"SELECT", "INSERT", "UPDATE", "DELETE"}},
    "boundary_plans": {"hotline_app": {"SELECT", "INSERT", "UPDATE"}},
    "calendar_years": {
        **{role: {"SELECT"} for role in ROLES}, "hotline_admin": {"SELECT", "INSERT", "UPDATE"},
    },
    "erasures": {"hotline_app": {"SELECT", "INSERT", "UPDATE"}, "hotline_admin": {"SELECT", "UPDATE"}},
    "government_exports": {"hotline_app": {"SELECT", "INSERT", "UPDATE"}, "hotline_reader": {"SELECT"}},
    "jobs": {"hotline_app": {"SELECT", "INSERT", "UPDATE", "DELETE"}},
    "periodic": {"hotline_app": {"SELECT", "INSERT", "UPDATE", "DELETE"}},
    "sessions": {"hotline_app": {"SELECT", "INSERT", "UPDATE", "DELETE"}, "hotline_definer": {"SELECT"}},
    "standstill_moved": {"hotline_app": {"SELECT", "INSERT", "UPDATE"}, "hotline_admin": {"SELECT", "DELETE"}},
    "standstills": {
        "hotline_app": {"SELECT", "INSERT", "UPDATE"}, "hotline_admin": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    },
    "tenants": {**{role: {"SELECT"} for role in ROLES}, "hotline_admin": {"SELECT", "INSERT", "UPDATE"}},
}  # fmt: skip
"""Global tables with their grants: reference data, and infrastructure that names a tenant only as a label."""

NOT_LED_BY_TENANT = {
    "ix_memberships_account_id": "the sign-in asks, through a definer function, in which tenants a person is",
}

CALLERS = {
    "hotline_client": "hotline_app",
    "hotline_code_holder": "hotline_public",
    "hotline_erase": "hotline_admin",
    "hotline_lookers": "hotline_public",
    "hotline_only_here": "hotline_app",
    "hotline_public_answering_days": "hotline_public",
    "hotline_public_areas": "hotline_public",
    "hotline_session": "hotline_app",
    "hotline_standings": "hotline_app",
    "hotline_tenants_to_supervise": "hotline_app",
    "hotline_tenants_with_announcements": "hotline_app",
    "hotline_tenants_with_deltas": "hotline_app",
    "hotline_tenants_with_due_clocks": "hotline_app",
    "hotline_tenants_with_due_deliveries": "hotline_app",
    "hotline_tenants_with_due_ladders": "hotline_app",
    "hotline_tenants_with_due_messages": "hotline_app",
    "hotline_tenants_with_news": "hotline_app",
    "hotline_tenants_with_point_changes": "hotline_app",
    "hotline_tenants_with_provisional_clocks": "hotline_app",
    "hotline_tenants_with_submissions": "hotline_app",
    "hotline_tracked": "hotline_public",
}
"""The functions that see past the policies, each with the one role that may call it."""


@pytest.fixture
def look(world: World) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A superuser's look, of which nothing stays."""
    with psycopg.connect(world.server.url("postgres", world.name), row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


def names(look: psycopg.Connection[dict[str, Any]], question: LiteralString) -> set[str]:
    return {next(iter(row.values())) for row in look.execute(question)}


TABLES: LiteralString = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"


def test_every_table_is_a_tenants_or_named_as_global_with_its_reason(
    look: psycopg.Connection[dict[str, Any]],
) -> None:
    assert names(look, TABLES) == set(MODELS) | set(NOT_TENANTS)


def test_every_tenants_table_names_its_tenant_first(look: psycopg.Connection[dict[str, Any]]) -> None:
    led = """
        SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND a.attname = 'tenant_id' AND a.attnotnull
    """
    assert names(look, led) == set(MODELS)


def test_no_view_leads_around_the_policies(look: psycopg.Connection[dict[str, Any]]) -> None:
    views = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')"
    assert names(look, views) == set()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_tables_policies_and_grants_are_exactly_those_that_its_model_declares(
    look: psycopg.Connection[dict[str, Any]], name: str
) -> None:
    """A second table is protected anew, and PostgreSQL asked what the two have: text, roles, commands, flags."""
    model = MODELS[name]
    look.execute("CREATE SCHEMA shadow AUTHORIZATION hotline_owner")
    look.execute("SET LOCAL ROLE hotline_owner")
    look.execute(f"CREATE TABLE shadow.{name} (LIKE public.{name})".encode())
    statements = protect(
        f"shadow.{name}",
        grants=model.grants,
        public_inserts=model.public_inserts,
        definer_reads=model.definer_reads,
    )
    for statement in statements:
        look.execute(statement.encode())
    assert security_of(look, "public", name) == security_of(look, "shadow", name)


def security_of(look: psycopg.Connection[dict[str, Any]], schema: str, name: str) -> dict[str, Any]:
    policies = look.execute(
        "SELECT policyname, permissive, roles, cmd, qual, with_check FROM pg_policies "
        "WHERE schemaname = %s AND tablename = %s ORDER BY policyname",
        [schema, name],
    ).fetchall()
    flags = look.execute(
        "SELECT relrowsecurity AS enabled, relforcerowsecurity AS forced, relowner::regrole::text AS owner "
        "FROM pg_class WHERE oid = %s::regclass",
        [f"{schema}.{name}"],
    ).fetchone()
    assert flags is not None
    assert flags == {"enabled": True, "forced": True, "owner": "hotline_owner"}
    return {"policies": policies, "grants": grants_of(look, f"{schema}.{name}"), **flags}


def grants_of(look: psycopg.Connection[dict[str, Any]], name: str) -> dict[str, set[str]]:
    """What each role but the owner may do with a table, PUBLIC included."""
    found: dict[str, set[str]] = {}
    rows = look.execute(
        "SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS role, privilege_type, is_grantable "
        "FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = %s::regclass AND grantee <> relowner",
        [name],
    )
    for row in rows:
        assert not row["is_grantable"]
        found.setdefault(row["role"], set()).add(row["privilege_type"])
    columns = look.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attacl IS NOT NULL", [name]
    ).fetchall()
    assert columns == [], "no grant on single columns"
    return found


@pytest.mark.parametrize("name", sorted(NOT_TENANTS))
def test_a_global_tables_grants_are_exactly_those_written_here(
    look: psycopg.Connection[dict[str, Any]], name: str
) -> None:
    assert grants_of(look, f"public.{name}") == NOT_TENANTS[name]


def test_every_index_and_unique_constraint_of_a_tenants_table_is_led_by_the_tenant(
    look: psycopg.Connection[dict[str, Any]],
) -> None:
    indexes = look.execute(
        "SELECT i.indexrelid::regclass::text AS index, t.relname AS table, a.attname AS first FROM pg_index i "
        "JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace "
        "LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
    ).fetchall()
    others = {row["index"] for row in indexes if row["table"] in MODELS and row["first"] != "tenant_id"}
    assert others == set(NOT_LED_BY_TENANT)


def test_no_foreign_key_crosses_tenants(look: psycopg.Connection[dict[str, Any]]) -> None:
    """Between tenants' tables a key carries the tenant on both sides, first; from and to global tables there is none."""
    keys = look.execute(
        "SELECT k.conname AS name, f.relname AS source, t.relname AS target, a.attname AS first, b.attname AS refers "
        "FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid "
        "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
        "JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1] "
        "WHERE k.contype = 'f' AND f.relnamespace = 'public'::regnamespace"
    ).fetchall()
    tenants = [key for key in keys if key["source"] in MODELS or key["target"] in MODELS]
    assert tenants
    for key in tenants:
        assert key["source"] in MODELS, key
        assert key["target"] in MODELS, key
        assert (key["first"], key["refers"]) == ("tenant_id", "tenant_id"), key


def test_no_trigger_reaches_into_another_tenant(look: psycopg.Connection[dict[str, Any]]) -> None:
    own = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    rules = "SELECT rulename FROM pg_rules WHERE schemaname = 'public'"
    assert names(look, own) | names(look, rules) == set()


def test_no_role_of_the_product_owns_or_passes_anything(look: psycopg.Connection[dict[str, Any]]) -> None:
    rows = look.execute(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication AS power, "
        "rolcanlogin AS login FROM pg_roles WHERE rolname = ANY (%s)",
        [list(ROLES)],
    ).fetchall()
    assert {row["rolname"]: (row["power"], row["login"]) for row in rows} == {
        role: (False, role != "hotline_definer") for role in ROLES
    }
    owned = (
        "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    assert names(look, owned) == {"hotline_owner"}
    members = look.execute(
        "SELECT member::regrole::text AS member, roleid::regrole::text AS role FROM pg_auth_members "
        "WHERE member::regrole::text LIKE 'hotline%' AND member::regrole::text <> 'hotline_owner'"
    ).fetchall()
    assert members == [], "nobody inherits from anybody"
    owner = look.execute(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'hotline_owner'"
    ).fetchone()
    assert owner == {"rolsuper": False, "rolbypassrls": False}


def test_nobody_but_the_owner_makes_anything_in_the_schema(look: psycopg.Connection[dict[str, Any]]) -> None:
    for role in ROLES:
        made = look.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE') AS may", [role]).fetchone()
        assert made == {"may": False}, role
    sequences = look.execute(
        "SELECT c.relname AS name, g.grantee::regrole::text AS role, g.privilege_type AS right FROM pg_class c, "
        "aclexplode(c.relacl) g WHERE c.relkind = 'S' AND g.grantee <> c.relowner"
    ).fetchall()
    assert sorted(sequences, key=lambda one: str(one["name"])) == [
        {"name": "case_numbers", "role": "hotline_app", "right": "USAGE"},
        # An imported government keeps its number; the next one must not be given it.
        {"name": "tenants_id_seq", "role": "hotline_admin", "right": "UPDATE"},
    ]


def test_functions_that_see_past_the_policies_have_one_caller_and_a_fixed_search_path(
    look: psycopg.Connection[dict[str, Any]],
) -> None:
    functions = look.execute(
        "SELECT p.proname AS name, p.proowner::regrole::text AS owner, p.prosecdef AS definer, p.proconfig AS config, "
        "l.lanname AS language, (SELECT array_agg(CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END "
        "ORDER BY 1) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE g.grantee <> p.proowner) "
        "AS callers FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang "
        "WHERE p.pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert {row["name"] for row in functions} == set(CALLERS)
    for row in functions:
        assert row["definer"], row
        assert row["owner"] == "hotline_definer", row
        assert row["config"] == ["search_path=public, pg_temp"], row
        assert row["callers"] == [CALLERS[row["name"]]], row
        # What a function in SQL reads stands in its text; only the one that erases is told a table.
        assert row["language"] == ("plpgsql" if row["name"] == "hotline_erase" else "sql"), row
