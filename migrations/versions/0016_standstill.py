"""Times in which clocks stand still: a suspended government, an outage."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SESSION = """
CREATE FUNCTION hotline_session(wanted bytea, moment timestamptz) RETURNS TABLE (
    account_id uuid, name text, login text, language text, must_change_password boolean, tenant_id int,
    membership_id uuid, role text, unit_id uuid, expires_at timestamptz, standings bigint, unread bigint,
    suspended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.name, a.login, a.language, a.must_change_password, m.tenant_id, m.id, m.role, m.unit_id,
        s.expires_at,
        (SELECT count(*) FROM memberships o WHERE o.account_id = a.id AND o.ended_at IS NULL),
        (SELECT count(*) FROM (SELECT 1 FROM notices n WHERE n.tenant_id = m.tenant_id AND n.account_id = a.id
            AND n.read_at IS NULL LIMIT 100) AS waiting),
        t.status = 'suspended'
    FROM sessions s
    JOIN accounts a ON a.id = s.account_id
    JOIN memberships m ON m.tenant_id = s.tenant_id AND m.id = s.membership_id
    JOIN tenants t ON t.id = s.tenant_id
    WHERE s.token_digest = wanted AND s.revoked_at IS NULL AND s.expires_at > moment
        AND a.disabled_at IS NULL AND m.account_id = a.id AND m.ended_at IS NULL AND t.status <> 'archived'
$$"""

CLIENT = """
CREATE FUNCTION hotline_client(wanted uuid) RETURNS TABLE (
    tenant_id int, account_id uuid, name text, role text, unit_id uuid, scopes jsonb, per_minute int,
    secret_digest bytea, last_used_at timestamptz, suspended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.account_id, c.name, c.role, c.unit_id, c.scopes, c.per_minute, c.secret_digest, c.last_used_at,
        t.status = 'suspended'
    FROM tenants t JOIN api_clients c ON c.tenant_id = t.id
    WHERE c.id = wanted AND c.ended_at IS NULL AND t.status <> 'archived' AND (c.unit_id IS NULL OR EXISTS (
        SELECT 1 FROM units u WHERE u.tenant_id = c.tenant_id AND u.id = c.unit_id AND u.closed_at IS NULL))
$$"""

# A suspended government's clocks say nothing: nobody there could answer.
TENANTS_DUE = """
CREATE OR REPLACE FUNCTION hotline_tenants_with_due_clocks(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE t.status <> 'suspended'
        AND EXISTS (SELECT 1 FROM clocks c WHERE c.tenant_id = t.id AND c.next_at IS NOT NULL AND c.next_at <= moment)
$$"""

RETURNING_MORE = {"hotline_session(bytea, timestamptz)": SESSION, "hotline_client(uuid)": CLIENT}


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _create_tables()
    op.drop_constraint(op.f("ck_clocks_hold"), "clocks", type_="check")
    op.create_check_constraint(op.f("ck_clocks_hold"), "clocks", "hold in ('review', 'caller', 'suspension')")
    op.drop_constraint(op.f("ck_time_rules_situation"), "time_rules", type_="check")
    op.create_check_constraint(
        op.f("ck_time_rules_situation"),
        "time_rules",
        "situation in ('rework', 'second_rework', 'supervision')",
    )
    op.drop_constraint(op.f("ck_cases_origin"), "cases", type_="check")
    op.create_check_constraint(op.f("ck_cases_origin"), "cases", "origin in ('live', 'imported', 'withheld')")
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    for signature, body in RETURNING_MORE.items():
        op.execute(f"DROP FUNCTION {signature}")
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute(TENANTS_DUE)
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")


def _create_tables() -> None:
    op.create_table(
        "standstills",
        uuid("id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("government_id", sa.Integer(), nullable=True),
        moment("begin_at"),
        moment("end_at", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        moment("entered_at"),
        uuid("entered_by", nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        uuid("ended_by", nullable=True),
        moment("held_at", nullable=True),
        moment("settled_at", nullable=True),
        moment("taken_back_at", nullable=True),
        uuid("taken_back_by", nullable=True),
        sa.Column("taken_back_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standstills")),
        sa.ForeignKeyConstraint(["government_id"], ["tenants.id"], name=op.f("fk_standstills_government_id")),
        sa.CheckConstraint("kind in ('suspension', 'outage')", name=op.f("ck_standstills_kind")),
        sa.CheckConstraint(
            "(kind = 'suspension') = (government_id is not null)", name=op.f("ck_standstills_government")
        ),
        sa.CheckConstraint("kind = 'suspension' or end_at is not null", name=op.f("ck_standstills_over")),
        sa.CheckConstraint("begin_at < end_at", name=op.f("ck_standstills_order")),
    )
    op.create_index(
        "uq_standstills_open",
        "standstills",
        ["government_id"],
        unique=True,
        postgresql_where="end_at IS NULL",
    )
    op.execute(
        "ALTER TABLE standstills ADD CONSTRAINT ex_standstills_outage EXCLUDE USING gist "
        "(tstzrange(begin_at, end_at) WITH &&) WHERE (kind = 'outage' AND taken_back_at IS NULL)"
    )
    op.create_table(
        "standstill_moved",
        uuid("standstill_id"),
        sa.Column("government_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("moved_cases", "moved_clocks", "fallen_cards", "moved_back")
        ),
        sa.PrimaryKeyConstraint("standstill_id", "government_id", name=op.f("pk_standstill_moved")),
        sa.ForeignKeyConstraint(
            ["standstill_id"], ["standstills.id"], name=op.f("fk_standstill_moved_standstill_id")
        ),
        sa.ForeignKeyConstraint(
            ["government_id"], ["tenants.id"], name=op.f("fk_standstill_moved_government_id")
        ),
    )
    for table in ("standstills", "standstill_moved"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO hotline_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON standstills TO hotline_admin")
