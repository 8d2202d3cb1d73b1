"""What a government was given before its first day, with who gave it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0041b"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_settings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("road", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_given_settings")),
        sa.CheckConstraint("road in ('document', 'page')", name=op.f("ck_given_settings_road")),
    )
    op.create_index("ix_given_settings_subject", "given_settings", ["tenant_id", "subject", "at", "id"])
    for statement in protect("given_settings", grants=("select", "insert")):
        op.execute(statement)
