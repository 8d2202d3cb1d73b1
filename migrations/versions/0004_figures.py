"""Folding deltas, and the indexes behind the figures and the cases that they lead to."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANTS_WITH_DELTAS = """
CREATE FUNCTION hotline_tenants_with_deltas() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t WHERE EXISTS (SELECT 1 FROM figure_deltas d WHERE d.tenant_id = t.id)
$$"""

FUNCTION = (
    "GRANT CREATE ON SCHEMA public TO hotline_definer",
    TENANTS_WITH_DELTAS,
    "REVOKE ALL ON FUNCTION hotline_tenants_with_deltas() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION hotline_tenants_with_deltas() TO hotline_app",
    "ALTER FUNCTION hotline_tenants_with_deltas() OWNER TO hotline_definer",
    "REVOKE CREATE ON SCHEMA public FROM hotline_definer",
    "CREATE POLICY definer_select ON figure_deltas FOR SELECT TO hotline_definer USING (true)",
    "GRANT SELECT ON figure_deltas TO hotline_definer",
)

# Deltas come and go all the time: what was folded away must not be read over for long.
KEPT_CLEAN = (
    "ALTER TABLE figure_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, "
    "autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000, "
    "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)"
)

DAYS = ("dispatched_on", "sign_due_on", "contact_due_on", "reply_due_on", "replied_on")


def upgrade() -> None:
    for statement in FUNCTION:
        op.execute(statement)
    op.execute(KEPT_CLEAN)
    op.drop_index("ix_figure_deltas_read", "figure_deltas")
    op.create_index(
        "ix_figure_deltas_read", "figure_deltas", ["tenant_id", "unit_id", "measure", "day"],
        postgresql_include=["origin", "amount"],
    )  # fmt: skip
    for table, period in (("figures_unit_day", "day"), ("figures_unit_month", "month")):
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, ["tenant_id", "unit_id", "origin", period, "measure"])
    for name in ("reply_due", "sign_due", "replied_on"):
        op.drop_index(f"ix_assignments_{name}", "assignments")
    for day in DAYS:
        op.create_index(f"ix_assignments_{day}", "assignments", ["tenant_id", day, "id", "unit_id"])
