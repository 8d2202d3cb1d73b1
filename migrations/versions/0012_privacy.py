"""Personal information: struck texts, whom a complaint is about, who looked, how long data are kept."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("about_unit_id", sa.Uuid(), nullable=True))
    for name in ("struck_title", "struck_body"):
        op.add_column("case_texts", sa.Column(name, sa.Text(), nullable=True))
    op.create_index(
        "ix_audit_entries_subject",
        "audit_entries",
        ["tenant_id", "subject", "at"],
        postgresql_where="subject IS NOT NULL",
    )
    op.create_index(
        "ix_case_persons_kept",
        "case_persons",
        ["tenant_id", "case_id"],
        postgresql_where="erased_at IS NULL",
    )
    op.create_table(
        "retention",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_retention")),
        sa.CheckConstraint("kind in ('person', 'content')", name=op.f("ck_retention_kind")),
        sa.CheckConstraint("days between 30 and 36500", name=op.f("ck_retention_days")),
    )
    for statement in protect("retention", grants=("select", "insert", "update")):
        op.execute(statement)
