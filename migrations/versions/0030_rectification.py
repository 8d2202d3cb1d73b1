"""Rectification notices on both sides of the border, and blind re-calls month by month."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0030"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall_months",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_recall_months")),
    )
    op.create_table(
        "recall_results",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("solved_compared", sa.Integer(), nullable=False),
        sa.Column("solved_differing", sa.Integer(), nullable=False),
        sa.Column("satisfied_compared", sa.Integer(), nullable=False),
        sa.Column("satisfied_differing", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_recall_results")),
    )
    op.create_table(
        "recall_calls",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("first_solved", sa.Text(), nullable=True),
        sa.Column("first_satisfied", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("solved", sa.Text(), nullable=True),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'reached' or (solved is null and satisfied is null)",
            name=op.f("ck_recall_calls_answers"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'reached', 'unreached')", name=op.f("ck_recall_calls_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "month"],
            ["recall_months.tenant_id", "recall_months.month"],
            name=op.f("fk_recall_calls_tenant_id_month"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_recall_calls_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recall_calls")),
        sa.UniqueConstraint(
            "tenant_id", "month", "case_id", name=op.f("uq_recall_calls_tenant_id_month_case_id")
        ),
    )
    op.create_index(
        "ix_recall_calls_month", "recall_calls", ["tenant_id", "month", "unit_id", "place"], unique=False
    )
    op.create_index(
        "ix_recall_calls_waiting",
        "recall_calls",
        ["tenant_id", "tried_on", "id"],
        unique=False,
        postgresql_where="state = 'waiting'",
    )
    op.create_table(
        "recall_districts",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "month"],
            ["recall_months.tenant_id", "recall_months.month"],
            name=op.f("fk_recall_districts_tenant_id_month"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "month", "unit_id", name=op.f("pk_recall_districts")),
    )
    op.create_table(
        "rectifications",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_back_on", sa.Date(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("side in ('upper', 'lower')", name=op.f("ck_rectifications_side")),
        sa.CheckConstraint(
            "state in ('draft', 'issued', 'reported', 'closed', 'discarded')",
            name=op.f("ck_rectifications_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_rectifications_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_rectifications_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_rectifications_tenant_id_number")),
    )
    op.create_index(
        "ix_rectifications_campaign",
        "rectifications",
        ["tenant_id", "campaign_id"],
        unique=False,
        postgresql_where="campaign_id IS NOT NULL",
    )
    op.create_index(
        "ix_rectifications_drafted", "rectifications", ["tenant_id", "drafted_at", "id"], unique=False
    )
    op.create_index(
        "ix_rectifications_next",
        "rectifications",
        ["tenant_id", "next_at"],
        unique=False,
        postgresql_where="next_at IS NOT NULL",
    )
    op.create_index(
        "ix_rectifications_state", "rectifications", ["tenant_id", "state", "due_at", "id"], unique=False
    )
    op.create_table(
        "rectification_entries",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rectification_id"],
            ["rectifications.tenant_id", "rectifications.id"],
            name=op.f("fk_rectification_entries_tenant_id_rectification_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "rectification_id", "seq", name=op.f("pk_rectification_entries")
        ),
    )
    op.create_table(
        "rectification_files",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rectification_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["files.tenant_id", "files.id"],
            name=op.f("fk_rectification_files_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rectification_id"],
            ["rectifications.tenant_id", "rectifications.id"],
            name=op.f("fk_rectification_files_tenant_id_rectification_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rectification_files")),
    )
    op.create_index(
        "ix_rectification_files_rectification",
        "rectification_files",
        ["tenant_id", "rectification_id", "id"],
        unique=False,
    )
    op.create_table(
        "rectification_remarks",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rectification_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rectification_id"],
            ["rectifications.tenant_id", "rectifications.id"],
            name=op.f("fk_rectification_remarks_tenant_id_rectification_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rectification_remarks")),
    )
    op.create_index(
        "ix_rectification_remarks_rectification",
        "rectification_remarks",
        ["tenant_id", "rectification_id", "seq"],
        unique=False,
    )
    op.create_table(
        "rectification_findings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finding_id"],
            ["inspection_findings.tenant_id", "inspection_findings.id"],
            name=op.f("fk_rectification_findings_tenant_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rectification_id"],
            ["rectifications.tenant_id", "rectifications.id"],
            name=op.f("fk_rectification_findings_tenant_id_rectification_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "rectification_id", "finding_id", name=op.f("pk_rectification_findings")
        ),
    )
    op.create_index(
        "ix_rectification_findings_finding",
        "rectification_findings",
        ["tenant_id", "finding_id"],
        unique=False,
    )
    for table, grants in (
        ("recall_months", ("select", "insert", "update")),
        ("recall_results", ("select", "insert")),
        ("recall_calls", ("select", "insert", "update")),
        ("recall_districts", ("select", "insert")),
        ("rectifications", ("select", "insert", "update")),
        ("rectification_entries", ("select", "insert")),
        ("rectification_files", ("select", "insert")),
        ("rectification_remarks", ("select", "insert")),
        ("rectification_findings", ("select", "insert")),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)
