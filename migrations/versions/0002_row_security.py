"""Roles, row security forced on every tenant's table, and the functions that filter by a scope of their own."""

from alembic import op

from hotline_platform.database.security import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOGINS = ("hotline_app", "hotline_reader", "hotline_admin", "hotline_public")
ALL = ("select", "insert", "update", "delete")
APPENDED = ("select", "insert")
KEPT = ("select", "insert", "update")

TENANT_TABLES: dict[str, tuple[str, ...]] = {
    "assignments": KEPT,
    "audit_entries": APPENDED,
    "callbacks": APPENDED,
    "case_events": APPENDED,
    "case_persons": ALL,
    "case_texts": ALL,
    "cases": ALL,
    "catalogue_entries": ALL,
    "categories": ALL,
    "clocks": KEPT,
    "closures": ALL,
    "figure_deltas": ("select", "insert", "delete"),
    "figures_category_month": ALL,
    "figures_tenant_day": ALL,
    "figures_tenant_month": ALL,
    "figures_unit_day": ALL,
    "figures_unit_month": ALL,
    "memberships": ALL,
    "notices": ALL,
    "query_codes": ALL,
    "referrals": APPENDED,
    "remarks": ALL,
    "replies": ALL,
    "sealed_heads": APPENDED,
    "seals": APPENDED,
    "submissions": ("select", "update"),
    "time_rules": APPENDED,
    "units": ALL,
}
DEFINER_READS = {"clocks", "memberships", "notices", "query_codes", "submissions"}

GLOBAL_GRANTS = (
    "GRANT SELECT ON tenants, calendar_years TO hotline_app, hotline_reader, hotline_admin, hotline_public, hotline_definer",
    "GRANT INSERT, UPDATE ON tenants, calendar_years TO hotline_admin",
    "GRANT SELECT, INSERT, UPDATE ON accounts TO hotline_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, attempts, jobs, periodic TO hotline_app",
    "GRANT SELECT ON accounts, sessions TO hotline_definer",
    "GRANT SELECT ON accounts TO hotline_reader",
    "GRANT USAGE ON SEQUENCE case_numbers TO hotline_app",
)

SESSION = """
CREATE FUNCTION hotline_session(wanted bytea, moment timestamptz) RETURNS TABLE (
    account_id uuid, name text, login text, language text, must_change_password boolean, tenant_id int,
    membership_id uuid, role text, unit_id uuid, expires_at timestamptz, standings bigint, unread bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.name, a.login, a.language, a.must_change_password, m.tenant_id, m.id, m.role, m.unit_id,
        s.expires_at,
        (SELECT count(*) FROM memberships o WHERE o.account_id = a.id AND o.ended_at IS NULL),
        (SELECT count(*) FROM (SELECT 1 FROM notices n WHERE n.tenant_id = m.tenant_id AND n.account_id = a.id
            AND n.read_at IS NULL LIMIT 100) AS waiting)
    FROM sessions s
    JOIN accounts a ON a.id = s.account_id
    JOIN memberships m ON m.tenant_id = s.tenant_id AND m.id = s.membership_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.token_digest = wanted AND s.revoked_at IS NULL AND s.expires_at > moment
        AND a.disabled_at IS NULL AND m.account_id = a.id AND m.ended_at IS NULL AND t.status <> 'archived'
$$"""

STANDINGS = """
CREATE FUNCTION hotline_standings(wanted uuid) RETURNS TABLE (
    membership_id uuid, tenant_id int, role text, unit_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.tenant_id, m.role, m.unit_id
    FROM memberships m JOIN tenants t ON t.id = m.tenant_id
    WHERE m.account_id = wanted AND m.ended_at IS NULL AND t.status <> 'archived'
$$"""

TENANTS_DUE = """
CREATE FUNCTION hotline_tenants_with_due_clocks(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM clocks c WHERE c.tenant_id = t.id AND c.next_at IS NOT NULL AND c.next_at <= moment)
$$"""

TENANTS_SUBMITTED = """
CREATE FUNCTION hotline_tenants_with_submissions() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM submissions s WHERE s.tenant_id = t.id AND s.taken_up_at IS NULL)
$$"""

FUNCTIONS = {
    "hotline_session(bytea, timestamptz)": (SESSION, "hotline_app"),
    "hotline_standings(uuid)": (STANDINGS, "hotline_app"),
    "hotline_tenants_with_due_clocks(timestamptz)": (TENANTS_DUE, "hotline_app"),
    "hotline_tenants_with_submissions()": (TENANTS_SUBMITTED, "hotline_app"),
}


def create_role(name: str, options: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}') "
        f"THEN CREATE ROLE {name} {options}; END IF; END $$"
    )


def upgrade() -> None:
    for login in LOGINS:
        op.execute(create_role(login, "LOGIN"))
    op.execute(create_role("hotline_definer", "NOLOGIN"))
    op.execute("GRANT hotline_definer TO CURRENT_USER")
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA public TO " + ", ".join((*LOGINS, "hotline_definer")))
    op.execute("CREATE SEQUENCE case_numbers INCREMENT BY 50")
    for table, grants in TENANT_TABLES.items():
        for statement in protect(
            table, grants=grants, public_inserts=table == "submissions", definer_reads=table in DEFINER_READS
        ):
            op.execute(statement)
    for statement in GLOBAL_GRANTS:
        op.execute(statement)
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    for signature, (body, caller) in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {caller}")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
