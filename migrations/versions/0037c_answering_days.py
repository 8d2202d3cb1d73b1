"""Leaders' answering days: a day, the calls taken on it, its ledger, and what the public reads of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0037c"
down_revision = "0039c"
branch_labels = None
depends_on = None

PUBLIC = """
CREATE FUNCTION hotline_public_answering_days() RETURNS TABLE (
    starts_at timestamptz, ends_at timestamptz, leader text, post text, topic text, unit_zh text, unit_en text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH here AS (SELECT nullif(current_setting('hotline.tenant', true), '')::int AS tenant)
    SELECT d.starts_at, d.ends_at, d.leader, d.post, d.topic, u.name_zh, u.name_en
    FROM here
    JOIN answering_days d ON d.tenant_id = here.tenant AND d.state = 'published' AND d.starts_at > now() - interval '1 day'
    LEFT JOIN units u ON u.tenant_id = here.tenant AND u.id = d.unit_id
    WHERE d.ends_at > now()
    ORDER BY d.starts_at, d.id
    LIMIT 10
$$"""
SIGNATURE = "hotline_public_answering_days()"
KEPT = ("select", "insert", "update")


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{other}.tenant_id", f"{other}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def upgrade() -> None:
    _create_days()
    _create_calls_and_ledger()
    for table, grants in (
        ("answering_days", KEPT), ("answered_calls", KEPT), ("answering_entries", ("select", "insert")),
    ):  # fmt: skip
        for statement in protect(table, grants=grants, definer_reads=table == "answering_days"):
            op.execute(statement)
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(PUBLIC)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO hotline_public")
    op.execute(f"ALTER FUNCTION {SIGNATURE} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")


def _create_days() -> None:
    op.create_table(
        "answering_days",
        number("tenant_id"), uuid("id"), text("leader"), text("post"), uuid("leader_id", nullable=True),
        uuid("unit_id", nullable=True), uuid("operator_id", nullable=True), text("topic"), moment("starts_at"),
        moment("ends_at"), text("state"), moment("planned_at"), moment("published_at", nullable=True),
        moment("reminded_at", nullable=True), moment("closed_at", nullable=True), bytes_of("salt"), number("version"),
        number("events"), bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_answering_days")),
        sa.CheckConstraint("state in ('planned', 'published', 'closed', 'cancelled')", name=op.f("ck_answering_days_state")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_answering_days_hours")),
        refers("answering_days", "unit_id", "units"),
    )  # fmt: skip
    op.create_index("ix_answering_days_starts", "answering_days", ["tenant_id", "starts_at", "id"])
    op.create_index("ix_answering_days_state", "answering_days", ["tenant_id", "state", "starts_at", "id"])
    op.create_index(
        "ix_answering_days_unit", "answering_days", ["tenant_id", "unit_id", "starts_at"],
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_answering_days_reminded", "answering_days", ["tenant_id", "starts_at"],
        postgresql_where=sa.text("reminded_at IS NULL AND state IN ('planned', 'published')"),
    )  # fmt: skip


def _create_calls_and_ledger() -> None:
    op.create_table(
        "answered_calls",
        number("tenant_id"), uuid("case_id"), uuid("day_id"), text("instruction"), moment("instructed_at", nullable=True),
        moment("tied_at"),
        sa.PrimaryKeyConstraint("tenant_id", "case_id", name=op.f("pk_answered_calls")),
        refers("answered_calls", "day_id", "answering_days"), refers("answered_calls", "case_id", "cases"),
    )  # fmt: skip
    op.create_index("ix_answered_calls_day", "answered_calls", ["tenant_id", "day_id", "case_id"])
    op.create_table(
        "answering_entries",
        number("tenant_id"), uuid("day_id"), number("seq"), moment("at"), text("act"), uuid("account_id", nullable=True),
        text("role"), sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False), bytes_of("hash"),
        sa.PrimaryKeyConstraint("tenant_id", "day_id", "seq", name=op.f("pk_answering_entries")),
        refers("answering_entries", "day_id", "answering_days"),
    )  # fmt: skip
