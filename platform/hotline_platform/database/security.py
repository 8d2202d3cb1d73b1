"""Row security as statements: migrations run them, tests compare them with what the database has."""

from sqlalchemy import Table

from hotline_platform.database.model import Base, TenantOwned

HERE = "tenant_id = nullif(current_setting('hotline.tenant', true), '')::int"
WITHIN_REACH = "tenant_id = ANY (nullif(current_setting('hotline.reads', true), '')::int[])"
ERASED = "tenant_id = nullif(current_setting('hotline.erasing', true), '')::int"
"""A setting that only the function that erases makes, around one statement; no other function of the definer deletes."""


def tenant_models() -> dict[str, type[TenantOwned]]:
    """Every model whose rows belong to a tenant, by the name of its table."""
    found: dict[str, type[TenantOwned]] = {}
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, TenantOwned):
            assert isinstance(mapper.local_table, Table)
            found[mapper.local_table.name] = mapper.class_
    return found


def protect(
    table: str,
    *,
    grants: tuple[str, ...] = ("select", "insert", "update", "delete"),
    public_inserts: bool = False,
    definer_reads: bool = False,
) -> list[str]:
    """The statements that enable and force row security on `table`, with one policy per command and the grants.

    One statement each (Citus takes one per call). The condition stands bare: a `(select …)` around the setting is
    no faster and Citus refuses it; `nullif`, because the setting reads '' after a transaction.
    """
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY reader_select ON {table} FOR SELECT TO hotline_reader USING ({WITHIN_REACH})",
        f"GRANT SELECT ON {table} TO hotline_reader",
    ]
    clauses = {
        "select": f"USING ({HERE})",
        "insert": f"WITH CHECK ({HERE})",
        "update": f"USING ({HERE}) WITH CHECK ({HERE})",
        "delete": f"USING ({HERE})",
    }
    for command in grants:
        statements.append(
            f"CREATE POLICY app_{command} ON {table} FOR {command.upper()} TO hotline_app {clauses[command]}"
        )
        statements.append(f"GRANT {command.upper()} ON {table} TO hotline_app")
    if public_inserts:
        statements.append(
            f"CREATE POLICY public_insert ON {table} FOR INSERT TO hotline_public WITH CHECK ({HERE})"
        )
        statements.append(f"GRANT INSERT ON {table} TO hotline_public")
    if definer_reads:
        statements.append(
            f"CREATE POLICY definer_select ON {table} FOR SELECT TO hotline_definer USING (true)"
        )
    return [*statements, *erasable(table)]


def erasable(table: str) -> list[str]:
    """What lets the function that erases a government see and delete its rows: that tenant's, and no other's."""
    return [
        f"CREATE POLICY erasing_select ON {table} FOR SELECT TO hotline_definer USING ({ERASED})",
        f"CREATE POLICY erasing_delete ON {table} FOR DELETE TO hotline_definer USING ({ERASED})",
        f"GRANT SELECT, DELETE ON {table} TO hotline_definer",
    ]


def protect_model(model: type[TenantOwned]) -> list[str]:
    """`protect` with what the model says of itself."""
    table = next(name for name, found in tenant_models().items() if found is model)
    return protect(
        table, grants=model.grants, public_inserts=model.public_inserts, definer_reads=model.definer_reads
    )
