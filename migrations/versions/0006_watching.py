"""What watches by itself: alarms about years that are not loaded, due moments that travel, seals of every chain."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import HERE, protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TENANTS_PROVISIONAL = """
CREATE FUNCTION hotline_tenants_with_provisional_clocks() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM clocks c WHERE c.tenant_id = t.id AND c.provisional AND c.stopped_at IS NULL)
$$"""

# `pg_temp` is searched first unless it is named: nobody may put a table of their own before those that are meant.
EARLIER = (
    "hotline_session(bytea, timestamptz)",
    "hotline_standings(uuid)",
    "hotline_tenants_with_deltas()",
    "hotline_tenants_with_due_clocks(timestamptz)",
    "hotline_tenants_with_submissions()",
)


def upgrade() -> None:
    op.create_table(
        "calendar_alarms",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "year", name=op.f("pk_calendar_alarms")),
    )
    for statement in protect("calendar_alarms", grants=("select", "insert")):
        op.execute(statement)
    # A case's chain is read by its case: the key must lead with it.
    op.execute("ALTER TABLE case_events DROP CONSTRAINT pk_case_events")
    op.execute("ALTER TABLE case_events ADD CONSTRAINT pk_case_events PRIMARY KEY (tenant_id, case_id, seq)")
    op.create_index("ix_sealed_heads_case", "sealed_heads", ["tenant_id", "case_id", "seq"])
    op.execute(
        f"CREATE POLICY app_update ON referrals FOR UPDATE TO hotline_app USING ({HERE}) WITH CHECK ({HERE})"
    )
    op.execute("GRANT UPDATE ON referrals TO hotline_app")
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    signature = "hotline_tenants_with_provisional_clocks()"
    op.execute(TENANTS_PROVISIONAL)
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
    for signature in EARLIER:
        op.execute(f"ALTER FUNCTION {signature} SET search_path = public, pg_temp")
