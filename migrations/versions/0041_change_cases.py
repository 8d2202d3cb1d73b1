"""The cases that a proposed change of settings concerns, as they were reckoned."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_cases",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "change_id", "place", name=op.f("pk_change_cases")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "change_id"],
            ["setting_changes.tenant_id", "setting_changes.id"],
            name=op.f("fk_change_cases_tenant_id_change_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_change_cases_tenant_id_case_id"),
        ),
    )
    op.create_index("ix_change_cases_stage", "change_cases", ["tenant_id", "change_id", "stage", "place"])
    for statement in protect("change_cases", grants=("select", "insert", "delete")):
        op.execute(statement)
